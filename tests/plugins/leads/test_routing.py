from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from plugins.leads.routing.choosing import Lead, Rule, Waiting, route
from plugins.leads.routing.methods import Asked
from plugins.leads.routing.targets import Ask, Room, Standing, Target, Targets
from plugins.leads.routing.territory import WHOLE, narrowness

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class One:
    """A target with how it stands."""

    key: str
    turn: int | None = None
    capacity: int | None = None
    open: int = 0
    free_from: datetime | None = None
    declined: bool = False
    facts: dict[str, object] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)


A, B, C = One("a", turn=1), One("b", turn=2), One("c", turn=3)


def planned(rule, ones, facts=None, touched=NOW):
    standing = Standing(
        turns={one.key: one.turn for one in ones if one.turn is not None},
        rooms={one.key: Room(one.capacity, one.open) for one in ones if one.capacity is not None},
        free_from={one.key: one.free_from for one in ones if one.free_from},
        had=frozenset(one.key for one in ones if one.declined),
    )
    targets = Targets([Target(one.key, facts=one.facts, **one.more) for one in ones])
    plan = route(rule if isinstance(rule, list) else [rule], Lead(facts or {}, touched), targets, Asked(standing), NOW)
    return replace(plan, excluded={targets.rows[place].key: why for why, places in plan.excluded.items() for place in places})


def ask(run, *of_target):
    return Ask(run, ("lead.line",), of_target)


def waits(rule, *targets):
    return planned(rule, targets)


def test_the_first_rule_that_applies_is_final():
    rules = [Rule("big", "manual", when=lambda f: f["size"] > 100), Rule("rest", "longest_wait")]
    assert planned(rules, [A, B], {"size": 500}).end == "queue"
    assert planned(rules, [A, B], {"size": 5}).chosen == "a"


def test_a_condition_that_is_unknown_does_not_apply():
    assert planned(Rule("r", "longest_wait", when=lambda f: None), [A]).end == "no_rule"


def test_a_rule_leaves_alone_what_was_there_before_it():
    rule = Rule("r", "longest_wait", since=NOW)
    assert planned(rule, [A], touched=NOW - HOUR).end == "no_rule"
    assert planned(rule, [A], touched=NOW).chosen == "a"


def test_the_plan_names_the_runners_up_in_order():
    assert planned(Rule("r", "longest_wait"), [C, B, A]).runners_up == ("b", "c")


def test_who_declined_is_left_out_and_said_so():
    plan = planned(Rule("r", "longest_wait"), [One("a", declined=True), B])
    assert (plan.chosen, plan.excluded) == ("b", {"a": "declined"})


@pytest.mark.parametrize("answer", [False, None])
def test_who_is_not_surely_eligible_is_left_out(answer):
    plan = planned(Rule("r", "longest_wait", eligible=Ask.constant(answer)), [A])
    assert (plan.end, plan.excluded) == ("queue", {"a": "not_eligible"})


def test_eligibility_reads_the_lead_and_the_target():
    rule = Rule("r", "longest_wait", eligible=ask(lambda f: f["lead.line"] in f["partner.lines"], "partner.lines"))
    targets = [One("a", facts={"partner.lines": ["x"]}), One("b", facts={"partner.lines": ["y"]})]
    assert planned(rule, targets, {"lead.line": "y"}).chosen == "b"


