"""The pages: what a partner earns and why, drafts tried on the past; periods on their way, statements, disputes, claims, tasks."""

from flask import Blueprint

from plugins.rebates.pages import backtest, desk, earnings, explain, mine, panels, paying, rewards, signing, starting, statements

pages = Blueprint("rebates", __name__)
for part in (earnings, explain, backtest, starting, desk, mine, panels, paying, statements, rewards, signing):
    part.add(pages)
