"""The pictures of a program's brand: shown to everybody, and the forms that change them."""

from types import SimpleNamespace

from flask import Blueprint, Response, url_for
from markupsafe import Markup

from core.entities.scope import current
from core.errors import NotFound
from core.i18n import _
from core.programs import logos
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.page.pages import render_part
from core.web.theme.logo_urls import pictures

pages = Blueprint("logos", __name__, url_prefix="/<program>")

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "",
}


@pages.get("/brand/<kind>-<digest>.png", endpoint="picture")
@policy(public=True)
def picture(kind: str, digest: str) -> Response:
    """A picture of the brand; its URL changes with its content."""
    program = here().program
    found = logos.read(program, kind, digest) if program else None
    if found is None:
        raise NotFound()
    return Response(found, 200, HEADERS, content_type="image/png")


def editor(faulty: str = "", error: str = "") -> Markup:
    """Return the forms of the pictures, for the brand editor."""
    program = current().program
    rows = [
        SimpleNamespace(
            kind=kind,
            label=_(label),
            picture=pictures(program).get(kind),
            save_url=url_for("admin_brand.save_picture", program=program.slug, kind=kind),
            remove_url=url_for("admin_brand.remove_picture", program=program.slug, kind=kind),
            error=error if kind == faulty else "",
        )
        for kind, label in logos.KINDS.items()
    ]
    return render_part("admin/brand_pictures.html", rows=rows, accept=",".join(sorted(logos.ACCEPTED)))