class TestTerritory:
    RULE = Rule("r", "longest_wait", ladder=("postal_code", "city", "country"), otherwise="owner")
    LOCAL = One("local", turn=9, more={"territories": {"postal_code": frozenset({"80331"})}})
    NATION = One("nation", turn=1, more={"territories": {"country": frozenset({"DE"})}})

    def test_the_narrowest_step_decides(self):
        plan = planned(self.RULE, [self.LOCAL, self.NATION], {"postal_code": "80331", "country": "DE"})
        assert (plan.chosen, plan.step, plan.excluded) == ("local", "postal_code", {"nation": "outside_territory"})

    @pytest.mark.parametrize("code", [None, "", "10115"])
    def test_an_empty_or_unknown_value_falls_to_the_next(self, code):
        plan = planned(self.RULE, [self.LOCAL, self.NATION], {"postal_code": code, "country": "DE"})
        assert (plan.chosen, plan.step) == ("nation", "country")

    def test_a_step_without_room_falls_to_the_next(self):
        full = One("full", capacity=1, open=2, more={"territories": {"postal_code": frozenset({"80331"})}})
        plan = planned(self.RULE, [full, self.NATION], {"postal_code": "80331", "country": "DE"})
        assert (plan.chosen, plan.excluded["full"]) == ("nation", "no_room")

    def test_the_last_step_is_the_declared_owner(self):
        assert planned(self.RULE, [self.LOCAL], {"country": "FR"}).chosen == "owner"


class TestRoom:
    FULL = One("full", capacity=2, open=2, turn=0)

    def test_who_is_full_gets_none(self):
        assert planned(Rule("r", "longest_wait"), [self.FULL, A]).chosen == "a"

    def test_the_gate_can_be_open(self):
        assert planned(Rule("r", "longest_wait", gate_room=False), [self.FULL, A]).chosen == "full"

    def test_when_all_are_full_it_waits_in_the_queue(self):
        assert planned(Rule("r", "longest_wait"), [self.FULL]).end == "queue"

    def test_or_stays_where_it_is(self):
        assert planned(Rule("r", "longest_wait", otherwise="stay"), [self.FULL]).end == "stay"


class TestTime:
    RULE = Rule("r", "longest_wait", waiting=Waiting(width=2 * HOUR, limit=8 * HOUR))

    def at(self, key, hours, turn):
        return One(key, free_from=NOW + hours * HOUR, turn=turn)

    def test_who_is_available_now_comes_before_who_waits_longer(self):
        plan = waits(self.RULE, self.at("later", 1, 0), B)
        assert (plan.chosen, plan.from_) == ("b", None)

    def test_those_free_within_one_width_count_alike(self):
        plan = waits(self.RULE, self.at("a", 1.9, 1), self.at("b", 0.5, 2), self.at("c", 2.5, 0))
        assert (plan.chosen, plan.excluded) == ("a", {"c": "not_in_time"})
        assert plan.from_ == NOW + 1.9 * HOUR

    def test_nobody_waits_longer_than_the_limit(self):
        assert waits(self.RULE, self.at("a", 8.5, 1)).end == "queue"
        assert waits(self.RULE, self.at("a", 8, 1)).chosen == "a"

    def test_the_group_may_have_a_method_of_its_own(self):
        rule = Rule("r", "longest_wait", waiting=Waiting(2 * HOUR, 8 * HOUR, method="most_room"))
        full = One("a", free_from=NOW + HOUR, turn=0, capacity=2, open=1)
        assert waits(rule, full, self.at("b", 1, 9)).chosen == "b"

    def test_without_waiting_availability_is_not_asked(self):
        assert waits(Rule("r", "longest_wait"), self.at("a", 50, 1)).chosen == "a"

    def test_room_and_time_are_asked_apart(self):
        rule = Rule("r", "longest_wait", gate_room=False, waiting=self.RULE.waiting)
        assert waits(rule, One("a", capacity=1, open=5)).chosen == "a"


def test_equals_are_told_apart_by_the_declared_ties():
    rule = Rule("r", "most_room", ties=("longest_wait",))
    targets = [One("a", capacity=2, turn=5), One("b", capacity=2, turn=1)]
    assert planned(rule, targets).order == ("b", "a")


def test_the_last_tie_is_the_key_so_that_the_plan_is_always_the_same():
    assert planned(Rule("r", "most_room"), [One("b"), One("a")]).order == ("a", "b")


