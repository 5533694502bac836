"""Messages and internal notes; both are read and written through the conversation of a record only."""

from hansa import N_, Entity
from plugins.conversations.models import Message, Note
from plugins.conversations.schemas import TextSchema

HIDDEN = {"plugin": "conversations", "title": "body", "pages": False, "api": False, "searchable": False}
MESSAGE = Entity("message", N_("Message"), Message, TextSchema, plural=N_("Messages"), audience="owner", icon="message-circle", **HIDDEN)
NOTE = Entity("note", N_("Internal note"), Note, TextSchema, plural=N_("Internal notes"), audience="staff", icon="lock", **HIDDEN)
