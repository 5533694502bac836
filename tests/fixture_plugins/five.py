"""A small plugin of the tests: an entry in the navigation, a check before saving, a card."""

from hansa import MenuItem, PluginInfo, hookimpl

PLUGIN = PluginInfo("fixturefive", "Fixture five")


@hookimpl
def menu_items(program, actor):
    return [MenuItem("Fixture five", "entity:core.partner", "star", "Fixtures")]


@hookimpl
def before_save(entity, record, changes):
    return None
