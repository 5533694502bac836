"""Notifications."""

from hansa import N_, PluginInfo

PLUGIN = PluginInfo("notify", N_("Notifications"), version="0.1.0", category=N_("Platform"), icon="bell", default_enabled=True)
