"""Text search: words and Chinese bigrams, indexed for each record in the transaction that changes it.

On PostgreSQL candidates come from the function `hansa_search` (see `rls`), because row-level security lets only leakproof
operators use an index; the caller joins them to the protected table, where the policy decides. On SQLite the words are a
text that is scanned.
"""

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.dialects import postgresql, sqlite

from core.db import Model, db
from core.entities import closing
from core.entities.access import BINDS
from core.entities.closing import Bind, Closing
from core.entities.marks import WALL
from core.identity.models import PartnerTree

CANDIDATES = 10_001
"""At most so many hits are taken, the newest first: as many as a list counts."""


EVERYBODY = uuid.UUID(int=0)
"""Stands among the readers of what all partners of a program may find."""


class SearchDoc(Model):
    """The words of one record. On PostgreSQL also program, kind and readers, so one index answers all.

    Readers are the owner and those a column names (`~r<partner>`) and, for entities with a tree, those above the owner
    (`~t<partner>`), who count only when they see what is below them. Shares are looked up when somebody searches.
    """

    __tablename__ = "core_search"
    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    record_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    entity: so.Mapped[str]
    partner_id: so.Mapped[uuid.UUID | None]
    audience: so.Mapped[str] = so.mapped_column(sa.String(7))
    doc: so.Mapped[str] = so.mapped_column(sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"))
    __table_args__ = (
        sa.Index("ix_core_search_doc", "doc", postgresql_using="gin").ddl_if(dialect="postgresql"),
        sa.Index(None, "program_id", "entity", "partner_id"),
    )


_RUN = re.compile(r"([㐀-鿿豈-﫿぀-ヿ가-힯]+)|([^\W_]+)")


def words(text: str) -> list[str]:
    """Return the tokens of a text: words casefolded and without accents, Chinese runs as bigrams."""
    plain = text.lower() if text.isascii() else _plain(text)
    found: list[str] = []
    for match in _RUN.finditer(plain):
        cjk, word = match.groups()
        found += [word[:60]] if word else [cjk[i : i + 2] for i in range(len(cjk))]
    return found


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def query_words(text: str) -> list[str]:
    """Return the tokens to look for, at most eight; a lone last character of a Chinese run adds nothing to its bigrams."""
    found: list[str] = []
    for token in words(text):
        if len(token) == 1 and found and found[-1].endswith(token) and not token.isascii():
            continue
        found.append(token)
    return list(dict.fromkeys(found))[:8]


ARCHIVED = "~x"


def lexemes(entity: str, program: uuid.UUID, readers: Iterable[uuid.UUID], text: str, *, archived: bool = False) -> list[str]:
    """Return everything the PostgreSQL document holds."""
    marks = [f"~p{program.hex}", f"~e{entity}", *(f"~r{reader.hex}" for reader in readers), *([ARCHIVED] if archived else ())]
    return [*marks, *dict.fromkeys(words(text))]


def index(rows: list[dict[str, Any]], *, fresh: bool = False) -> None:
    """Write documents when the unit closes. `fresh`: of records that are new, which have none yet.

    Each row has `program_id, record_id, entity, partner_id` (owner), `audience, readers` (further partners that may find
    it), `tree` (those above the owner may, too), `archived` and `text`.
    """
    if db.engine.dialect.name == "postgresql":
        kinds, made = _ON_POSTGRES, [{**_common(r), "words": _words(r), "below": r["partner_id"] if r["tree"] else None} for r in rows]
    else:
        kinds, made = _ON_SQLITE, [{**_common(r), "words": f" {' '.join(dict.fromkeys(words(r['text'])))} "} for r in rows]
    for row in made:
        closing.add(kinds.new if fresh or closing.waits(kinds.new, row) else kinds.any, [row])


def _words(row: dict[str, Any]) -> list[str]:
    readers = [*([row["partner_id"]] if row["partner_id"] else []), *row["readers"], *([EVERYBODY] if row["audience"] == "program" else ())]
    return lexemes(row["entity"], row["program_id"], readers, row["text"], archived=row["archived"])


def _with_those_above(bind: Bind) -> Any:
    """The document: words and readers, and the partners above the owner looked up where they are."""
    tree = PartnerTree.__table__
    own = bind("words", postgresql.ARRAY(sa.Text()))
    mark = sa.literal("~t") + sa.func.replace(sa.cast(tree.c.ancestor_id, sa.Text()), "-", "")
    above = sa.select(mark).where(tree.c.program_id == bind("program_id", sa.Uuid()), tree.c.descendant_id == bind("below", sa.Uuid()))
    return sa.func.array_to_tsvector(sa.func.array_cat(own, sa.func.array(above.scalar_subquery(), type_=postgresql.ARRAY(sa.Text()))))


def _common(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("program_id", "record_id", "entity", "partner_id", "audience")}


def remove(program_id: uuid.UUID, ids: list[uuid.UUID]) -> None:
    table = SearchDoc.__table__
    statement = sa.delete(table).where(table.c.program_id == program_id, table.c.record_id.in_(ids))
    db.session.connection().execute(statement.execution_options(**WALL))


def rehang(program_id: uuid.UUID, entities: list[str], owners: Any, gone: list[uuid.UUID], come: list[uuid.UUID]) -> None:
    """Let other partners find what these owners have: `owners` moved in the tree, `gone` and `come` stand above them.

    Only PostgreSQL keeps readers in the document.
    """
    connection, table = db.session.connection(), SearchDoc.__table__
    if connection.dialect.name != "postgresql":
        return
    marks = [sa.cast([f"~t{reader.hex}" for reader in readers], postgresql.ARRAY(sa.Text())) for readers in (gone, come)]
    doc = sa.func.ts_delete(table.c.doc, marks[0]).op("||")(sa.func.array_to_tsvector(marks[1]))
    moved = sa.update(table).where(table.c.program_id == program_id, table.c.entity.in_(entities), table.c.partner_id.in_(owners))
    connection.execute(moved.values(doc=doc), execution_options=WALL)


def matching(record_id: Any, entity: str, dialect: str) -> Any:
    """Return the condition `record_id is a hit`; binds `hansa_query` (see `query_value`), one text on both databases."""
    if dialect == "postgresql":
        found = candidates(entity)
        return record_id.in_(sa.select(found.c.id))
    table = SearchDoc.__table__
    likes = [table.c.doc.like(sa.bindparam(f"hansa_query_{i}", type_=sa.Text()), escape="\\") for i in range(8)]
    hits = sa.select(table.c.record_id).where(table.c.program_id == BINDS.program, table.c.entity == entity, *likes)
    return record_id.in_(hits)


def candidates(entity: str) -> Any:
    """Return PostgreSQL's hits as a table of ids; binds `hansa_query`."""
    return sa.func.hansa_search(sa.literal(entity), sa.bindparam("hansa_query", type_=sa.Text())).table_valued("id").render_derived()


def query_binds(text: str, dialect: str, *, archived: bool = False) -> dict[str, str]:
    """Return the binds of `matching` for what a person typed."""
    tokens = query_words(text)
    if dialect == "postgresql":
        quoted = ["'" + t.replace("\\", "\\\\").replace("'", "''") + "':*" for t in tokens]
        return {"hansa_query": " & ".join([*quoted, f"'{ARCHIVED}'" if archived else f"!'{ARCHIVED}'"])}
    patterns = [f"% {_escaped(t)}%" for t in tokens] + ["%"] * (8 - len(tokens))
    return {f"hansa_query_{i}": pattern for i, pattern in enumerate(patterns)}


def _escaped(token: str) -> str:
    return token.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class _Kinds(NamedTuple):
    """Documents of new records, and of any. A plain insert is told apart because row-level security has it checked by the right to
    write alone; one that may update is checked by the right to read as well, which costs PostgreSQL ten times as much."""

    new: Closing
    any: Closing


def _kinds(insert: Any, doc: Callable[[Bind], Any]) -> _Kinds:
    def new(bind: Bind) -> Any:
        values = {name: bind(name, table.c[name].type) for name in ("program_id", "record_id", "entity", "partner_id", "audience")}
        return insert(table).values(**values, doc=doc(bind))

    def any_(bind: Bind) -> Any:
        made = new(bind)
        taken = {name: made.excluded[name] for name in ("partner_id", "audience", "doc")}
        return made.on_conflict_do_update(index_elements=["program_id", "record_id"], set_=taken)

    table = SearchDoc.__table__
    made = (Closing(s, read_as=[SearchDoc.__tablename__, "hansa_search"], key=("program_id", "record_id")) for s in (new, any_))
    return _Kinds(*made)


_ON_POSTGRES = _kinds(postgresql.insert, _with_those_above)
_ON_SQLITE = _kinds(sqlite.insert, lambda bind: bind("words", sa.Text()))
