"""Conversations."""

from hansa import N_, PluginInfo

PLUGIN = PluginInfo("conversations", N_("Conversations"), version="0.1.0", category=N_("Platform"), icon="message-circle", default_enabled=True)
