"""A plugin others need; it has settings, and says no when it is told to."""

from hansa import N_, PluginInfo, SettingsSchema, Veto, fields, hookimpl, settings_for

PLUGIN = PluginInfo("basement", N_("Basement"), category=N_("House"))


class Settings(SettingsSchema):
    depth = fields.Integer(load_default=3, label=N_("Depth"), min=1, max=9)
    opened = fields.Boolean(load_default=False, label=N_("Open"))
    code = fields.String(load_default=None, label=N_("Door code"), secret=True)
    nailed = fields.Boolean(load_default=False, label=N_("Nailed shut"))


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [Settings]


@hookimpl
def program_disabled() -> None:
    if settings_for("basement")["nailed"]:
        raise Veto("The basement is nailed shut.")
