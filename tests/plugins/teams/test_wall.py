"""Who sees a team: its owner, the vendor, the companies that joined, as long as they sit in it."""

import pytest

BLANK = ["Harbour project", "Win it together", "Secret deal", "Ashford", "decision maker"]
INSIDE = ["Win it together", "Secret deal", "decision maker"]
"""What an invitation does not tell."""


@pytest.fixture
def seen(as_user, team, deal):
    """What somebody meets of the team, on every page and over the API."""

    def all_of_it(by):
        client = as_user(by)
        pages = [
            f"teams/team/{team}",
            f"teams/team/{team}/room",
            "teams/team/",
            f"deals/deal/{deal}",
            f"teams/deal/{deal}",
            "teams/team/?q=harbour",
            "search?q=harbour",
        ]
        texts = [client.get(f"/alpha/{page}").text for page in pages]
        return "\n".join([*texts, client.get(f"/api/v1/alpha/teams/team/{team}", headers=client.person.bearer).text])

    return all_of_it


@pytest.mark.parametrize("by", ["b", "a2", "west"])
def test_a_company_that_is_not_in_the_team_sees_nothing(seen, by):
    assert [word for word in BLANK if word in seen(by)] == []


def test_who_is_invited_reads_the_invitation_and_not_the_team(seen, invite, as_user):
    seat = invite()
    assert [word for word in INSIDE if word in seen("b")] == []
    page = as_user("b").get(f"/alpha/teams/seat/{seat}").text
    assert "Harbour project" in page and "Ashford Systems" in page and "Win it together" not in page


def test_a_member_reads_team_and_tasks_and_not_the_deal(seen, joined):
    text = seen("b")
    assert "Win it together" in text and "decision maker" in text and "Bellweather" in text
    assert "Secret deal" not in text


@pytest.mark.parametrize("how", ["leave", "remove", "dissolve"])
def test_who_has_left_sees_nothing_more(seen, joined, move, team, how):
    by, kind, record = {"leave": ("b", "seat", joined), "remove": ("manager", "seat", joined), "dissolve": ("a", "team", team)}[how]
    move(kind, record, how, by=by)
    assert [word for word in INSIDE if word in seen("b")] == []


def test_who_declines_sees_nothing(seen, invite, move):
    move("seat", invite(), "decline", by="b")
    assert [word for word in INSIDE if word in seen("b")] == []


def test_the_lead_removes_a_company_from_its_team(seen, joined, as_user, team):
    assert as_user("a").submit(f"/alpha/teams/team/{team}/seats/{joined}/remove").status_code == 303
    assert "Win it together" not in seen("b")


def test_a_third_company_learns_of_no_member(joined, as_user, team):
    assert "Bellweather" not in as_user("a2").get("/alpha/teams/seat/").text
    assert as_user("a2").get(f"/alpha/teams/seat/{joined}").status_code == 404


@pytest.mark.parametrize("path", ["tasks", "seats/{seat}/remove", "people"])
def test_a_member_does_not_lead(joined, as_user, team, path):
    data = {"title": "Mine", "stage": "offer", "role": "lead", "name": "Nobody"}
    assert as_user("b").submit(f"/alpha/teams/team/{team}/{path.format(seat=joined)}", data).status_code in (403, 404)


@pytest.mark.parametrize("name", ["to_solution", "dissolve"])
def test_a_member_moves_no_stage(joined, as_user, team, name):
    assert as_user("b").submit(f"/alpha/teams/team/{team}/do/{name}", {"version": "1"}).status_code == 403


@pytest.mark.parametrize("by", ["b", "a2", "a"])
def test_partners_invite_nobody(as_user, team, program, by):
    raw = {"team_id": str(team), "role": "sales", "partner_id": str(program.partner("b"))}
    client = as_user(by)
    assert client.submit("/alpha/teams/seat/new", raw).status_code in (403, 404)
    assert client.post("/api/v1/alpha/teams/seat/", json=raw, headers=client.person.bearer).status_code in (403, 404)


def test_a_team_is_set_up_for_ones_own_deal_only(as_user, deal):
    answer = as_user("b").submit("/alpha/teams/team/new", {"title": "Ours", "deal_id": str(deal)})
    assert answer.status_code in (404, 422)
