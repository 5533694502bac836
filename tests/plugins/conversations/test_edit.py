import re
from datetime import timedelta

import pytest
import time_machine

from hansa import clock


@pytest.fixture
def url(make_record) -> str:
    return f"/alpha/conversations/about/audiences.note/{make_record('audiences.note', by='a')}/"


@pytest.fixture
def edit_url(as_user, url) -> str:
    as_user("a").submit(url, {"body": "The leter is signed."})
    return edit_links(as_user("a"), url)[0]


def edit_links(client, url) -> list[str]:
    return re.findall(r'href="([^"]+/edit)"', client.get(url).text)


def test_the_author_corrects_a_message(as_user, url, edit_url):
    assert as_user("a").submit(edit_url, {"body": "The letter is signed.", "version": "1"}).status_code == 303
    page = as_user("manager").get(url).text
    assert "The letter is signed." in page
    assert "edited" in page


def test_the_author_is_offered_the_text_as_it_is(as_user, edit_url):
    assert "The leter is signed." in as_user("a").get(edit_url).text


@pytest.mark.parametrize("name", ["above", "manager"])
def test_others_cannot_change_a_message(as_user, url, edit_url, name):
    assert edit_links(as_user(name), url) == []
    assert as_user(name).submit(edit_url, {"body": "Forged"}).status_code in (403, 404)


def test_after_five_minutes_a_message_stays_as_it_is(as_user, url, edit_url):
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        assert edit_links(as_user("a"), url) == []
        assert as_user("a").submit(edit_url, {"body": "Too late"}).status_code == 409


def test_an_older_version_is_refused(as_user, edit_url):
    as_user("a").submit(edit_url, {"body": "First", "version": "1"})
    assert as_user("a").submit(edit_url, {"body": "Second", "version": "1"}).status_code == 412


def test_the_author_corrects_an_internal_note(as_user, url):
    as_user("manager").submit(url, {"body": "Cheked", "audience": "internal"})
    link = edit_links(as_user("manager"), url)[0]
    assert as_user("manager").submit(link, {"body": "Checked", "version": "1"}).status_code == 303
    assert "Checked" in as_user("finance").get(url).text


def test_a_note_does_not_exist_for_partners(as_user, url):
    as_user("manager").submit(url, {"body": "Secret", "audience": "internal"})
    link = edit_links(as_user("manager"), url)[0]
    assert as_user("a").get(link).status_code == 404
    assert as_user("a").submit(link, {"body": "Seen"}).status_code == 404
