"""A person's own pages: profile, password, second step, devices, tokens, places. SECURITY.md rule 21."""

import re

import pyotp
import pytest
import sqlalchemy as sa

from core.identity import sessions
from core.identity.models import Membership, Session, Token, User
from core.identity.resolve import digest
from hansa.testing import Person
from tests.core.identity.acts import PASSWORD, as_person, mails, read, send, set_password, sign_in, write

A = Person("a")
NEW = "copper violin meadow 7"


@pytest.fixture(autouse=True)
def known(kit):
    set_password(kit, A)


@pytest.fixture
def mine(as_user):
    return as_user("a")


def user(kit, column):
    return read(kit, sa.select(column).where(User.id == A.user_id))[0][0]


PAGES = ("", "password", "two-step/", "two-step/off", "two-step/codes", "devices/", "tokens/", "tokens/new", "places/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["a", "lesser", "admin"])
def test_everybody_has_the_pages_of_an_account(as_user, name, page):
    assert as_user(name).get(f"/alpha/account/{page}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_visitors_have_none(client, page):
    assert client.get(f"/alpha/account/{page}").status_code == 303


def test_name_language_and_colours_are_kept(mine, kit):
    send(mine, "/alpha/account/", name="Ana", locale="zh_Hans_CN", color_mode="dark")
    assert (user(kit, User.name), user(kit, User.locale), user(kit, User.color_mode)) == ("Ana", "zh_Hans_CN", "dark")
    page = mine.get("/alpha/").text
    assert 'data-bs-theme="dark"' in page and 'lang="zh-Hans-CN"' in page


def test_a_profile_needs_a_name(mine):
    answer = send(mine, "/alpha/account/", name=" ", locale="", color_mode="auto")
    assert answer.status_code == 422 and "is-bad" in answer.text


def change(client, present=PASSWORD, password=NEW):
    return send(client, "/alpha/account/password", present=present, password=password)


def test_a_new_password_counts_and_the_other_devices_are_out(mine, kit):
    other = kit.client()
    sign_in(other, A.email)
    assert change(mine).status_code == 303
    assert (mine.get("/alpha/").status_code, other.get("/alpha/").status_code) == (200, 303)
    assert sign_in(kit.client(), A.email, NEW).status_code == 303


def test_with_the_password_the_session_id_changes(mine):
    change(mine)
    assert mine.get_cookie("hansa").value != A.secret


def test_the_person_is_told(mine, kit):
    change(mine)
    assert mails(kit, A.email)[0].template == "password_changed"


@pytest.mark.parametrize(("present", "password"), [("wrong", NEW), (PASSWORD, "short"), (PASSWORD, "ashfordsystems"), (PASSWORD, "")])
def test_wrong_or_weak_passwords_are_refused(mine, kit, present, password):
    before = user(kit, User.password_hash)
    assert change(mine, present, password).status_code == 422
    assert user(kit, User.password_hash) == before


def test_the_present_password_is_not_guessed_on_the_page_either(mine):
    assert [change(mine, "wrong").status_code for _ in range(11)][-1] == 429


def set_up(client):
    """Switch the second step on; returns the answer and the secret."""
    page = client.get("/alpha/account/two-step/").text
    secret = re.search(r'<code class="hs-mono">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    return client.submit("/alpha/account/two-step/", {"sealed": sealed, "code": pyotp.TOTP(secret).now()}), secret


def test_the_second_step_is_set_up_with_a_right_code(mine, kit):
    answer, secret = set_up(mine)
    with kit.app.app_context():
        assert user(kit, User.totp_secret) == secret
    assert len(re.findall(r"<li>[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}</li>", answer.text)) == 10


def test_with_the_second_step_the_session_id_changes(mine):
    set_up(mine)
    assert mine.get_cookie("hansa").value != A.secret
    assert mine.get("/alpha/").status_code == 200


def test_a_wrong_code_sets_nothing_up(mine, kit):
    page = mine.get("/alpha/account/two-step/").text
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)[1]
    assert mine.submit("/alpha/account/two-step/", {"sealed": sealed, "code": "000000"}).status_code == 422
    assert user(kit, User.totp_secret) is None


@pytest.mark.parametrize("what", ["off", "codes"])
def test_switching_it_off_or_new_codes_need_the_password(mine, kit, what):
    set_up(mine)
    before = user(kit, User.recovery_hashes)
    assert send(mine, f"/alpha/account/two-step/{what}", present="wrong").status_code == 422
    assert user(kit, User.recovery_hashes) == before
    assert send(mine, f"/alpha/account/two-step/{what}", present=PASSWORD).status_code in (200, 303)
    assert user(kit, User.recovery_hashes) != before


def test_a_device_is_signed_out_from_the_list(mine, kit):
    other = kit.client()
    sign_in(other, A.email)
    handle = digest(other.get_cookie("hansa").value)[:16]
    mine.submit(f"/alpha/account/devices/{handle}/close")
    assert (mine.get("/alpha/").status_code, other.get("/alpha/").status_code) == (200, 303)


def test_everywhere_else_is_signed_out_at_once(mine, kit):
    sign_in(kit.client(), A.email)
    mine.submit("/alpha/account/devices/close-others")
    assert [i for (i,) in read(kit, sa.select(Session.id).where(Session.user_id == A.user_id))] == [digest(A.secret)]


def test_a_token_is_shown_once_and_works(mine, client):
    made = send(mine, "/alpha/account/tokens/new", name="Sync", expires="30", permissions="core.partner.view").text
    token = re.search(r"hansa_[0-9a-f]{32}_[0-9a-f]+", made)[0]
    assert client.get("/api/v1/alpha/core/partner/", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert token not in mine.get("/alpha/account/tokens/").text


def test_a_token_needs_rights_to_be_chosen(mine):
    assert send(mine, "/alpha/account/tokens/new", name="Sync", expires="30", all="0").status_code == 422


def test_rights_of_others_are_not_offered_and_not_given(mine, kit):
    assert "core.program.edit" not in mine.get("/alpha/account/tokens/new").text
    assert send(mine, "/alpha/account/tokens/new", name="Sync", expires="30", permissions="core.program.edit").status_code == 403
    assert read(kit, sa.select(Token.id).where(Token.name == "Sync")) == []


def test_a_revoked_token_is_out(mine, client):
    mine.submit(f"/alpha/account/tokens/{A.token_id}/revoke")
    assert client.get("/api/v1/alpha/core/partner/", headers=A.bearer).status_code == 401


@pytest.fixture
def second_place(kit, program):
    """Person `a` also works for partner `b`, as a plain user."""
    place = {"program_id": program.id, "id": program.person("a").token_id, "user_id": A.user_id, "partner_id": program.partner("b")}
    write(kit, sa.insert(Membership.__table__).values(**place, roles=["partner_user"], partner_name="Bellweather Networks"))
    return place["id"]


def switch(client, membership):
    return client.submit(f"/alpha/account/places/{membership}")


def test_switching_changes_what_one_sees(mine, second_place, make_record):
    make_record("audiences.note", by="a", word="Harbor")
    make_record("audiences.note", by="b", word="Valley")
    assert switch(mine, second_place).status_code == 303
    page = mine.get("/alpha/audiences/note/").text
    assert "Valley" in page and "Harbor" not in page


def test_a_form_of_the_place_before_is_refused(mine, second_place):
    switch(mine, second_place)
    answer = mine.submit("/alpha/account/", {"name": "X", "membership_id": str(A.membership_id)})
    assert answer.status_code == 409


@pytest.mark.parametrize("change_place", [{"ended_at": sa.func.current_timestamp()}, {"invited": True}, {"suspended": True}])
def test_places_that_are_not_open_cannot_be_chosen(mine, kit, second_place, change_place):
    write(kit, sa.update(Membership).where(Membership.id == second_place).values(**change_place))
    assert switch(mine, second_place).status_code == 404


def test_nobody_switches_to_the_place_of_another(mine, program):
    assert switch(mine, program.person("b").membership_id).status_code == 404


def test_the_list_of_places_is_its_own_part_for_the_menu(mine, second_place):
    part = mine.get("/alpha/account/places/", headers={"HX-Request": "true"}).text
    assert "Bellweather Networks" in part and "<html" not in part


def test_the_switch_is_offered_to_those_with_several_places(mine, kit, second_place):
    assert 'id="hs-switch"' not in mine.get("/alpha/").text
    as_person(kit, A, lambda: sessions.count_places(A.user_id))
    assert 'id="hs-switch"' in mine.get("/alpha/").text
