"""Writing the one YAML text of plain values: order as declared, texts that other readers would guess at in quotes."""

import re
from typing import Any

import yaml

from core.audit import jsonable

BLOCK = re.compile(r"[^\n\t ][^\n]*(\n[^\n]*)*")
"""What may be written as a block: several lines that begin with a letter."""
AWKWARD = re.compile(r"[ \t]\n|[ \t]$|[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """No anchors; lists stand in from the name above them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    if "\n" in value and BLOCK.fullmatch(value) and not AWKWARD.search(value):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|")
    style = '"' if AWKWARD.search(value) or "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def write(data: Any) -> str:
    """Return the YAML of plain values; what is not plain (a decimal, a date) is written as its text."""
    made: str = yaml.dump(
        jsonable(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1_000_000, line_break="\n"
    )
    return made
