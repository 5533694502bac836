from collections.abc import Iterator
from typing import Any

import pytest

from core.errors import Denied
from core.program_text import document
from core.program_text.reading import read
from core.program_text.section import Change, ProgramSection, compared
from hansa.testing import Kit, Person
from tests.core.program_text.texts import applied, exported, planned, text

KEPT: dict[str, Any] = {}


def _apply(data: dict[str, Any]) -> None:
    KEPT.clear()
    KEPT.update(data)


WORDS = ProgramSection(
    "words", 90, lambda: dict(KEPT), lambda data: list(compared(KEPT, data)), _apply, "notify.words.edit", lambda: ["secret"]
)


@pytest.fixture
def words(kit: Kit) -> Iterator[Kit]:
    kit.portal.sections["words"] = ("notify", WORDS)
    kit.portal.programs.permissions |= {"notify.words.edit"}
    yield kit
    del kit.portal.sections["words"]
    kit.portal.programs.permissions -= {"notify.words.edit"}
    KEPT.clear()


def test_a_plugins_section_is_part_of_the_text(words: Kit) -> None:
    applied(words, text(words={"a": "b"}))
    told = read(exported(words)).data
    assert (told["words"], told["left_out"]) == ({"a": "b"}, ["settings/basement/code", "words/secret"])
    assert list(told)[-2:] == ["words", "left_out"]


def test_its_changes_are_named_below_its_key(words: Kit) -> None:
    assert planned(words, text(words={"a": "b"})).changes == (Change("add", "words/a", None, "b"),)


def test_where_the_plugin_is_off_its_section_is_refused(words: Kit) -> None:
    with pytest.raises(document.Unprocessable) as refused:
        planned(words, text(plugins=["deals"], words={"a": "b"}))
    assert "belongs to the plugin notify, which is off" in refused.value.errors[0]["message"]


def test_a_change_needs_the_sections_right(words: Kit) -> None:
    with words.acting(Person("admin")) as scope:
        limited = document.replace(scope.actor, roles=("manager",))
        with pytest.raises(Denied, match=r"notify\.words\.edit"):
            document.plan(read(text(words={"a": "b"})), limited)


def test_values_are_compared_key_by_key() -> None:
    before, after = {"a": {"b": 1, "c": [1]}, "d": 2}, {"a": {"b": 1, "c": [2]}, "e": None}
    assert list(compared(before, after)) == [Change("change", "a/c", [1], [2]), Change("remove", "d", 2), Change("add", "e")]
