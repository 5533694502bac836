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
