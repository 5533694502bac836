"""Whom a message is news for."""

from hansa import N_, NotificationKind

KINDS = [
    NotificationKind(
        "conversations.message",
        N_("Somebody wrote to you"),
        "conversations.message.posted",
        N_("%(who)s wrote about “%(what)s”"),
        to=("mentioned", "followers", "creator", "staff"),
        icon="message-circle",
    ),
    NotificationKind(
        "conversations.note",
        N_("A colleague wrote an internal note"),
        "conversations.note.posted",
        N_("%(who)s wrote an internal note about “%(what)s”"),
        to=("mentioned", "followers"),
        permission="conversations.note.view",
        icon="lock",
        email=False,
    ),
]
