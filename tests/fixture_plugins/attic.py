"""A plugin that needs the basement."""

from hansa import N_, PluginInfo

PLUGIN = PluginInfo("attic", N_("Attic"), requires=("basement",), category=N_("House"))
