"""Signing in and out. SECURITY.md 4e; rules 20, 21, 27."""

import statistics
import time
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from core import clock
from core.entities.unit import unit
from core.identity import totp, users
from core.identity.models import Session, Throttle, User
from core.identity.resolve import digest
from core.web.account.signin import LEAST, safe_target
from hansa.testing import Person
from tests.core.identity.acts import PASSWORD, link_in, mails, read, send, set_password, sign_in

A = Person("a")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def known(kit):
    set_password(kit, A)


def session_of(client):
    cookie = client.get_cookie("hansa")
    return cookie.value if cookie else None


def test_the_right_password_leads_to_the_program(client):
    answer = sign_in(client, "A@Alpha.example ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alpha/")
    assert client.get("/alpha/").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = next(c for c in sign_in(client, A.email).headers.getlist("Set-Cookie") if c.startswith("hansa="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_a_secure_connection_binds_the_cookie_to_the_host(client):
    client.get("/alpha/signin", base_url="https://localhost")
    answer = client.submit("/alpha/signin", {"email": A.email, "password": PASSWORD}, base_url="https://localhost")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("__Host-hansa="))
    assert "Secure" in cookie and "Domain" not in cookie


@pytest.mark.parametrize(("email", "password"), [(A.email, "wrong"), ("nobody@x.example", PASSWORD), ("", ""), ("b@alpha.example", "")])
def test_wrong_guesses_get_one_and_the_same_answer(client, email, password):
    answer = sign_in(client, email, password)
    assert answer.status_code == 422 and "E-mail or password is not right." in answer.text
    assert session_of(client) is None


def plain(answer, *words):
    """The page without what is random or typed."""
    text = answer.text
    for word in (*words, answer.headers["X-Request-Id"]):
        text = text.replace(word, "")
    return text


def test_known_and_unknown_accounts_look_alike(client):
    known, unknown = sign_in(client, A.email, "wrong"), sign_in(client, "z@alpha.example", "wrong")
    assert plain(known, A.email) == plain(unknown, "z@alpha.example")
    assert set(known.headers.keys()) == set(unknown.headers.keys())


def test_known_and_unknown_accounts_take_the_same_time(kit, client, monkeypatch):
    monkeypatch.setitem(kit.portal.config, "argon2_memory", 16_384)
    set_password(kit, A)
    monkeypatch.setattr("core.identity.throttle.admit", lambda *names, free=0: timedelta(0))
    times = {A.email: [], "z@alpha.example": []}
    for _ in range(9):
        for email, taken in times.items():
            start = time.process_time()
            sign_in(client, email, "wrong")
            taken.append(time.process_time() - start)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.2 * max(known, unknown)


@pytest.mark.parametrize("email", [A.email, "nobody@x.example"])
def test_after_ten_wrong_guesses_the_account_has_to_wait(client, email):
    with time_machine.travel(clock.now(), tick=False):
        answers = [sign_in(client, email, "wrong") for _ in range(12)]
    assert [a.status_code for a in answers] == [422] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_while_it_waits_even_the_right_password_is_not_judged(client):
    with time_machine.travel(clock.now(), tick=False):
        for _ in range(10):
            sign_in(client, A.email, "wrong")
        assert sign_in(client, A.email).status_code == 429


def test_after_the_wait_the_right_password_opens(client):
    for _ in range(10):
        sign_in(client, A.email, "wrong")
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        assert sign_in(client, A.email).status_code == 303


def test_guesses_over_many_accounts_slow_their_address_down(client):
    with time_machine.travel(clock.now(), tick=False):
        answers = [sign_in(client, f"{i}@x.example", "wrong").status_code for i in range(11)]
    assert answers[-1] == 429


def test_an_idempotency_key_does_not_hide_a_guess(client):
    answers = [sign_in(client, A.email, "wrong", _key=str(i)).status_code for i in range(11)]
    assert answers[-1] == 429


def test_guesses_are_stored_under_no_name(client, kit):
    sign_in(client, A.email, "wrong")
    assert "alpha.example" not in str(read(kit, sa.select(Throttle.__table__)))


def test_signing_in_does_not_use_up_tries(kit):
    for _ in range(12):
        assert sign_in(kit.client(), A.email).status_code == 303


def test_a_disabled_person_gets_the_answer_of_a_wrong_password(client, kit):
    set_password(kit, A, disabled_at=clock.now())
    assert sign_in(client, A.email).status_code == 422


def test_signing_in_gives_a_new_session_id(client, kit):
    client.set_cookie("hansa", "chosen-by-an-attacker")
    sign_in(client, A.email)
    assert session_of(client) not in (None, "chosen-by-an-attacker")


def test_the_session_before_ends(client, kit):
    sign_in(client, A.email)
    first = session_of(client)
    send(client, "/alpha/signin?lang=en", email=A.email, password=PASSWORD)
    assert read(kit, sa.select(Session.id).where(Session.id == digest(first))) == []


def test_a_hash_of_other_costs_is_renewed(client, kit, monkeypatch):
    before = read(kit, sa.select(User.password_hash).where(User.id == A.user_id))
    monkeypatch.setitem(kit.portal.config, "argon2_memory", 128)
    sign_in(client, A.email)
    assert read(kit, sa.select(User.password_hash).where(User.id == A.user_id)) != before


def test_a_form_without_our_token_is_refused(client):
    assert client.post("/alpha/signin", data={"email": A.email, "password": PASSWORD}).status_code == 400


def test_signing_out_ends_the_session(client, kit):
    sign_in(client, A.email)
    secret = session_of(client)
    assert client.submit("/alpha/signout").headers["Location"] == "/alpha/signin"
    assert session_of(client) is None
    assert read(kit, sa.select(Session.id).where(Session.id == digest(secret))) == []


def test_a_visitor_comes_back_to_the_page_asked_for(client):
    wanted = client.get("/alpha/core/partner/?q=x&sort=name").headers["Location"]
    page = client.get(wanted)
    assert 'name="next" value="/alpha/core/partner/?q=x&amp;sort=name"' in page.text
    assert sign_in(client, A.email, next="/alpha/core/partner/?q=x&sort=name").headers["Location"] == "/alpha/core/partner/?q=x&sort=name"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "alpha/", "\\\\x", "/\t/evil.example"],
)
def test_no_other_site_is_a_target(target):
    assert safe_target(target) == ""


