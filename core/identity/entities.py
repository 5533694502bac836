"""The core's own entities: partners and memberships, with the same pages and API as any plugin's."""

from core.entities.entity import Entity, RecordPanel
from core.i18n import N_
from core.identity import partners
from core.identity.models import Membership, Partner
from core.web.values.cells import StateLook
from schemas import fields, validate
from schemas.base import EntitySchema

KINDS = (("distributor", N_("Distributor")), ("reseller", N_("Reseller")), ("dealer", N_("Dealer")), ("agent", N_("Agent")))
STATUS = {
    "active": StateLook(N_("Active"), "ok", "circle-check"),
    "suspended": StateLook(N_("Suspended"), "warn", "player-pause"),
    "terminated": StateLook(N_("Terminated"), "bad", "ban"),
}


class PartnerSchema(EntitySchema):
    name = fields.String(required=True, label=N_("Name"), max_length=200, group=N_("Company"), metadata={"editable": "staff"})
    kind = fields.Choice(choices=KINDS, load_default="reseller", label=N_("Kind"), group=N_("Company"), metadata={"editable": "staff"})
    status = fields.Choice(
        choices=[(k, v.label) for k, v in STATUS.items()],
        load_default="active",
        label=N_("Status"),
        cell="state",
        group=N_("Company"),
        metadata={"editable": "staff", "states": STATUS},
    )
    country = fields.Country(label=N_("Country"), group=N_("Company"))
    region = fields.String(label=N_("Region"), group=N_("Company"), metadata={"editable": "staff"})
    domain = fields.String(label=N_("Web domain"), example="company.example", validate=validate.web_domain, group=N_("Company"))
    registration_no = fields.String(label=N_("Registration number"), group=N_("Company"))
    parent_id = fields.Ref(to="core.partner", label=N_("Distributor"), group=N_("Company"), metadata={"editable": "staff"})


class MembershipSchema(EntitySchema):
    """Who belongs where; changed by the pages of user administration, not by the generic form."""

    region = fields.String(label=N_("Region"), metadata={"editable": "system", "visible": "staff"})


PARTNER = Entity(
    "partner",
    N_("Partner"),
    Partner,
    PartnerSchema,
    plugin="core",
    plural=N_("Partners"),
    audience="owner",
    owner="id",
    tree=True,
    title="name",
    number="P",
    list_columns=("name", "status", "kind", "country", "region", "created_at"),
    search=("name", "domain", "registration_no"),
    sort="name",
    menu=N_("Partners"),
    icon="building",
    before_save=partners.check,
    after_save=partners.follow,
    panels=(RecordPanel(N_("People"), "people.panel", "core.membership.view"),),
)
MEMBERSHIP = Entity(
    "membership",
    N_("Member"),
    Membership,
    MembershipSchema,
    plugin="core",
    plural=N_("Members"),
    audience="owner",
    tree=True,
    title="id",
    pages=False,
    api=False,
    searchable=False,
)
CORE_ENTITIES = (PARTNER, MEMBERSHIP)
