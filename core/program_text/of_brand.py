"""The section `brand`: theme, ready-made colours, own colours, density and logo. Uploaded pictures are left out."""

from typing import Any

from core.entities.scope import current
from core.program_text.section import Change, ProgramSection, compared, mapping
from core.programs.brand import answers_of, brand_schema, load_brand, save_brand


def export() -> dict[str, Any]:
    """Return the answers the look was made from."""
    answers = answers_of(current().program)
    return {name: answers[name] for name in brand_schema()._declared_fields if answers.get(name)}


def plan(data: Any) -> list[Change]:
    """Compare a look with the present one."""
    return list(compared(export(), _wanted(data)))


def apply(data: Any) -> None:
    """Give the program the look; Unprocessable when it cannot be read."""
    save_brand(_wanted(data))


def left_out() -> list[str]:
    """Return the pictures somebody uploaded."""
    return [f"pictures/{kind}" for kind in sorted(current().program.brand.get("pictures", ()))]


def _wanted(data: Any) -> dict[str, Any]:
    """Return the whole look: one question left out is one not answered, but for the theme, which stays."""
    given = mapping(data, known=list(brand_schema()._declared_fields))
    answers = load_brand({"theme": current().program.theme, **given})
    return {name: answers[name] for name in brand_schema()._declared_fields if answers.get(name)}


SECTION = ProgramSection("brand", 20, export, plan, apply, left_out=left_out)
