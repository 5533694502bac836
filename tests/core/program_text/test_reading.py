from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Unprocessable
from core.program_text import reading
from core.program_text.reading import read
from core.program_text.writing import write

GUESSED = [
    "1.5",
    "2026-01-01",
    "yes",
    "no",
    "null",
    "~",
    "0x1f",
    "1:30",
    "1e3",
    "",
    "true",
    " a",
    "a\nb",
    "\na",
    "a\n  b\n",
    "# x",
    "a: b",
    "---",
    "<<",
    "012",
]
LEAVES = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text() | st.sampled_from(GUESSED)
NAMES = st.text() | st.sampled_from(["<<", "=", "1", "true", "a/b", "a\nb"])
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=20)


@given(st.dictionaries(NAMES, TREES, max_size=4))
def test_what_is_written_is_read_alike(data: dict[str, Any]) -> None:
    assert read(write(data)).data == data


@given(st.dictionaries(NAMES, TREES, max_size=4))
def test_both_parsers_agree(data: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "loader", lambda: yaml.SafeLoader)
        slow = read(write(data))
    assert read(write(data)) == slow


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.50", "1.50"), ("2026-01-01", "2026-01-01"), ("no", "no"), ("7", 7), ("true", True), ("null", None), ("'7'", "7")],
)
def test_nothing_is_guessed(text: str, value: Any) -> None:
    assert read(f"a: {text}\n").data == {"a": value}


HOSTILE = {
    "anchors": ("a: &x [1]\nb: *x", "Anchors"),
    "bomb": ("a: &a [x]\nb: &b [*a,*a]", "Anchors"),
    "tags": ("a: !!python/object/apply:os.system ['true']", "Tags"),
    "twice": ("a: 1\na: 2", "twice"),
    "depth": ("[" * 500_000, "too deeply"),
    "width": ("- a\n" * 200_000, "too much"),
    "length": ("a: " + "x" * 1_000_000, "too long"),
    "documents": ("a: 1\n---\nb: 2", "one document"),
    "directives": ("%YAML 1.1\n---\na: 1", "Directives"),
    "unfinished": ("a: [", "not YAML"),
    "control": ("a: \x00", "not YAML"),
    "names": ("? [a]\n: b", "single word"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_texts_are_refused_with_the_line(case: str) -> None:
    text, told = HOSTILE[case]
    with pytest.raises(Unprocessable) as refused:
        read(text)
    assert told in refused.value.errors[0]["message"]
    assert refused.value.errors[0]["message"].startswith("Line ")


def test_an_error_is_on_the_line_of_the_nearest_place() -> None:
    assert read("a:\n  b:\n    - 1\n    - 2\n").line_of("/a/b/1/c") == 4
