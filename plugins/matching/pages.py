"""The tool by which staff compare two companies, or look for one among all the program knows."""

from flask import Blueprint, request, url_for

from hansa import NotFound, current_scope, policy, render
from plugins.matching import views

pages = Blueprint("matching", __name__)


@pages.get("/compare", endpoint="compare")
@policy("matching.compare")
def compare() -> str:
    """Two names given: how alike they are, and why. One: everybody known who is like it."""
    if not current_scope().actor.staff:
        raise NotFound()
    one, other = views.asked(request.args, ""), views.asked(request.args, "2")
    shown = views.compared(one, other) if one.name and other.name else None
    found = views.found(one) if one.name and not other.name else None
    action = url_for("matching.compare", program=current_scope().program.slug)
    return render("matching/compare.html", block="page", sides=views.sides(one, other), shown=shown, found=found, action=action)
