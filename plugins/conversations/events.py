"""The events of conversations. They are told under the entity and id of the record that is talked about."""

from hansa import Event

PAYLOAD = {
    "message_id": "0197f1c2-0000-7000-8000-000000000001",
    "partner_id": "0197f1c2-0000-7000-8000-000000000002",
    "by": "Maya Lindqvist",
    "text": "The signed letter is attached.",
    "mentions": ["0197f1c2-0000-7000-8000-000000000003"],
}


class MessagePosted(Event):
    """Somebody wrote to the other side."""

    type = "conversations.message.posted"
    sample = PAYLOAD


class NotePosted(Event):
    """One of the vendor's people wrote an internal note; not for partners."""

    type = "conversations.note.posted"
    sample = {**PAYLOAD, "partner_id": None}
