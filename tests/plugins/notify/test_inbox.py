import re

import pytest


@pytest.fixture
def told(as_user, note_url, deliver) -> None:
    for text in ("First", "Second"):
        as_user("manager").submit(note_url, {"body": text})
    deliver()


def bell(client) -> str:
    return client.get("/alpha/notify/unread").text


def test_an_empty_inbox_says_what_will_come(inbox):
    assert "No notifications yet" in inbox("a")


def test_the_bell_counts_what_is_unread(as_user, told):
    assert "2 unread notifications" in bell(as_user("a"))
    assert "hs-dot" not in bell(as_user("b"))


def test_a_page_asks_for_the_bell_later(as_user):
    assert 'hx-get="/alpha/notify/unread" hx-trigger="load"' in as_user("a").get("/alpha/").text


def test_there_is_no_bell_where_the_plugin_is_off(as_user, enable):
    enable("notify", on=False)
    assert "#bell" not in as_user("a").get("/alpha/").text


def test_opening_a_notice_marks_it_and_leads_to_the_record(as_user, told, inbox):
    url = re.findall(r'action="([^"]+/open)"', inbox("a"))[0]
    answer = as_user("a").submit(url)
    assert answer.status_code == 303
    assert "/alpha/audiences/note/" in answer.location
    assert "1 unread notification" in bell(as_user("a"))


def test_all_are_marked_as_read(as_user, told):
    as_user("a").submit("/alpha/notify/read")
    assert "unread" not in bell(as_user("a")).replace("/unread", "")


@pytest.mark.parametrize("name", ["above", "b", "manager", "admin"])
def test_nobody_opens_the_notice_of_another(as_user, told, inbox, name):
    url = re.findall(r'action="([^"]+/open)"', inbox("a"))[0]
    assert as_user(name).submit(url).status_code == 404
    assert "2 unread" in bell(as_user("a"))


def test_a_notice_of_a_plugin_that_is_off_is_read_without_a_link(as_user, told, enable, inbox):
    enable("audiences", on=False)
    assert "Manager Person wrote about “Harbor”" in inbox("a")
    assert "/open" not in inbox("a")


def test_older_notices_are_a_page_away(as_user, note_url, deliver, inbox, monkeypatch):
    monkeypatch.setattr("plugins.notify.views.SHOWN", 1)
    for text in ("First", "Second"):
        as_user("manager").submit(note_url, {"body": text})
    deliver()
    older = re.findall(r'href="(/alpha/notify/\?before=[^"]+)"', inbox("a"))[0]
    assert "First" in as_user("a").get(older).text


def test_the_settings_name_every_reason(as_user):
    page = as_user("a").get("/alpha/notify/settings").text
    assert "Somebody wrote to you" in page


def test_a_choice_is_kept(as_user):
    as_user("west").submit("/alpha/notify/settings", {"conversations.message": "portal"})
    as_user("west").submit("/alpha/notify/settings", {"conversations.message": "off"})
    assert 'name="conversations.message" value="off" checked' in as_user("west").get("/alpha/notify/settings").text
