import pytest


@pytest.fixture
def change(as_user):
    def patch(record_id, by="a", **values):
        client = as_user(by)
        headers = {**client.person.bearer, "If-Match": "1"}
        return client.patch(f"/api/v1/alpha/errands/errand/{record_id}", json=values, headers=headers)

    return patch


@pytest.mark.parametrize(
    ("state", "by", "field", "value", "status"),
    [
        ("new", "a", "title", "Other", 200),
        ("sent", "a", "title", "Other", 409),
        ("sent", "a", "remark", "Other", 200),
        ("sent", "a", "amount", "10", 200),
        ("sent", "manager", "amount", "20", 200),
        ("sent", "manager", "title", "Other", 409),
        ("done", "manager", "remark", "Other", 409),
        ("lapsed", "a", "remark", "Other", 409),
    ],
)
def test_a_state_freezes_what_it_says(errand, change, state, by, field, value, status):
    assert change(errand(state=state), by, **{field: value}).status_code == status


def test_the_refusal_names_the_field(errand, change):
    answer = change(errand(state="done"), "manager", remark="Other").json
    assert (answer["code"], answer["errors"][0]["pointer"]) == ("read-only", "/remark")


def test_the_form_shows_only_what_may_be_changed(errand, as_user):
    page = as_user("a").get(f"/alpha/errands/errand/{errand(state='sent')}/edit").text
    assert 'name="remark"' in page and 'name="title"' not in page


def test_a_record_that_is_done_has_no_edit_button(errand, as_user):
    made = errand(state="done")
    assert f"{made}/edit" not in as_user("manager").get(f"/alpha/errands/errand/{made}").text
