"""The hooks of the foundation. Every hook is called with keyword arguments; an implementation takes those it needs.

Returning None means "nothing to say". What a failure does is the hook's policy, see `HookPolicy`.
"""
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

from core.plugin_system.policy import HookPolicy, hookspec_policy, policy_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    import click
    import sqlalchemy as sa
    from flask import Blueprint

    from core.entities.columns import ComputedField
    from core.entities.entity import Entity, ExtraField
    from core.entities.system import SystemTask
    from core.entities.vocabularies import Vocabulary
    from core.identity.actor import Actor
    from core.identity.permissions import Permission, RoleTemplate
    from core.jobs.declare import Event, Job
    from core.personal.subject import Subject
    from core.personal.tables import Held
    from core.program_text.section import ProgramSection
    from core.programs.state import ProgramState
    from core.web.page.menu import Action, Card, MenuItem, Panel
    from schemas.base import SettingsSchema
    from schemas.types import FieldType

hookspec = pluggy.HookspecMarker("hansa")
hookimpl = pluggy.HookimplMarker("hansa")


@hookspec
@hookspec_policy("boot", "types:ModuleType", many=True)
def register_hookspecs() -> list[ModuleType]:
    """Offer hooks of your own: modules of functions marked with `hookspec`. Called before all other hooks."""


@hookspec
@hookspec_policy("boot", "schemas.types:FieldType", many=True)
def register_field_types() -> list[FieldType]:
    """Add kinds of fields that schemas and custom fields may use. Called before entities are read."""


@hookspec
@hookspec_policy("boot", "core.entities.entity:Entity", many=True)
def register_entities() -> list[Entity]:
    """Declare the kinds of records of the plugin: each gets pages, API, permissions, search and audit."""


@hookspec
@hookspec_policy("boot", "core.entities.entity:ExtraField", many=True)
def register_extra_fields() -> list[ExtraField]:
    """Add fields to entities of other plugins; values are kept under `<plugin>__<field>`."""


@hookspec
@hookspec_policy("boot", "flask:Blueprint", many=True)
def register_pages() -> list[Blueprint]:
    """Add pages; a blueprint is mounted at `/<program>/<plugin>/` and unreachable where the plugin is off."""


@hookspec
@hookspec_policy("boot", "flask:Blueprint", many=True)
def register_api() -> list[Blueprint]:
    """Add API actions beyond those of entities; a blueprint is mounted at `/api/v1/<program>/<plugin>/`, see `hansa.json_object`."""


@hookspec
@hookspec_policy("boot", "click:Command", many=True)
def register_commands() -> list[click.Command]:
    """Add commands to `hansa`, run in a portal of their own by `hansa.cli`. A name the core has stays the core's."""


@hookspec
@hookspec_policy("boot", "core.identity.permissions:Permission", "core.identity.permissions:RoleTemplate", many=True)
def register_permissions() -> list[Permission | RoleTemplate]:
    """Declare permissions beyond those of entities, and the roles a new program starts with."""


@hookspec
@hookspec_policy("boot", "schemas.base:SettingsSchema", many=True, classes=True)
def register_settings() -> list[type[SettingsSchema]]:
    """Declare the settings of the plugin, edited per program."""


@hookspec
@hookspec_policy("boot", "core.jobs.declare:Event", many=True, classes=True)
def register_events() -> list[type[Event]]:
    """Declare the events the plugin emits; others may subscribe to them, webhooks included."""


@hookspec
@hookspec_policy("boot", "core.jobs.declare:Job", many=True)
def register_jobs() -> list[Job]:
    """Declare queued and periodic work."""


@hookspec
@hookspec_policy("boot", "core.program_text.section:ProgramSection", many=True)
def register_program_sections() -> list[ProgramSection]:
    """Add parts to the text of a program, `hansa program export`: what the plugin is set up with there, beyond its settings."""


@hookspec
@hookspec_policy("boot", "core.entities.vocabularies:Vocabulary", many=True)
def register_vocabularies() -> list[Vocabulary]:
    """Declare what rules may speak of; every entity is a vocabulary already, under its key."""


@hookspec
@hookspec_policy("boot", "core.entities.system:SystemTask", many=True)
def register_system_tasks() -> list[SystemTask]:
    """Declare the functions that may lift the partner's scope within a partner's request."""


@hookspec
@hookspec_policy("veto")
def before_save(entity: Entity, record: Any, changes: dict[str, Any], is_new: bool, actor: Actor | None) -> None:
    """After validation, before the record is written. May set attributes; Veto or ValidationError refuses the change.

    Any other exception aborts the transaction too and is answered as a failure of the plugin.
    """


@hookspec
@hookspec_policy("veto")
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]], is_new: bool, actor: Actor | None) -> None:
    """After records were written, still in their transaction and all of a batch at once: `saved` has (record, changes).

    For rows that follow from the record; must not change it. An exception aborts the transaction.
    """


