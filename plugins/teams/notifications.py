"""Whom a step of a team is news for."""

from hansa import N_
from hansa import NotificationKind as Kind

PARTNER = ("partner", "followers")
LEADS = ("partner", "staff", "followers")

KINDS = [
    Kind("teams.invited", N_("You are invited to a project team"), "teams.seat.invited", N_("You are invited to “%(what)s”"), PARTNER, "", "mail", "warn"),
    Kind("teams.stage", N_("A project has come to its next stage"), "teams.seat.stage", N_("“%(what)s” has come to its next stage"), PARTNER, "", "arrow-right"),
    Kind("teams.task_due", N_("A task of a team is due"), "teams.seat.task_due", N_("A task of yours in “%(what)s” is due"), PARTNER, "", "hourglass", "warn"),
    Kind("teams.member", N_("Somebody joined or left your team"), "teams.team.member", N_("Somebody joined or left the team “%(what)s”"), LEADS, "", "users"),
]  # fmt: skip