def test_a_shark_tank_is_open_to_all_that_are_eligible():
    plan = planned(Rule("r", "shark_tank"), [B, A, One("c", declined=True)])
    assert (plan.end, plan.order, plan.chosen) == ("pool", ("a", "b"), None)


def test_only_those_with_a_share_take_part_in_weighted_routing():
    plan = planned(Rule("r", "weighted"), [A, One("none", more={"weight": Fraction(0)})])
    assert (plan.order, plan.excluded) == (("a",), {"none": "no_share"})


class TestAsking:
    """What rules ask of targets is remembered; the answers are the same as if it were not."""

    RULE = Rule("r", "longest_wait", eligible=ask(lambda f: f["lead.line"] == f["partner.line"], "partner.line"))

    def test_leads_alike_share_the_answer(self):
        targets = Targets([Target("a", facts={"partner.line": "x"}), Target("b", facts={"partner.line": "y"})])
        chosen = [
            route([self.RULE], Lead({"lead.line": line}, NOW), targets, Asked(Standing()), NOW).chosen for line in ("x", "y", "x", None)
        ]
        assert chosen == ["a", "b", "a", None]

    def test_what_is_known_beside_a_target_is_asked_anew(self):
        rule = Rule("r", "longest_wait", eligible=Ask(lambda f: f["fit.declines"] < 3, (), ("fit.declines",)))
        targets = Targets([Target("a")])
        ends = [
            route([rule], Lead({"fit.declines": 0}, NOW), targets, Asked(Standing(facts={"a": {"fit.declines": n}})), NOW).end
            for n in (2, 5, 2)
        ]
        assert ends == ["offer", "queue", "offer"]

    def test_weights_are_of_those_that_are_left(self):
        rule = Rule("r", "weighted", weight=Ask.constant(2))
        targets = Targets([Target("a"), Target("b"), Target("c")])
        plans = [route([rule], Lead({}, NOW), targets, Asked(Standing(had=frozenset(had))), NOW) for had in ("", "a", "")]
        assert [set(plan.weights.whole) for plan in plans] == [set("abc"), set("bc"), set("abc")]

    def test_a_weight_below_zero_is_no_share(self):
        rule = Rule("r", "weighted", weight=ask(lambda f: f["partner.weight"], "partner.weight"))
        plan = planned(rule, [One("a", facts={"partner.weight": -1}), One("b", facts={"partner.weight": 1})])
        assert (plan.order, plan.excluded) == (("b",), {"a": "no_share"})


def test_a_rule_that_came_later_does_not_see_the_lead():
    rules = [Rule("new", "longest_wait"), Rule("old", "manual")]
    plan = route(rules, Lead({}, NOW, late=frozenset({"new"})), Targets([Target("a")]), Asked(Standing()), NOW)
    assert plan.rule == "old"


@pytest.mark.parametrize(
    ("said", "value", "narrow"),
    [
        ("10115", "10115", WHOLE), ("10*", "10115", 2), ("*", "10115", 0), ("20*", "10115", None), ("10000..19999", "10115", 1),
        ("10000..10999", "10115", 2), ("10000..19999", "1011", None), ("10000..19999", "20000", None), ("00-950", "00-950", WHOLE),
    ],
)  # fmt: skip
def test_a_territory_is_a_value_a_beginning_or_a_span(said, value, narrow):
    assert narrowness(said, value) == narrow


def test_of_territories_on_one_step_the_narrowest_decides():
    wide, narrow, full = (
        One(key, turn=turn, capacity=room, open=1, more={"territories": {"postal_code": frozenset({said})}})
        for key, turn, room, said in (("wide", 1, 9, "1*"), ("narrow", 9, 9, "101*"), ("full", 0, 1, "10115"))
    )
    plan = planned(Rule("r", "longest_wait", ladder=("postal_code",)), [wide, narrow, full], {"postal_code": "10115"})
    assert (plan.chosen, plan.excluded) == ("narrow", {"full": "no_room", "wide": "outside_territory"})