def test_who_is_not_a_member_is_led_to_the_own_programs(client):
    assert sign_in(client, A.email, where="/beta").headers["Location"] == "/-/"
    assert "you are not a member of Beta Partner Program" in client.get("/beta/signin").text


def test_who_is_signed_in_need_not_again(as_user):
    assert as_user("a").get("/alpha/signin").headers["Location"] == "/alpha/"


def test_the_site_has_a_sign_in_of_its_own(client):
    assert sign_in(client, A.email, where="/-").headers["Location"] == "/-/"
    assert "Alpha Partner Program" in client.get("/-/").text


def test_the_language_is_chosen_before_signing_in(client):
    client.get("/alpha/signin?lang=zh-Hans-CN")
    assert 'lang="zh-Hans-CN"' in client.get("/alpha/signin").text


@pytest.fixture
def two_step(kit):
    """The second step is on; returns a recovery code."""
    with kit.app.app_context():
        return unit(lambda: totp.turn_on(users.by_id(A.user_id), SECRET, 0))[0]


def send_code(client, code):
    client.get("/alpha/signin/code")
    return client.submit("/alpha/signin/code", {"code": code})


def test_the_password_alone_opens_nothing(client, two_step):
    assert sign_in(client, A.email).headers["Location"].startswith("/alpha/signin/code")
    assert session_of(client) is None
    assert client.get("/alpha/").status_code == 303


def test_password_and_code_open(client, two_step):
    sign_in(client, A.email)
    assert send_code(client, pyotp.TOTP(SECRET).now()).headers["Location"] == "/alpha/"
    assert client.get("/alpha/").status_code == 200


def test_a_recovery_code_opens_too(client, two_step):
    sign_in(client, A.email)
    assert send_code(client, two_step).status_code == 303


def test_a_code_alone_opens_nothing(client, two_step):
    client.set_cookie("hansa_step", "made-up")
    assert send_code(client, pyotp.TOTP(SECRET).now()).status_code == 422


def test_codes_are_not_guessed_either(client, two_step):
    sign_in(client, A.email)
    answers = [send_code(client, "000000").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_the_second_step_comes_within_ten_minutes(client, two_step):
    sign_in(client, A.email)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert send_code(client, pyotp.TOTP(SECRET).at(clock.now())).status_code == 422


def forget(client, email, **options):
    return send(client, "/alpha/signin/forgot", email=email, **options)


def reset(client, path, password="copper violin meadow 7"):
    client.get(path)
    return client.submit(path, {"password": password})


def test_a_mailed_link_sets_a_new_password(client, kit):
    forget(client, A.email)
    assert reset(client, link_in(mails(kit, A.email)[0])).status_code == 303
    assert sign_in(client, A.email, "copper violin meadow 7").status_code == 303


def test_the_link_works_once(client, kit):
    forget(client, A.email)
    path = link_in(mails(kit, A.email)[0])
    reset(client, path)
    assert reset(client, path).status_code == 410


def test_the_link_holds_for_an_hour(client, kit):
    forget(client, A.email)
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert reset(client, link_in(mails(kit, A.email)[0])).status_code == 410


def test_a_new_password_ends_every_session(client, as_user, kit):
    forget(client, A.email)
    reset(client, link_in(mails(kit, A.email)[0]))
    assert as_user("a").get("/alpha/").status_code == 303


def test_the_person_is_told_of_the_change(client, kit):
    forget(client, A.email)
    reset(client, link_in(mails(kit, A.email)[0]))
    assert mails(kit, A.email)[0].template == "password_changed"


def test_a_weak_new_password_is_refused_and_the_link_still_holds(client, kit):
    forget(client, A.email)
    path = link_in(mails(kit, A.email)[0])
    assert reset(client, path, "password1").status_code == 422
    assert reset(client, path).status_code == 303


def test_asking_for_a_link_tells_nothing_of_accounts(client):
    known, unknown = forget(client, A.email), forget(client, "z@alpha.example")
    assert plain(known) == plain(unknown)


@pytest.mark.parametrize("email", [A.email, "z@alpha.example"])
def test_nor_does_the_time_it_takes(client, email):
    forget(client, "warm@alpha.example")
    began = time.monotonic()
    forget(client, email)
    assert time.monotonic() - began >= LEAST


def test_no_mail_goes_to_strangers_or_the_disabled(client, kit):
    set_password(kit, A, disabled_at=clock.now())
    forget(client, A.email)
    forget(client, "z@alpha.example")
    assert mails(kit, A.email) == mails(kit, "z@alpha.example") == []


def test_the_link_never_follows_the_host_of_the_request(client, kit):
    forget(client, A.email, base_url="http://evil.example")
    assert "evil.example" not in mails(kit, A.email)[0].text


def test_a_mailbox_is_not_flooded(client, kit):
    for _ in range(8):
        forget(client, A.email)
    assert len(mails(kit, A.email)) == 5


def test_a_reset_does_not_go_past_the_second_step(client, kit, two_step):
    forget(client, A.email)
    reset(client, link_in(mails(kit, A.email)[0]))
    assert "/signin/code" in sign_in(client, A.email, "copper violin meadow 7").headers["Location"]
