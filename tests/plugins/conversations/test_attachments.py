import io
import re

import pytest


@pytest.fixture
def url(make_record) -> str:
    return f"/alpha/conversations/about/audiences.note/{make_record('audiences.note', by='a')}/"


def send(client, url, name="letter.txt", content=b"Signed.", **values):
    data = {"body": "See the file.", "file": (io.BytesIO(content), name), **values}
    return client.submit(url, data, content_type="multipart/form-data")


def links(client, url) -> list[str]:
    return re.findall(r'href="(/alpha/files/[^"]+)"', client.get(url).text)


def test_a_file_comes_with_a_message(as_user, url):
    assert send(as_user("a"), url).status_code == 303
    assert as_user("manager").get(links(as_user("manager"), url)[0]).data == b"Signed."


def test_a_rival_does_not_get_the_file(as_user, url):
    send(as_user("a"), url)
    assert as_user("b").get(links(as_user("a"), url)[0]).status_code == 404


def test_files_of_internal_notes_are_staffs(as_user, url):
    send(as_user("manager"), url, audience="internal")
    link = links(as_user("finance"), url)[0]
    assert links(as_user("a"), url) == []
    assert as_user("a").get(link).status_code == 404


def test_a_file_that_is_not_accepted_keeps_the_message_in_the_composer(as_user, url):
    answer = send(as_user("a"), url, name="tool.exe", content=b"MZ\x90")
    assert answer.status_code == 422
    assert "See the file." in answer.text
    assert "hs-msg is" not in as_user("manager").get(url).text


def test_a_corrected_message_keeps_its_file(as_user, url):
    send(as_user("a"), url)
    edit = re.findall(r'href="([^"]+/edit)"', as_user("a").get(url).text)[0]
    answer = as_user("a").submit(edit, {"body": "See the letter.", "version": "1"}, headers={"HX-Request": "true"})
    assert "letter.txt" in answer.text
