from datetime import date

from plugins.rebates.estimate.backtest import back_test
from plugins.rebates.program.programs import program
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar", "starts_on": "2025-01-01"}


def tried(desk, force, draft):
    desk.publish("force", force)
    desk.publish("draft", draft)
    with desk.system("2026-01-10"):
        today = date(2026, 1, 10)
        return back_test(program("draft", today).policy, program("force", today).policy, today)


def test_a_draft_shows_its_cost_winners_and_losers(desk):
    desk.line("a", "2025-03-05", "1000")
    desk.line("b", "2025-04-05", "100")
    found = tried(desk, document({"rate": "5"}, **MONTHLY), document(None, ((0, 1), (500, 8)), **MONTHLY))
    assert (found.draft.cost, found.force.cost) == (81, 55)
    assert (found.winners, found.losers) == (1, 1)


def test_bands_and_components_that_pay_nobody_are_named(desk):
    desk.line("a", "2025-03-05", "100")
    draft = document(None, ((0, 1), (500, 8)), **MONTHLY)
    draft["bands"][1]["name"] = "Large"
    draft["components"].append({"code": "never", "label": "Never", "rate": "1", "gate": "measure.sales > 1000000"})
    found = tried(desk, document({"rate": "5"}, **MONTHLY), draft)
    assert set(found.dead) == {("Rebate", "Large"), ("Never", "")}


def test_a_budget_burns_down_period_by_period(desk):
    desk.line("a", "2025-03-05", "1000")
    desk.line("a", "2025-06-05", "1000")
    found = tried(desk, document({"rate": "5"}, **MONTHLY), document({"rate": "5"}, budget="200", **MONTHLY))
    burnt = dict(found.burnt)
    assert (burnt["2025-02"], burnt["2025-03"], burnt["2025-12"]) == (0, 25, 50)


def test_what_was_settled_before_is_known_to_the_periods_after(desk):
    desk.line("a", "2025-03-05", "1000")
    desk.line("a", "2025-06-05", "1000")
    found = tried(desk, document({"rate": "5"}, **MONTHLY), document(None, ((0, 5), (1500, 10)), settlement="cumulative", **MONTHLY))
    assert found.draft.cost == 200


def test_a_new_year_begins_at_nothing(desk):
    """Tried in March over twelve months: what was settled last year is not taken off this year."""
    desk.line("a", "2025-06-05", "1000")
    desk.line("a", "2026-01-05", "200")
    document_ = document({"rate": "5"}, settlement="cumulative", **MONTHLY)
    desk.publish("draft", document_)
    with desk.system("2026-03-10"):
        found = back_test(program("draft", date(2026, 3, 10)).policy, None, date(2026, 3, 10))
    assert found.draft.cost == 60


def test_a_limit_over_all_periods_holds_over_all_of_them(desk):
    desk.line("a", "2025-03-05", "1000")
    desk.line("a", "2025-06-05", "1000")
    found = tried(desk, document({"rate": "5"}, **MONTHLY), document({"rate": "5"}, cap_ever="70", **MONTHLY))
    assert found.draft.cost == 70
