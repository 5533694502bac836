import string
from typing import Any

import hypothesis
from hypothesis import strategies as st

from core.program_text.reading import read
from core.program_text.writing import write
from core.programs.field_schema import LABELS
from hansa.testing import Kit
from schemas.types import TYPES
from tests.core.program_text.texts import WHOLE, applied, exported, planned, round_trip

FEW = hypothesis.settings(max_examples=8, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
WORDS = st.text(string.ascii_letters + string.digits + "中文ß &:#-'\"", min_size=1, max_size=30).map(lambda text: f"L{text}".strip())
EXTRAS: dict[str, dict[str, Any]] = {
    "choice": {"choices": [{"value": "r", "label": "Red"}]},
    "multichoice": {"choices": [{"value": "1.0", "label": "yes"}]},
    "ref": {"to": "core.partner"},
    "lines": {"columns": [{"label": "Item", "type": "text", "required": True}]},
}
KEYS = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=20).map(lambda key: f"x_{key}")
FIELD = st.sampled_from(sorted(TYPES)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {"type": st.just(kind), "label": WORDS, "order": st.integers(0, 9999)}, optional={"help": WORDS, "visible": st.just("staff")}
    ).map(lambda field: {**field, **EXTRAS.get(kind, {})})
)
RIGHTS = ["core.partner.view", "core.membership.view", "notify.notice.view"]
ROLE = st.fixed_dictionaries(
    {"label": WORDS, "staff": st.booleans(), "permissions": st.lists(st.just("core.partner.view"), min_size=1, max_size=1)}
)
PLACE = {
    "currency": st.sampled_from(["EUR", "CNY", "USD"]),
    "zone": st.sampled_from(["UTC", "Asia/Shanghai"]),
    "fiscal_start_month": st.integers(1, 12),
}
CHANGES = (
    st.lists(st.dates().filter(lambda day: day.year > 1900), max_size=3, unique=True)
    .flatmap(
        lambda days: st.tuples(*(st.fixed_dictionaries({"from": st.just(day.replace(day=1).isoformat()), **PLACE}) for day in sorted(days)))
    )
    .filter(lambda rows: len({row["from"] for row in rows}) == len(rows))
)
PROGRAMS = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "program": st.fixed_dictionaries(
            {
                "slug": st.just("gamma"),
                "name": WORDS,
                "locale": st.sampled_from(["en", "zh_Hans_CN"]),
                **PLACE,
                "changes": CHANGES.map(list),
            }
        ),
        "brand": st.fixed_dictionaries(
            {"theme": st.sampled_from(["default", "harbor"])}, optional={"density": st.sampled_from(["compact"])}
        ),
        "plugins": st.lists(st.sampled_from(["deals", "notify", "conversations"]), unique=True).map(lambda names: ["deals", *names]),
        "settings": st.fixed_dictionaries({"deals": st.fixed_dictionaries({"protection_days": st.integers(1, 365)})}),
        "roles": st.dictionaries(KEYS, ROLE, max_size=3),
        "fields": st.fixed_dictionaries({"deals.deal": st.dictionaries(KEYS, FIELD, max_size=5)}),
        "views": st.fixed_dictionaries(
            {
                "deals.deal": st.dictionaries(
                    WORDS.map(lambda w: " ".join(w.split())), st.just({"audience": "staff", "query": "q=1"}), max_size=2
                )
            }
        ),
    }
)


@FEW
@hypothesis.given(PROGRAMS)
def test_what_is_exported_applies_to_an_empty_place_and_is_exported_alike(kit: Kit, program: dict[str, Any]) -> None:
    first, second, again = round_trip(kit, write(program))
    assert first == second
    assert again.changes == ()


def test_a_text_of_every_section_comes_back_as_it_was_written(kit: Kit) -> None:
    first, second, again = round_trip(kit, write(WHOLE))
    told = read(first).data
    assert (first == second, again.changes) == (True, ())
    assert told["program"] == WHOLE["program"]
    assert told["fields"]["deals.deal"]["x_budget"] == WHOLE["fields"]["deals.deal"]["x_budget"]
    assert (told["roles"], told["views"]) == (WHOLE["roles"], WHOLE["views"])


def test_every_kind_of_field_comes_back(kit: Kit) -> None:
    fields = {f"x_{kind}": {"type": kind, "label": kind, "order": 1, **EXTRAS.get(kind, {})} for kind in LABELS}
    text = write({"format": 1, "program": {"slug": "gamma"}, "plugins": ["deals"], "fields": {"deals.deal": fields}})
    first, second, _again = round_trip(kit, text)
    assert first == second
    assert read(first).data["fields"]["deals.deal"].keys() == fields.keys()


def test_a_field_of_a_plugins_own_kind_comes_back(kit: Kit) -> None:
    field = {"type": "stars", "label": "Stars", "order": 1000}
    text = write({"format": 1, "program": {"slug": "gamma"}, "plugins": ["deals", "ratings"], "fields": {"deals.deal": {"x_stars": field}}})
    assert read(round_trip(kit, text)[1]).data["fields"]["deals.deal"]["x_stars"] == field


def test_a_program_of_the_tests_is_exported_and_nothing_would_change(kit: Kit) -> None:
    assert planned(kit, exported(kit)).changes == ()


def test_applying_twice_changes_nothing_the_second_time(kit: Kit) -> None:
    assert applied(kit, write(WHOLE), create=True).created
    assert applied(kit, write(WHOLE)).changes == ()
