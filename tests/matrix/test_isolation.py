"""Every way into the portal, for every kind of person: nothing shows what is not for them, or that it is there."""

import pytest

from core.entities.effective import schema_of
from tests.matrix.comparing import COMPARED, walked
from tests.matrix.conftest import CURIOUS, FORBIDDEN, PEOPLE, Matrix
from tests.matrix.planting import Plant, maker
from tests.matrix.probing import FORMS, has_policy, leaks, send, words
from tests.matrix.routes import rules


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
    assert walked(matrix, name, "GET").leaks == []


@pytest.mark.parametrize("name", COMPARED["GET"])
def test_pages_about_foreign_and_unknown_records_are_alike(name: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "GET").telling == []


@pytest.mark.parametrize("form", [form for form in FORMS if form != "plain"])
@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_reads_it_in_another_form(name: str, form: str, matrix: Matrix) -> None:
    reading = [way for way in matrix.ways if way.method == "GET" and way.plain]
    assert [leak for way in reading for leak in leaks(matrix, way, name, form)] == []


@pytest.mark.parametrize("name", CURIOUS)
def test_no_search_filter_or_sort_leads_further(name: str, matrix: Matrix) -> None:
    asking = [way for way in matrix.ways if not way.plain]
    assert [leak for way in asking for leak in leaks(matrix, way, name, "plain")] == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_strangers_send_tells_them_nothing(name: str, matrix: Matrix) -> None:
    assert walked(matrix, name, "POST").leaks == []


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
    return plant.entity is not None and not plant.entity.private and (plant.entity.pages if kind.startswith("entity.") else plant.entity.api)


def editable(matrix: Matrix, plant: Plant) -> bool:
    """Tell whether a form has anything to show of a record."""
    assert plant.entity is not None
    with matrix.kit.acting(maker(plant.entity)):
        return bool(schema_of(plant.entity).load_fields)
