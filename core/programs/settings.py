"""Settings of plugins: defaults from the schema, what an admin changed from the program."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from core import audit, clock
from core.db import db
from core.entities.marks import WALL
from core.entities.scope import current
from core.errors import NotFound, Unprocessable
from core.i18n import say
from core.portal import portal
from core.programs.enabling import set_switch
from core.programs.models import ProgramPlugin
from core.programs.revisions import bump
from core.programs.state import ProgramState
from schemas.base import SettingsSchema
from schemas.errors import flatten

log = logging.getLogger("hansa.programs")


def settings_schema(plugin: str) -> type[SettingsSchema]:
    """Return what a plugin declared; NotFound when it has no settings."""
    found = portal().programs.settings.get(plugin)
    if found is None:
        raise NotFound()
    return found


def settings_for(plugin: str) -> Mapping[str, Any]:
    """Return the settings of a plugin in the active program: every field of its schema, as Python values."""
    program = current().program
    return program.cache.get(("settings", plugin), lambda: MappingProxyType(_loaded(settings_schema(plugin), stored(program, plugin))))


def stored(program: ProgramState, plugin: str) -> dict[str, Any]:
    """Return what was saved, secrets included, as raw input for the schema."""
    return {**program.settings.get(plugin, {}), **program.secrets.get(plugin, {})}


def save_settings(plugin: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Change the given settings in the active program and return the names of those that changed; Unprocessable.

    A secret that is left out stays as it is. The audit trail names secrets and does not hold them.
    """
    program, schema = current().program, settings_schema(plugin)()
    before, after = _before_and_after(schema, stored(program, plugin), raw)
    changed = tuple(name for name in after if after[name] != before.get(name))
    if changed:
        _store(program, plugin, schema, after)
        secret = _secrets(schema)
        told = {f"{plugin}.{n}": ["…", "…"] if n in secret else [before.get(n), after[n]] for n in changed}
        audit.write(
            "core.program", "settings changed", [{"record_id": program.id, "record_version": None, "partner_id": None, "changes": told}]
        )
    return changed


def shown_settings(plugin: str) -> dict[str, Any]:
    """Return the settings of a plugin in the active program as plain data, in the order of its schema, without secrets."""
    schema = settings_schema(plugin)()
    return _without_secrets(schema, _dumped(schema, _loaded(type(schema), stored(current().program, plugin))))


def checked_settings(plugin: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return `shown_settings` as they would be with these changes; Unprocessable."""
    schema = settings_schema(plugin)()
    return _without_secrets(schema, _before_and_after(schema, stored(current().program, plugin), raw)[1])


def secrets_of(plugin: str) -> frozenset[str]:
    """Return the names of a plugin's settings that never leave the server."""
    return _secrets(settings_schema(plugin)())


def _before_and_after(schema: SettingsSchema, kept: Mapping[str, Any], raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    before = _dumped(schema, _loaded(type(schema), kept))
    try:
        return before, _dumped(schema, schema.load({**before, **raw}))
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None


def _without_secrets(schema: SettingsSchema, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in schema.fields if name not in _secrets(schema)}


def _store(program: ProgramState, plugin: str, schema: SettingsSchema, values: dict[str, Any]) -> None:
    bump(program.id)
    table, secret = ProgramPlugin.__table__, _secrets(schema)
    parts = {
        "settings": {k: v for k, v in values.items() if k not in secret},
        "secrets": {k: v for k, v in values.items() if k in secret},
        "updated_at": clock.now(),
    }
    if plugin not in program.settings:
        set_switch(program, plugin, plugin in program.plugins)
    own = (table.c.program_id == program.id, table.c.plugin == plugin)
    db.session.connection().execute(sa.update(table).where(*own).values(parts).execution_options(**WALL))


def _loaded(schema: type[SettingsSchema], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Load what was stored; a value a newer schema no longer takes falls back to its default."""
    made = schema()
    known = {name: value for name, value in raw.items() if name in made.fields}
    try:
        return dict(made.load(known))
    except ValidationError as error:
        log.warning("settings of %s are no longer valid: %s", schema.__name__, sorted(error.messages_dict))
        return dict(made.load({name: value for name, value in known.items() if name not in error.messages_dict}))


def _secrets(schema: SettingsSchema) -> frozenset[str]:
    return frozenset(name for name, field in schema.fields.items() if field.metadata.get("secret"))


def _dumped(schema: SettingsSchema, values: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema.dump(values), **{name: audit.jsonable(values[name]) for name in _secrets(schema) if values.get(name) is not None}}
