"""Import and export."""

from hansa import N_, PluginInfo

PLUGIN = PluginInfo("sheets", N_("Import and export"), version="0.1.0", category=N_("Platform"), icon="table", default_enabled=True)
