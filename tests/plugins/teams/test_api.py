"""Seats and tasks of a team through the API: who sees the team reads them, who may does them."""

import uuid

import pytest


@pytest.fixture
def call(as_user, team):
    """`call("a", "post", "tasks", {...})`: status and answer."""

    def run(by, method, path, body=None):
        client = as_user(by)
        given = {} if body is None else {"json": body}
        answer = getattr(client, method)(f"/api/v1/alpha/teams/team/{team}/{path}", headers=client.person.bearer, **given)
        return answer.status_code, answer.json if answer.data else None

    return run


TASK = {"title": "Visit the site", "stage": "discovery", "role": "lead"}


def test_a_task_is_added_and_listed(call):
    status, made = call("a", "post", "tasks", TASK)
    assert status == 201
    assert made in call("a", "get", "tasks")[1]["items"]


def test_a_task_is_done_and_opened_again(call):
    made = call("a", "post", "tasks", TASK)[1]
    assert [call("a", "post", f"tasks/{made['id']}/{turn}")[1]["state"] for turn in ("done", "open")] == ["done", "open"]


def test_staff_is_seated_and_removed(call):
    status, seat = call("manager", "post", "seats", {"name": "Iris Sales", "role": "presales"})
    assert (status, seat["vendor"]) == (201, True)
    assert seat["id"] in [item["id"] for item in call("a", "get", "seats")[1]["items"]]
    assert call("a", "delete", f"seats/{seat['id']}")[0] == 204
    assert seat["id"] not in [item["id"] for item in call("a", "get", "seats")[1]["items"]]


def test_a_partner_seats_nobody_of_the_vendor(call):
    assert call("a", "post", "seats", {"name": "Iris Sales", "role": "presales"})[0] == 403


def test_what_is_missing_is_named(call):
    status, problem = call("a", "post", "tasks", {"title": "Visit"})
    assert (status, {error["pointer"] for error in problem["errors"]}) == (422, {"/stage", "/role"})


@pytest.mark.parametrize(("method", "path", "body"), [("get", "seats", None), ("get", "tasks", None), ("post", "tasks", TASK)])
def test_who_is_not_in_the_team_finds_nothing(call, method, path, body):
    assert call("b", method, path, body)[0] == 404


def test_a_member_reads_and_does_what_is_its_own(call, joined):
    items = call("b", "get", "tasks")[1]["items"]
    mine = {item["role"]: item["id"] for item in items}
    assert call("b", "post", f"tasks/{mine['presales']}/done")[0] == 200
    assert call("b", "post", f"tasks/{mine['lead']}/done")[0] == 403


def test_a_task_of_another_team_is_not_found(call):
    assert call("a", "post", f"tasks/{uuid.uuid4()}/done")[0] == 404
