"""What a partner keeps from the vendor: no role of the vendor's people holds a right to it, nor do they while they look as the partner."""

import pytest


@pytest.fixture
def private(kit, monkeypatch):
    """Notes of partners are private, as if their entity said so."""
    rights = frozenset(p for p in kit.portal.programs.permissions if p.startswith("audiences.note."))
    monkeypatch.setattr(kit.portal.programs, "private", rights)
    kit.portal.programs.forget()
    yield rights
    kit.portal.programs.forget()


@pytest.mark.parametrize("who", ["admin", "manager", "finance"])
def test_the_vendors_people_have_no_right_to_it(private, as_user, make_record, who):
    made = make_record("audiences.note", by="a", word="Harbor")
    client = as_user(who)
    assert client.get("/alpha/audiences/note/").status_code in (403, 404)
    assert client.get(f"/alpha/audiences/note/{made}").status_code in (403, 404)
    assert "Harbor" not in client.get("/alpha/search?q=Harbor").text.replace('value="Harbor"', "").replace("“Harbor”", "")


def test_nor_have_they_while_they_look_as_the_partner(private, as_user, program, make_record):
    made = make_record("audiences.note", by="a", word="Harbor")
    client = as_user("manager")
    assert client.submit(f"/alpha/account/places/view-as/{program.partner('a')}").status_code == 303
    assert client.get("/alpha/audiences/note/").status_code in (403, 404)
    assert client.get(f"/alpha/audiences/note/{made}").status_code in (403, 404)


def test_the_partner_itself_reads_it(private, as_user, make_record):
    made = make_record("audiences.note", by="a", word="Harbor")
    assert "Harbor" in as_user("a").get(f"/alpha/audiences/note/{made}").text


def test_what_entities_say_is_private_is_what_programs_hold_back(kit):
    said = {entity.key for entity in kit.portal.registry if entity.private}
    assert {".".join(right.split(".")[:2]) for right in kit.portal.programs.private} == said and said
