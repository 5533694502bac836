"""Loading the demo into an empty database."""

import itertools
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from core.audit_chain import sign
from core.db import db
from core.demo.news import tell_news
from core.demo.partners import levels
from core.demo.plans import PASSWORD, PLANS, SITE_ADMIN, TREE, Account, Plan
from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict
from core.i18n import use
from core.identity import users
from core.identity.actor import SYSTEM
from core.identity.models import User
from core.jobs.scopes import as_system
from core.portal import portal
from core.programs import fields
from core.programs.brand import save_brand
from core.programs.editing import create_program
from core.programs.enabling import enable
from core.programs.models import Program, Site
from core.programs.state import ProgramState

Tell = Callable[[str], None]


def is_loaded() -> bool:
    """Tell whether this database holds the demo. Raises Conflict when it holds something else."""
    demo = bool(db.session.scalar(sa.select(Site.demo)))
    if not demo and db.session.scalar(sa.select(sa.func.count()).select_from(Program)):
        raise Conflict(
            "This database holds real programs. Load the demo into an empty one: set HANSA_DATA_DIR to another folder.", code="not-a-demo"
        )
    return demo


def load(tell: Tell) -> None:
    """Make the two programs with everything in them; each step is a unit of its own. `tell` hears how it goes."""
    unit(_begin)
    for plan in (make() for make in PLANS):
        tell(f"{plan.slug}: program and partners")
        unit(lambda plan=plan: _program(plan))  # type: ignore[misc]
        for plugin in _tellers(_state(plan)):
            tell(f"{plan.slug}: {plugin}")
            unit(lambda plan=plan, plugin=plugin: _ask(plan, plugin))  # type: ignore[misc]
        tell(f"{plan.slug}: notices of the last days")
        unit(lambda plan=plan: tell_news(_state(plan)))  # type: ignore[misc]
    tell("audit trail")
    for plan in (make() for make in PLANS):
        sign(_state(plan))


def accounts() -> list[dict[str, Any]]:
    """Return everybody the demo tells of: `email, password, program, role, partner`."""
    found = [{"email": SITE_ADMIN, "password": PASSWORD, "program": None, "role": "site_admin", "partner": None}]
    for plan in (make() for make in PLANS):
        names = [given["name"] for level in levels(plan) for given, _parent in level]
        for account in plan.accounts:
            partner = names[account.partner] if account.partner is not None else None
            found.append(
                {
                    "email": _address(plan, account),
                    "password": PASSWORD,
                    "program": plan.slug,
                    "role": account.roles[-1],
                    "partner": partner,
                }
            )
    return found


def _begin() -> None:
    site = db.session.scalars(sa.select(Site)).one()
    site.demo = True
    users.create(SITE_ADMIN, "Hansa Admin", password=PASSWORD, site_admin=True)


def _program(plan: Plan) -> None:
    """The program with its plugins, look, own fields, partners and people."""
    program = create_program(plan.setup, SYSTEM)
    for name, plugin in portal().plugins.loaded.items():
        if plugin.builtin and plugin.status == "active" and plugin.info.scope == "program":
            enable(portal().programs.fresh(program.id), name, SYSTEM)
    with acting.entered(as_system(portal().programs.fresh(program.id))):
        save_brand(plan.brand)
        for entity, kind, answers in plan.fields:
            fields.define(registry()[entity], kind, answers)
    with acting.entered(as_system(portal().programs.fresh(program.id))):
        partners = _partners(plan)
        _people(plan, partners)


def _partners(plan: Plan) -> list[Any]:
    """Create the tree, level by level, as an import does."""
    made: list[Any] = []
    for level in levels(plan):
        rows = [{**given, **({"parent_id": str(made[parent].id)} if parent is not None else {})} for given, parent in level]
        made += records.create_many(registry()["core.partner"], rows)
    return made


def _people(plan: Plan, partners: list[Any]) -> None:
    """The people who can sign in, and one more in every other partner, so that histories have names."""
    hashed = users.by_email(SITE_ADMIN).password_hash  # type: ignore[union-attr]
    told = {account.partner for account in plan.accounts}
    crowd = [Account(f"partner{at}", _name(plan, at), ("partner_admin",), at) for at in range(sum(TREE)) if at not in told]
    for account in (*plan.accounts, *crowd):
        user = User(email=_address(plan, account), name=account.name, password_hash=hashed)
        db.session.add(user)
        db.session.flush()
        _join(account, user.id, partners[account.partner] if account.partner is not None else None)


def _join(account: Account, user_id: uuid.UUID, partner: Any) -> None:
    mirrored = {"partner_name": partner.name, "suspended": partner.status != "active"} if partner is not None else {}
    records.create(
        registry()["core.membership"],
        {},
        partner_id=partner.id if partner is not None else None,
        user_id=user_id,
        roles=list(account.roles),
        **mirrored,
    )


def _ask(plan: Plan, plugin: str) -> None:
    """Let one plugin add its own; a failure of it is raised, so that a demo is whole or not there."""
    state = _state(plan)
    with use(state.locale), acting.entered(as_system(state)):  # what the portal writes of its own is in the program's language
        portal().plugins.call_one("demo_data", plugin, program=state)


def _tellers(state: ProgramState) -> list[str]:
    """Return the plugins with data for the demo; those that work on their own records first, as others add to these."""
    own = {entity.plugin for entity in registry() if entity.workflow}
    return sorted(portal().plugins.implementers("demo_data", state.plugins), key=lambda name: name not in own)


def _state(plan: Plan) -> ProgramState:
    found = portal().programs.by_slug(plan.slug)
    if found is None:
        raise LookupError(plan.slug)
    return found


def _address(plan: Plan, account: Account) -> str:
    return f"{account.mailbox}@{plan.slug}.example"


def _name(plan: Plan, at: int) -> str:
    given = itertools.cycle(("伟", "芳", "敏", "静", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明"))
    if len(plan.people[0]) > 2:
        return plan.people[at % len(plan.people)]
    return plan.people[at % len(plan.people)] + next(itertools.islice(given, at * 5 % 12, None))
