from datetime import UTC, datetime, timedelta

import pytest

from plugins.leads.methods import Asked
from plugins.leads.routing import Lead, Rule, Waiting, route
from plugins.leads.targets import Target

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
A, B, C = Target("a", turn=1), Target("b", turn=2), Target("c", turn=3)


def planned(rule, targets, facts=None, touched=NOW):
    rules = rule if isinstance(rule, list) else [rule]
    return route(rules, Lead(facts or {}, touched), targets, Asked(), NOW)


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
    plan = planned(Rule("r", "longest_wait"), [Target("a", declined=True), B])
    assert (plan.chosen, plan.excluded) == ("b", {"a": "declined"})


@pytest.mark.parametrize("answer", [False, None])
def test_who_is_not_surely_eligible_is_left_out(answer):
    plan = planned(Rule("r", "longest_wait", eligible=lambda f: answer), [A])
    assert (plan.end, plan.excluded) == ("queue", {"a": "not_eligible"})


def test_eligibility_reads_the_lead_and_the_target():
    rule = Rule("r", "longest_wait", eligible=lambda f: f["lead.line"] in f["partner.lines"])
    targets = [Target("a", facts={"partner.lines": {"x"}}), Target("b", facts={"partner.lines": {"y"}})]
    assert planned(rule, targets, {"lead.line": "y"}).chosen == "b"


class TestTerritory:
    RULE = Rule("r", "longest_wait", ladder=("postal_code", "city", "country"), otherwise="owner")
    LOCAL = Target("local", turn=9, territories={"postal_code": frozenset({"80331"})})
    NATION = Target("nation", turn=1, territories={"country": frozenset({"DE"})})

    def test_the_narrowest_step_decides(self):
        plan = planned(self.RULE, [self.LOCAL, self.NATION], {"postal_code": "80331", "country": "DE"})
        assert (plan.chosen, plan.step, plan.excluded) == ("local", "postal_code", {"nation": "outside_territory"})

    @pytest.mark.parametrize("code", [None, "", "10115"])
    def test_an_empty_or_unknown_value_falls_to_the_next(self, code):
        plan = planned(self.RULE, [self.LOCAL, self.NATION], {"postal_code": code, "country": "DE"})
        assert (plan.chosen, plan.step) == ("nation", "country")

    def test_a_step_without_room_falls_to_the_next(self):
        full = Target("full", capacity=1, open=2, territories={"postal_code": frozenset({"80331"})})
        plan = planned(self.RULE, [full, self.NATION], {"postal_code": "80331", "country": "DE"})
        assert (plan.chosen, plan.excluded["full"]) == ("nation", "no_room")

    def test_the_last_step_is_the_declared_owner(self):
        assert planned(self.RULE, [self.LOCAL], {"country": "FR"}).chosen == "owner"


class TestRoom:
    FULL = Target("full", capacity=2, open=2, turn=0)

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
        return Target(key, free_from=NOW + hours * HOUR, turn=turn)

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
        full = Target("a", free_from=NOW + HOUR, turn=0, capacity=2, open=1)
        assert waits(rule, full, self.at("b", 1, 9)).chosen == "b"

    def test_without_waiting_availability_is_not_asked(self):
        assert waits(Rule("r", "longest_wait"), self.at("a", 50, 1)).chosen == "a"

    def test_room_and_time_are_asked_apart(self):
        rule = Rule("r", "longest_wait", gate_room=False, waiting=self.RULE.waiting)
        assert waits(rule, Target("a", capacity=1, open=5)).chosen == "a"


def test_equals_are_told_apart_by_the_declared_ties():
    rule = Rule("r", "most_room", ties=("longest_wait",))
    targets = [Target("a", capacity=2, turn=5), Target("b", capacity=2, turn=1)]
    assert planned(rule, targets).order == ("b", "a")


def test_the_last_tie_is_the_key_so_that_the_plan_is_always_the_same():
    assert planned(Rule("r", "most_room"), [Target("b"), Target("a")]).order == ("a", "b")


def test_a_shark_tank_is_open_to_all_that_are_eligible():
    plan = planned(Rule("r", "shark_tank"), [B, A, Target("c", declined=True)])
    assert (plan.end, plan.order, plan.chosen) == ("pool", ("a", "b"), None)


def test_only_those_with_a_share_take_part_in_weighted_routing():
    plan = planned(Rule("r", "weighted"), [A, Target("none", weight=0)])
    assert (plan.order, plan.excluded) == (("a",), {"none": "no_share"})
