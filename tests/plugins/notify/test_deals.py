import pytest


@pytest.fixture
def deal(make_record) -> str:
    return f"/alpha/deals/deal/{make_record('deals.deal', by='a', word='Harbor')}"


@pytest.fixture
def step(as_user, deal, deliver):
    """`step("a", "submit")`: this person takes a step of the deal, and everybody is told."""

    def take(name: str, transition: str, **values: str) -> None:
        client = as_user(name)
        version = client.get(f"{deal}/edit").text.partition('name="version" value="')[2].partition('"')[0]
        answer = client.submit(f"{deal}/do/{transition}", {"version": version, **values})
        assert answer.status_code in (200, 303), answer.text
        deliver()

    return take


def test_staff_that_reviews_is_told_of_a_submitted_registration(step, inbox):
    step("a", "submit")
    assert "A Person registered “Harbor”" in inbox("manager")
    assert "registered" not in inbox("finance")


def test_the_manager_of_the_partner_is_told_of_its_registration(step, inbox, set_manager):
    set_manager("a", "manager")
    step("a", "submit")
    assert "A Person registered “Harbor”" in inbox("manager")
    assert "registered" not in inbox("admin")


def test_the_partner_is_told_of_the_approval(step, inbox):
    step("a", "submit")
    step("manager", "approve")
    assert "“Harbor” is approved and protected" in inbox("a")
    assert "approved and protected" not in inbox("b")


def test_the_partner_is_told_of_the_rejection(step, inbox):
    step("a", "submit")
    step("manager", "reject", reason_code="other", reason="Known to us")
    assert "“Harbor” was rejected" in inbox("a")


def test_reasons_for_staff_are_not_offered_to_partners(as_user):
    assert "A registration waits for review" not in as_user("a").get("/alpha/notify/settings").text
    assert "A registration waits for review" in as_user("manager").get("/alpha/notify/settings").text
