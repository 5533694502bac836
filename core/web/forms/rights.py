"""Rights to choose from, plugin by plugin, as checkboxes."""

from collections.abc import Collection, Iterable

from markupsafe import Markup

from core.i18n import _
from core.identity.roles import Offer
from core.portal import portal
from core.web.page.pages import render_part


def rights(offers: Iterable[Offer], chosen: Collection[str]) -> Markup:
    """Return checkboxes named `permissions`; one line for each kind of record, then the plugin's other rights."""
    groups = [(_plugin_label(offer.plugin), offer.records, offer.others) for offer in offers]
    return render_part("parts/rights.html", groups=groups, chosen=frozenset(chosen))


def _plugin_label(plugin: str) -> str:
    loaded = portal().plugins.loaded.get(plugin)
    return _(loaded.info.label) if loaded is not None else _("Partners, people and program")
