import uuid

import pytest

from plugins.conversations.people import Person, mentioned

ANNA, ANNA_LEE, ZHOU = (Person(uuid.uuid4(), name, False) for name in ("Anna", "Anna Lee", "周雨桐"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello @Anna, see this", [ANNA]),
        ("Hello @Anna Lee", [ANNA_LEE]),
        ("@Anna Lee and @Anna", [ANNA_LEE, ANNA]),
        ("请@周雨桐 看一下", [ZHOU]),
        ("anna@example.com", []),
        ("@Annabel", []),
        ("Anna", []),
    ],
)
def test_a_text_addresses_people_by_their_whole_name(text, found):
    assert mentioned(text, [ANNA, ANNA_LEE, ZHOU]) == found


@pytest.fixture
def url(make_record) -> str:
    return f"/alpha/conversations/about/audiences.note/{make_record('audiences.note', by='a')}/"


def names(client, url, **query) -> list[str]:
    return [item["label"] for item in client.get(f"{url}people", query_string=query).json["items"]]


def test_a_partner_is_offered_its_colleagues_who_may_see_the_record(as_user, url):
    assert names(as_user("a"), url) == ["A Person", "Above Person"]


def test_a_partner_is_offered_staff_that_wrote_to_it(as_user, url):
    as_user("manager").submit(url, {"body": "Welcome."})
    assert "Manager Person" in names(as_user("a"), url)


def test_staff_is_offered_both_sides(as_user, url):
    assert {"A Person", "Manager Person"} <= set(names(as_user("manager"), url))


def test_internal_notes_address_staff_only(as_user, url):
    assert "A Person" not in names(as_user("manager"), url, audience="internal")


def test_staff_of_another_region_is_not_offered(as_user, url):
    assert names(as_user("manager"), url, q="west") == []


def test_typing_narrows_the_offer(as_user, url):
    assert names(as_user("a"), url, q="abo") == ["Above Person"]


def test_a_mentioned_name_is_marked(as_user, url):
    as_user("a").submit(url, {"body": "Please look, @Above Person"})
    assert "<b>@Above Person</b>" in as_user("a").get(url).text
