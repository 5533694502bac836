"""The rows of the plugin, behind the wall like all others; people meet them on the pages of the plugin only."""

from hansa import N_, Entity, EntitySchema
from plugins.notify.models import Follower, PartnerNotice, Preference, StaffNotice

HIDDEN = {"plugin": "notify", "pages": False, "api": False, "searchable": False, "audited": False}


class NothingSchema(EntitySchema):
    """No field is open to forms."""


PARTNER_NOTICE = Entity("partner_notice", N_("Notification"), PartnerNotice, NothingSchema, audience="owner", **HIDDEN)
STAFF_NOTICE = Entity("staff_notice", N_("Notification"), StaffNotice, NothingSchema, **HIDDEN)
FOLLOWER = Entity("follower", N_("Follower"), Follower, NothingSchema, **HIDDEN)
PREFERENCE = Entity("preference", N_("Notification settings"), Preference, NothingSchema, **HIDDEN)
ENTITIES = [PARTNER_NOTICE, STAFF_NOTICE, FOLLOWER, PREFERENCE]
