"""Every way into the portal, for every kind of person: nothing shows what is not for them, or that it is there."""

from collections.abc import Callable

import pytest

from core.entities.effective import schema_of
from tests.matrix.asking import Asked
from tests.matrix.comparing import COMPARED, differ, walked
from tests.matrix.conftest import CURIOUS, FORBIDDEN, PEOPLE, Matrix
from tests.matrix.planting import Plant, maker
from tests.matrix.probing import FORMS, again, has_policy, leaks, send, words
from tests.matrix.routes import rules

OTHERS = [form for form in FORMS if form != "plain"]
FEW = 97
"""Of so many addresses one is looked at more closely."""


def test_every_route_declares_who_may_call_it(matrix: Matrix) -> None:
    assert [rule.rule for rule in rules(matrix.kit.app) if not has_policy(matrix.kit, rule.endpoint)] == []


def test_every_route_is_probed(matrix: Matrix) -> None:
    assert {rule.rule for rule in rules(matrix.kit.app)} == {way.rule for way in matrix.ways}


def test_there_are_enough_probes(matrix: Matrix) -> None:
    plain, queries = (sum(way.plain is wanted and way.method == "GET" for way in matrix.ways) for wanted in (True, False))
    changes = sum(way.method != "GET" for way in matrix.ways)
    assert plain * len(PEOPLE) * len(FORMS) + queries * len(CURIOUS) + changes * len(FORBIDDEN) >= 5_000


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_reads_what_is_not_for_them(name: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "GET").leaks["plain"] == []


@pytest.mark.parametrize("name", COMPARED["GET"])
def test_pages_about_foreign_and_unknown_records_are_alike(name: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "GET").telling == []


@pytest.mark.parametrize("form", OTHERS)
@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_reads_it_in_another_form(name: str, form: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "GET").leaks[form] == []


@pytest.mark.parametrize("name", PEOPLE)
def test_what_nobody_looked_at_changes_no_answer(name: str, matrix: Matrix) -> None:
    """The other forms of a question are answered by the plain one where nobody looked at what they differ by.

    What is not the same before and after, such as the key of a form, is no measure.
    """
    reading = [way for way in matrix.ways if way.method == "GET" and way.plain][::FEW]
    telling, same = [], 0
    for way in reading:
        plain = send(matrix, way, name)
        shared = [form for form in OTHERS if again(matrix, way, name, form, plain) is plain]
        asked = {form: send(matrix, way, name, form) for form in shared}
        if not differ((way, plain), (way, send(matrix, way, name))):
            same += len(shared)
            telling += [(way.path, form) for form, answer in asked.items() if differ((way, plain), (way, answer))]
    assert same > len(reading) / 2 and telling == []


def test_looking_is_noticed(matrix: Matrix) -> None:
    listed = next(way for way in matrix.ways if way.endpoint == "entity.list")
    asked = send(matrix, listed, "a").asked
    assert asked.seen("HTTP_HX_REQUEST") and asked.seen("PATH_INFO") and not asked.seen("HTTP_ACCEPT")


@pytest.mark.parametrize("look", [dict, list, lambda asked: {**asked}, lambda asked: asked.copy(), lambda asked: asked.items(), repr])
def test_who_takes_everything_has_looked_at_it(look: Callable[[Asked], object]) -> None:
    asked = Asked({"HTTP_ACCEPT": "text/html"})
    look(asked)
    assert asked.seen("HTTP_ACCEPT") and asked.seen("HTTP_ANYTHING")


@pytest.mark.parametrize("name", CURIOUS)
def test_no_search_filter_or_sort_leads_further(name: str, matrix: Matrix) -> None:
    asking = [way for way in matrix.ways if not way.plain]
    assert [leak for way in asking for leak in leaks(matrix, way, name, "plain")[0]] == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_strangers_send_tells_them_nothing(name: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "POST").leaks["plain"] == []


@pytest.mark.parametrize("name", COMPARED["POST"])
def test_changes_of_foreign_and_unknown_records_are_refused_alike(name: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "POST").telling == []


def test_there_is_something_to_compare(matrix: Matrix) -> None:
    assert walked(matrix, "b", "GET").compared > 50 and walked(matrix, "b", "POST").compared > 50


def test_the_probes_can_see(matrix: Matrix) -> None:
    kinds = {"entity.list", "entity.detail", "entity.edit", "api.list", "api.detail"}
    seen = {
        (p.table, way.endpoint)
        for way in matrix.ways
        if way.endpoint in kinds and way.method == "GET" and (way.plain or "size=" in way.path)
        for p in words(matrix, send(matrix, way, "admin"))
    }
    bare = {p.table for p in matrix.garden.records() if not editable(matrix, p)}
    wanted = {
        (p.table, kind)
        for p in matrix.garden.records()
        for kind in kinds
        if is_served(p, kind) and (kind != "entity.edit" or (p.formed and p.table not in bare))
    }
    assert wanted - seen == set()


def is_served(plant: Plant, kind: str) -> bool:
    """Tell whether staff meets an entity on pages, or by the API: it may have one of them only, and some are kept from staff."""
    return (
        plant.entity is not None and not plant.entity.private and (plant.entity.pages if kind.startswith("entity.") else plant.entity.api)
    )


def editable(matrix: Matrix, plant: Plant) -> bool:
    """Tell whether a form has anything to show of a record."""
    assert plant.entity is not None
    with matrix.kit.acting(maker(plant.entity)):
        return bool(schema_of(plant.entity).load_fields)
