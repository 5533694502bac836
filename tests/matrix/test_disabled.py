"""A plugin that is switched off in a program does not exist there."""

import re
from collections.abc import Iterator

import pytest

from hansa.testing import Person, ProgramOfTest
from tests.matrix.conftest import Matrix
from tests.matrix.planting import PROGRAM
from tests.matrix.probing import revive, send
from tests.matrix.routes import Way


def ways_of(matrix: Matrix, plugin: str) -> list[Way]:
    """Return every address of a plugin: its own routes, and those of its entities."""
    addresses = tuple(f"alpha/{p.entity.plugin}/{p.entity.name}/" for p in matrix.garden.records() if p.entity and p.entity.plugin == plugin)
    named = re.compile("|".join(map(re.escape, addresses)) or "(?!)")
    plain = [w for w in matrix.ways if w.plain]
    return [w for w in plain if matrix.kit.portal.owner_of(w.endpoint) == plugin or named.search(w.path)]


@pytest.fixture
def off(matrix: Matrix) -> Iterator[dict[str, list[Way]]]:
    """Switch off every plugin in `alpha`; the addresses were collected before."""
    found = {plugin: ways_of(matrix, plugin) for plugin in matrix.kit.portal.plugins.active()}
    for plugin in found:
        matrix.kit.switch(plugin, PROGRAM, False)
    yield found
    for plugin in found:
        matrix.kit.switch(plugin, PROGRAM, True)


@pytest.mark.parametrize("name", ["admin", "a"])
def test_every_address_is_gone_and_looks_like_any_other(name: str, matrix: Matrix, off: dict[str, list[Way]]) -> None:
    answers = {(w.on_api, (a := send(matrix, w, name)).status_code, a.data) for ways in off.values() for w in ways}
    revive(matrix, name)
    assert sorted((on_api, status) for on_api, status, _ in answers) == [(False, 404), (True, 404)]


def test_there_was_something_to_switch_off(off: dict[str, list[Way]]) -> None:
    assert len(off["audiences"]) > 50


def test_its_name_is_gone_from_the_pages(matrix: Matrix, off: dict[str, list[Way]]) -> None:
    home = matrix.kit.client(Person("a")).get("/alpha/").text
    assert [plugin for plugin in off if f"/alpha/{plugin}/" in home] == []


def test_another_program_goes_on(matrix: Matrix, off: dict[str, list[Way]]) -> None:
    assert matrix.kit.client(Person("a", "beta")).get("/beta/audiences/note/").status_code == 200


def test_the_data_is_kept(matrix: Matrix) -> None:
    for on in (False, True):
        matrix.kit.switch("audiences", ProgramOfTest("alpha"), on)
    note = matrix.garden.plants["audiences__note"].id
    assert matrix.kit.client(Person("a")).get(f"/alpha/audiences/note/{note}").status_code == 200
