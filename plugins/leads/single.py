"""Records of which there is one only: a second one is refused in words, before the database does it with an error."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Unprocessable, _, db, serialised

AGAIN = N_("There is one like this already. Change that one; it may be archived.")


def one_only(*names: str, pointer: str) -> Callable[[Any, Mapping[str, Any], bool], None]:
    """Return a `before_save` that raises Unprocessable, at the field `pointer`, where another record has the same `names`."""

    def check(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
        if is_new or changes.keys() & set(names):
            _refuse_second(record, names, pointer)

    return check


def _refuse_second(record: Any, names: tuple[str, ...], pointer: str) -> None:
    model = type(record)
    same = [getattr(model, name) == getattr(record, name) for name in names]
    with db.session.no_autoflush:
        serialised(f"one-only:{model.__tablename__}")
        if db.session.scalars(sa.select(model.id).where(*same, model.id != record.id).limit(1)).first() is not None:
            raise Unprocessable(errors=[{"pointer": f"/{pointer}", "code": "not-unique", "message": _(AGAIN)}])
