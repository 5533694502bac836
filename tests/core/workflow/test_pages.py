import uuid

import pytest


def url(record_id, name=""):
    return f"/alpha/errands/errand/{record_id}" + (f"/do/{name}" if name else "")


def api(record_id, name=""):
    return f"/api/v1/alpha/errands/errand/{record_id}/transitions/{name}"


@pytest.mark.parametrize(
    ("state", "by", "names"),
    [
        ("new", "a", {"send"}),
        ("new", "lesser", set()),
        ("new", "manager", set()),
        ("sent", "a", set()),
        ("sent", "manager", {"finish", "release", "back"}),
        ("done", "manager", set()),
    ],
)
def test_the_buttons_are_the_lawful_transitions(errand, as_user, state, by, names):
    page = as_user(by).get(url(errand(state=state))).text
    assert {name for name in ("send", "finish", "release", "back", "lapse") if f'/do/{name}"' in page} == names


def test_the_state_is_shown(errand, as_user):
    assert "is-info" in as_user("a").get(url(errand(state="sent"))).text


def test_a_button_moves_the_record(errand, as_user, read):
    made = errand()
    assert as_user("a").submit(url(made, "send"), {"version": "1"}).status_code == 303
    assert read(made, "state") == "sent"


def test_a_transition_with_input_asks_first(errand, as_user):
    assert 'name="reason"' in as_user("manager").get(url(errand(state="sent"), "back")).text


def test_a_transition_without_input_asks_to_confirm(errand, as_user):
    assert "Send" in as_user("a").get(url(errand(), "send")).text


def test_missing_input_comes_back_with_the_form(errand, as_user, read):
    made = errand(state="sent")
    answer = as_user("manager").submit(url(made, "back"), {"reason": "", "version": "1"})
    assert (answer.status_code, read(made, "state")) == (422, "sent")
    assert "Fill in this field." in answer.text


def test_the_page_of_an_unlawful_transition_is_a_conflict(errand, as_user):
    assert as_user("manager").get(url(errand(), "back")).status_code == 409


def test_that_page_leads_back_to_the_record(errand, as_user):
    made = errand()
    assert f'href="{url(made)}"' in as_user("manager").get(url(made, "back")).text.partition("<main")[2]


def test_the_form_saves_and_sends_in_one_step(as_user, read):
    answer = as_user("a").submit("/alpha/errands/errand/new", {"title": "X", "amount": "5", "_do": "send"})
    assert read(uuid.UUID(answer.headers["Location"].rsplit("/", 1)[1]), "state") == "sent"


def test_the_form_saves_a_draft(as_user, read):
    answer = as_user("a").submit("/alpha/errands/errand/new", {"title": "X", "amount": "5"})
    assert read(uuid.UUID(answer.headers["Location"].rsplit("/", 1)[1]), "state") == "new"


def test_the_api_lists_what_is_lawful(errand, as_user):
    client = as_user("manager")
    answer = client.get(api(errand(state="sent")), headers=client.person.bearer)
    assert [item["name"] for item in answer.json["items"]] == ["finish", "release", "back"]


def test_the_api_moves_and_returns_the_record(errand, as_user):
    client = as_user("a")
    answer = client.post(api(errand(), "send"), headers={**client.person.bearer, "If-Match": '"1"'})
    assert (answer.status_code, answer.json["state"], answer.headers["ETag"]) == (200, "sent", '"2"')


def test_the_api_says_when_others_have_to_agree(errand, as_user):
    client = as_user("manager")
    answer = client.post(api(errand(amount="5000", state="sent"), "finish"), headers={**client.person.bearer, "If-Match": "1"})
    assert (answer.status_code, answer.json["state"]) == (202, "sent")


def test_the_api_wants_the_version(errand, as_user):
    client = as_user("a")
    assert client.post(api(errand(), "send"), headers=client.person.bearer).status_code == 428


def test_the_same_key_is_answered_alike(errand, as_user):
    client, made = as_user("a"), errand()
    headers = {**client.person.bearer, "If-Match": "1", "Idempotency-Key": "k1"}
    first, again = (client.post(api(made, "send"), headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, first.json) == (200, 200, again.json)
    assert again.headers["Idempotent-Replay"] == "true"


@pytest.mark.parametrize("name", ["send", "fly"])
def test_foreign_and_unknown_records_are_not_found_alike(errand, as_user, name):
    rival = as_user("b")
    answers = [rival.post(api(i, name), headers={**rival.person.bearer, "If-Match": "1"}) for i in (errand(), uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_an_entity_without_workflow_has_no_transitions(make_record, as_user):
    made = make_record("audiences.note", by="a")
    assert as_user("a").submit(f"/alpha/audiences/note/{made}/do/send", {}).status_code == 404
