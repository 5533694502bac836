"""Why a figure is what it is, down to the invoiced lines and the version of the policy."""

import uuid
from typing import Any

from flask import Blueprint, url_for

from hansa import _, current_scope, entity_of, policy, records, render, url_of
from plugins.rebates.engine.engine import TEXTS
from plugins.rebates.engine.explaining import Node, explain
from plugins.rebates.estimate.rewards import own_result


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/why/<uuid:result_id>", endpoint="why")(policy("rebates.result.view", costly=True)(why))


def why(result_id: uuid.UUID) -> str:
    """The tree of one result, as far as its reader may see the lines; partners see what was stated."""
    result = own_result(result_id) or records.get(entity_of("rebates.result"), result_id)
    tree = explain(result)
    reasons = [_(TEXTS[code], what=tree.name) for code in result.reasons if code in TEXTS]
    return render("rebates/why.html", block="page", tree=tree, result=result, reasons=reasons, link=link)


def link(node: Node) -> Any:
    """Return where a record of the tree is shown: lines for everybody who sees them, policies for those of the vendor who may read them."""
    if node.record is None or node.record[1] is None:
        return None
    entity, record_id = node.record
    if entity == "policies.version":
        actor = current_scope().actor
        shown = actor.staff and actor.may("policies.policy.view")
        return url_for("policies.version", program=current_scope().program.slug, version=record_id) if shown else None
    return url_of(entity_of(entity), record_id)
