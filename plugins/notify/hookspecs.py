"""The hook this plugin offers."""

from hansa import NotificationKind, hookspec, hookspec_policy


@hookspec
@hookspec_policy("isolate", NotificationKind, many=True)
def notification_kinds() -> list[NotificationKind]:
    """For every delivered event and for the settings page: the reasons to tell people something. Must not write.

    Implement it with `@hookimpl(optionalhook=True)`, and your plugin works without this one.
    """
