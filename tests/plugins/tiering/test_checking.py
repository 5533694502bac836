import pytest

from plugins.tiering.policy.checking import check
from tests.plugins.tiering.programs import THREE, asks, program

SILVER, GOLD = asks("silver", "partner.revenue", 100), asks("gold", "partner.revenue", 300)
TWO = THREE[:2]
POINTS = {"categories": [{"name": "a", "label": "A", "cap": "100"}, {"name": "b", "label": "B", "cap": "50"}]}


def codes(*criteria, levels=TWO, **more):
    return [(found.severity, found.code) for found in check(program(*criteria, levels=levels, **more))]


def test_a_sound_program_has_no_findings():
    assert codes(SILVER, GOLD) == []


@pytest.mark.parametrize(
    ("code", "criteria", "more"),
    [
        ("no-level", [SILVER, GOLD, asks("bronze", "partner.revenue", 1)], {}),
        ("contradiction", [SILVER, GOLD, {**asks("gold", "partner.revenue", 200), "test": "below"}], {}),
        ("unreachable", [SILVER, asks("gold", "partner.revenue", 80)], {}),
        ("harder-to-keep", [{**SILVER, "keep": "120"}, GOLD], {}),
        ("asks-nothing", [SILVER], {}),
        ("too-many", [{**SILVER, "group": "g"}, GOLD], {"groups": [{"name": "g", "need": "2"}]}),
        ("capped", [SILVER, asks("gold", "points", 151)], POINTS),
        ("no-category", [SILVER, GOLD], {"earning": [{"category": "x", "kind": "sale", "points": "1"}]}),
        ("no-months", [SILVER, GOLD], {"up_check": "months"}),
        ("no-benefit", [SILVER, GOLD], {"grants": [{"level": "gold", "benefit": "x", "value": "1"}]}),
        ("twice", [SILVER, GOLD], {"levels": [*TWO, TWO[0]]}),
    ],
)
def test_a_fault_is_an_error(code, criteria, more):
    assert ("error", code) in codes(*criteria, **more)


@pytest.mark.parametrize(
    ("code", "criteria", "more"),
    [
        ("easier", [SILVER, asks("silver", "partner.people", 3), GOLD, asks("gold", "partner.people", 2)], {}),
        ("no-group", [SILVER, GOLD], {"groups": [{"name": "g", "need": "any"}]}),
        (
            "gives-less", [SILVER, GOLD],
            {
                "benefits": [{"key": "off", "label": "Off", "kind": "percent"}],
                "grants": [{"level": "silver", "benefit": "off", "value": "5"}, {"level": "gold", "benefit": "off", "value": "4"}],
            },
        ),
    ],
)  # fmt: skip
def test_what_is_odd_is_a_warning(code, criteria, more):
    assert ("warning", code) in codes(*criteria, **more)


def test_what_the_caps_allow_is_no_error():
    assert ("error", "capped") not in codes(SILVER, asks("gold", "points", 150), **POINTS)


def test_a_ladder_that_needs_every_lower_level_reaches_the_upper_one_with_less_of_its_own():
    assert codes(SILVER, asks("gold", "partner.people", 2), ladder="every_lower") == []
