"""Whoever keeps persons answers for them."""

import re

from core.db import metadata

PERSONAL = re.compile(r"email|phone|^contact_|^person(_id)?$|^author|membership_id|^user_id$|principal|^(written|published|settled|done|ruled|priced)_by$")


def _keeping(portal):
    """Return the plugins that come with Hansa and have tables with columns about people, or rows of partners."""
    own = {name for name, plugin in portal.plugins.loaded.items() if plugin.module and plugin.module.__name__.startswith("plugins.")}
    owning = {entity.plugin for entity in portal.registry if entity.audience == "owner"}
    about = {t.name.partition("__")[0] for t in metadata.tables.values() if any(PERSONAL.search(c.name) for c in t.columns)}
    return own & (owning | about)


def test_every_plugin_that_keeps_persons_gives_them_out_and_erases_them(kit):
    plugins = kit.portal.plugins
    keeping = _keeping(kit.portal)
    silent = {hook: keeping - set(plugins.implementers(hook, plugins.active())) for hook in ("personal_data", "erase_personal_data")}
    assert len(keeping) >= 12 and silent == {"personal_data": set(), "erase_personal_data": set()}


def test_every_field_with_an_address_or_a_telephone_is_declared_personal(kit):
    kinds = ("Email", "Phone")
    found = {
        f"{entity.key}.{name}": field.metadata.get("personal")
        for entity in kit.portal.registry
        if entity.plugin in _keeping(kit.portal)
        for name, field in entity.schema._declared_fields.items()
        if type(field).__name__ in kinds
    }
    assert found and all(found.values()), found