@hookspec
@hookspec_policy("veto")
def before_delete(entity: Entity, record: Any, actor: Actor | None) -> None:
    """Before a record is deleted. An exception keeps it, and everything else as it was."""


@hookspec
@hookspec_policy("veto")
def after_delete(entity: Entity, gone: list[Any], actor: Actor | None) -> None:
    """After records were removed for good, still in their transaction: `gone` are what they were.

    For rows that follow from the records. Not called when records are archived: `after_save` is. An exception aborts the transaction.
    """


@hookspec
@hookspec_policy("veto")
def before_transition(entity: Entity, record: Any, transition: str, actor: Actor | None) -> None:
    """After the guards of a transition, before the state changes. An exception keeps the state."""


@hookspec
@hookspec_policy("veto")
def program_enabled(program: ProgramState, actor: Actor | None) -> None:
    """In the transaction that switches the plugin on for a program: create what the plugin needs there."""


@hookspec
@hookspec_policy("veto")
def program_disabled(program: ProgramState, actor: Actor | None) -> None:
    """In the transaction that switches the plugin off; data stays. An exception keeps the plugin on."""


@hookspec
@hookspec_policy("closed", "sqlalchemy:ColumnElement")
def restrict_query(entity: Entity, binds: Mapping[str, sa.BindParameter[Any]]) -> sa.ColumnElement[bool] | None:
    """When a view is compiled: a criterion every row must meet, joined with AND.

    The statement is shared by many actors: take values of the actor from `binds` only. An exception denies the view.
    """


@hookspec
@hookspec_policy("isolate", "core.entities.columns:ComputedField", many=True)
def computed_fields(entity: Entity) -> list[ComputedField]:
    """When the lists of an entity are set up for the vendor's people: fields that are reckoned in SQL. Must not write.

    Asked again once the program changed, see `hansa.program_changed`. After an exception the lists do without.
    """


@hookspec
@hookspec_policy("closed", bool)
def check_permission(actor: Actor, permission: str, program: ProgramState, record: Any | None) -> bool | None:
    """For what roles allow: False denies it all the same. An exception denies.

    Asked of every request that needs a right, without a record, and of every record that is read or changed by its id. Which
    rows a list shows is for `restrict_query` to say. True adds no right: rights come from roles alone.
    """


@hookspec
@hookspec_policy("isolate", writes=True)
def on_event(event: Event) -> None:
    """After the transaction of an event was committed, in a unit of its own. An exception is retried later."""


@hookspec
@hookspec_policy("isolate", str, many=True)
def events_heard() -> list[str]:
    """Before events are handed on: the types `on_event` is for, `*` standing for any letters. Without it, all. Must not write."""


@hookspec
@hookspec_policy("isolate", "core.web.page.menu:MenuItem", many=True)
def menu_items(program: ProgramState, actor: Actor) -> list[MenuItem]:
    """For every full page: entries of the navigation; those the actor may not use are dropped. Must not write."""


@hookspec
@hookspec_policy("isolate", "core.web.page.menu:Card", many=True)
def dashboard_cards(program: ProgramState, actor: Actor) -> list[Card]:
    """For the home page: cards, each loaded by the browser from its own address. Must not write."""


@hookspec
@hookspec_policy("isolate", "core.web.page.menu:Panel", many=True)
def record_panels(entity: Entity, record: Any, actor: Actor) -> list[Panel]:
    """For the page of a record: panels at its side, each loaded from its own address. Must not write."""


@hookspec
@hookspec_policy("isolate", "core.web.page.menu:Action", many=True)
def record_actions(entity: Entity, record: Any, actor: Actor) -> list[Action]:
    """For the page of a record: buttons beyond its transitions. Must not write."""


@hookspec
@hookspec_policy("isolate", "core.web.page.menu:Action", many=True)
def list_actions(entity: Entity, actor: Actor) -> list[Action]:
    """Above the list of an entity: links beyond making a new record. Asked once for each set of rights. Must not write."""


@hookspec
@hookspec_policy("veto", "core.personal.tables:Held", many=True)
def personal_data(subject: Subject) -> list[Held]:
    """When somebody's data is asked for, behind the wall: what the plugin holds about a person, or a partner and its people.

    Records of the partner are given out without you, field by field as the partner sees them; name what is no field, and contacts.
    An exception stops the answer: half of it would pass for the whole.
    """


@hookspec
@hookspec_policy("veto")
def erase_personal_data(subject: Subject) -> None:
    """When somebody's data is erased, behind the wall and in the transaction: blank or delete it with `hansa.personal`.

    Keep what books must keep. An exception keeps everything.
    """


@hookspec
@hookspec_policy("isolate", writes=True, watched=False)
def demo_data(program: ProgramState) -> None:
    """When demo data is loaded: create believable records. A failure undoes those of this plugin only."""


HOOKS: dict[str, HookPolicy] = {name: policy_of(spec) for name, spec in list(globals().items()) if hasattr(spec, "hansa_spec")}
