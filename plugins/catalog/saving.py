"""What is judged and follows when records of the catalogue are saved: words to search by, paths of the tree, dates, editions."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, clock, current_scope, db
from plugins.catalog.kept import forget
from plugins.catalog.models import Family, PriceList, Product

BACKWARDS = N_("It ends before it begins.")
CIRCLE = N_("This family stands above the chosen one.")
ON_SHELF = N_("This list is on the shelf, and what was valid stays so. Take the row off, and add another from now on.")
LATER = N_("This list is on the shelf: a new row begins today or later.")
NEEDED = N_("This kind of promotion needs it.")
FAMILY_CODE = N_("A code has no slash.")
NEEDS = {"percent": ("percent",), "amount": ("amount", "currency"), "price": ("amount", "currency"), "free_goods": ("buy", "free")}
NO_SUCH_ANSWER = N_("This is none of the answers.")
BUDGET = N_("A budget cannot be kept for another product that is free.")


def refused(field: str, message: str, code: str = "invalid") -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": code, "message": _(message)}])


def dates(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse validity that ends before it begins."""
    start, end = record.valid_from, record.valid_until
    if start is not None and end is not None and end < start:
        raise refused("valid_until", BACKWARDS, "backwards")


def product(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Keep the words a product is found by, and the path of its family."""
    names = [row.get("text", "") for row in record.names or ()]
    record.words = " ".join([record.sku, record.name, *names, record.brand or ""]).casefold()
    if is_new or "family_id" in changes:
        record.family_path = _path(record.family_id)


def _path(family_id: uuid.UUID | None) -> str:
    """Return the path of a family; families that were just made are found too."""
    if family_id is None:
        return "/"
    return db.session.scalar(sa.select(Family.path).where(Family.id == family_id)) or "/"


def family(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse a circle; keep the path from the product line down."""
    if "/" in record.code:
        raise refused("code", FAMILY_CODE)
    above = _path(record.parent_id)
    if not is_new and record.path != "/" and above.startswith(record.path):
        raise refused("parent_id", CIRCLE, "circle")
    record.path = f"{above}{record.code}/"


def families(saved: Sequence[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """Move what is below a family that got another path; set-based."""
    for record, changes in saved:
        if is_new or not {"code", "parent_id"} & set(changes):
            continue
        below = list(db.session.scalars(sa.select(Family).where(Family.id != record.id)))
        _replant(record, below)
        moved = [record, *[one for one in below if one.path.startswith(record.path)]]
        for one in db.session.scalars(sa.select(Product).where(Product.family_id.in_([node.id for node in moved]))):
            one.family_path = next(node.path for node in moved if node.id == one.family_id)
    db.session.flush()
    forget()


def authorisations(saved: Sequence[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """Other rules hold from now on."""
    forget()


def _replant(record: Any, others: Sequence[Any]) -> None:
    for child in [one for one in others if one.parent_id == record.id]:
        child.path = f"{record.path}{child.code}/"
        _replant(child, others)


def price_list(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Number the editions of a code."""
    if is_new:
        last = db.session.scalar(sa.select(sa.func.max(PriceList.edition)).where(PriceList.code == record.code))
        record.edition = int(last or 0) + 1
    record.key = f"{record.code}/{record.edition}"


def price(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse changes to what is on the shelf: a price as of any day stays what it was."""
    dates(record, changes, is_new)
    shelf = db.session.scalar(sa.select(PriceList.shelf_at).where(PriceList.id == record.list_id))
    if shelf is None:
        return
    if not is_new and set(changes) - {"ended_at"}:
        raise Conflict(_(ON_SHELF), code="on-shelf")
    if is_new and (record.valid_from is None or record.valid_from < clock.today(current_scope().program.zone)):
        raise refused("valid_from", LATER, "on-shelf")


def removed(record: Any) -> None:
    """Refuse that a row vanishes from a list that is on the shelf."""
    if db.session.scalar(sa.select(PriceList.shelf_at).where(PriceList.id == record.list_id)) is not None:
        raise Conflict(_(ON_SHELF), code="on-shelf")


def notice(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse a question whose right answer is none of its answers."""
    for at, row in enumerate(record.questions or ()):
        if row["right"].strip() not in choices(row["answers"]):
            raise refused(f"questions/{at}/right", NO_SUCH_ANSWER)


def choices(text: str) -> list[str]:
    """Return the answers in a text that separates them by semicolons."""
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]


def promotion(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse a promotion that lacks what its kind needs."""
    dates(record, changes, is_new)
    for name in NEEDS[record.kind]:
        if getattr(record, name) is None:
            raise refused(name, NEEDED, "required")
    if record.kind == "free_goods" and record.budget is not None and record.free_product_id is not None:
        raise refused("budget", BUDGET)
