"""A portal for one command: made, entered, left again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click
import sqlalchemy as sa

from core import sandbox
from core.app import create_app
from core.db import db
from core.entities import acting
from core.entities.scope import Scope
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import Portal, portal
from core.programs.state import ProgramState

T = TypeVar("T")


@contextmanager
def running(*, migrated: bool = True) -> Iterator[Portal]:
    """Enter the configured portal. `migrated`: refuse, with what to do, while the database has no tables."""
    app = create_app()
    with app.app_context():
        try:
            if migrated and not sa.inspect(db.engine).has_table("core_program"):
                raise click.ClickException("The database has no tables yet. Run `hansa db upgrade` first.")
            with sandbox.at():
                yield portal()
        finally:
            db.session.remove()
            db.engine.dispose()


def program_named(slug: str) -> ProgramState:
    """Return a program; a refusal names those there are."""
    found = portal().programs.by_slug(slug)
    if found is None:
        raise click.ClickException(f"There is no program {slug!r}. `hansa program list` shows them.")
    return found


def in_program(slug: str, work: Callable[[Scope], T]) -> T:
    """Run `work` as the system in a program, in one unit."""
    scope = as_system(program_named(slug))
    db.session.rollback()

    def inside() -> T:
        with acting.entered(scope):
            return work(scope)

    return unit(inside)
