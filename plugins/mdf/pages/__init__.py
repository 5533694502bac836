"""The pages of market funds: a partner's funds and plans, the desk of staff, what activities brought, panels of records."""

from flask import Blueprint

from plugins.mdf.pages import compared, desk, invoices, mine, panels, planning, reporting, returns

pages = Blueprint("mdf", __name__)
for part in (mine, planning, reporting, desk, returns, compared, panels, invoices):
    part.add(pages)
