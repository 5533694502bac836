"""A small plugin of the tests: an entry in the navigation, a check before saving, a card."""

from hansa import MenuItem, PluginInfo, hookimpl

PLUGIN = PluginInfo("fixturethree", "Fixture three")


@hookimpl
def menu_items(program, actor):
    return [MenuItem("Fixture three", "entity:core.partner", "star", "Fixtures")]


@hookimpl
def before_save(entity, record, changes):
    return None
