"""Tables: a team about a deal, the seats of companies and people in it, the tasks of its stages."""

import uuid
from datetime import date

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, Owned, owned_ref, plugin_base, program_ref

Base = plugin_base("teams")
TEAMS = "teams__team"


class Team(Owned, CustomFields, Base):
    """The project of a partner's deal. Companies that joined read it by a share; the deal itself stays with its partner."""

    number: so.Mapped[str]
    state: so.Mapped[str] = so.mapped_column(default="discovery", comment="stage of the project")
    title: so.Mapped[str] = so.mapped_column(comment="everybody invited reads it")
    deal_id: so.Mapped[uuid.UUID]
    brief: so.Mapped[str | None] = so.mapped_column(comment="what the team is for; its members read it")

    __table_args__ = (
        sa.UniqueConstraint("program_id", "number"),
        sa.Index(None, "program_id", "deal_id"),
        owned_ref("deal_id", "deals__deal"),
    )


class Seat(Owned, Base):
    """A place in a team, of the company that sits there: an invitation first. The vendor's people sit with the lead partner."""

    team_id: so.Mapped[uuid.UUID]
    state: so.Mapped[str] = so.mapped_column(default="invited")
    title: so.Mapped[str] = so.mapped_column(comment="of the team, as long as the seat is live")
    lead_name: so.Mapped[str] = so.mapped_column(comment="the company whose deal it is")
    name: so.Mapped[str] = so.mapped_column(comment="of the company or, for the vendor, of the person; the team reads it")
    role: so.Mapped[str]
    message: so.Mapped[str | None]
    vendor: so.Mapped[bool] = so.mapped_column(default=False)

    __table_args__ = (sa.Index(None, "program_id", "team_id"), program_ref("team_id", TEAMS, ondelete="CASCADE", cross_owner=True))


class Task(Owned, Base):
    """What a role has to do before the next stage opens. It belongs to the owner of the team; the team reads it with the team."""

    team_id: so.Mapped[uuid.UUID]
    state: so.Mapped[str] = so.mapped_column(default="open")
    stage: so.Mapped[str]
    title: so.Mapped[str]
    role: so.Mapped[str]
    due_on: so.Mapped[date | None] = so.mapped_column(comment="last day to do it")
    done_by: so.Mapped[str | None] = so.mapped_column(comment="name of the company or person that did it")

    __table_args__ = (sa.Index(None, "program_id", "team_id"), owned_ref("team_id", TEAMS, ondelete="CASCADE"))
