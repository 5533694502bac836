from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from core import clock
from core.errors import Denied, NotFound
from core.identity import tokens
from core.identity.models import Token
from tests.core.identity.acts import as_person, read

LIST = "/api/v1/alpha/core/partner/"


def issue(kit, person, *scopes, ends=None):
    return as_person(kit, person, lambda: tokens.issue("Sync", scopes, ends))


def call(client, token, path=LIST):
    return client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.fixture
def person(program):
    return program.person("a")


def test_a_token_opens_the_api_of_its_program_only(kit, client, person):
    token = issue(kit, person)
    assert call(client, token) == 200
    assert call(client, token, LIST.replace("alpha", "beta")) == 401


def test_it_can_do_no_more_than_its_scopes(kit, client, person):
    token = issue(kit, person, "core.membership.view")
    assert call(client, token) in (403, 404)


def test_nobody_issues_rights_they_lack(kit, program):
    with pytest.raises(Denied):
        issue(kit, program.person("lesser"), "core.partner.view")


def test_only_a_hash_is_stored(kit, person):
    token = issue(kit, person)
    assert token.split("_")[2] not in str(read(kit, sa.select(Token.__table__)))


def test_the_right_id_with_a_wrong_secret_opens_nothing(kit, client, person):
    head, ident, secret = issue(kit, person).split("_")
    assert call(client, f"{head}_{ident}_{secret[:-1]}x") == 401


def test_it_ends_when_it_was_made_to(kit, client, person):
    token = issue(kit, person, ends=clock.now() + timedelta(days=30))
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert call(client, token) == 401


def test_nobody_revokes_the_token_of_another(kit, program, person):
    with pytest.raises(NotFound):
        as_person(kit, program.person("b"), lambda: tokens.revoke(person.token_id))


def test_the_list_shows_own_tokens_that_still_hold(kit, person):
    before = as_person(kit, person, lambda: len(tokens.mine()))
    issue(kit, person)
    as_person(kit, person, lambda: tokens.revoke(person.token_id))
    assert as_person(kit, person, lambda: [t.name for t in tokens.mine()]) == ["Sync"] * before


def test_the_time_of_last_use_is_noted_once_in_five_minutes(kit, client, person):
    token = issue(kit, person)
    used = sa.select(Token.last_used_at).where(Token.name == "Sync")
    call(client, token)
    first = read(kit, used)
    call(client, token)
    assert first[0][0] is not None and read(kit, used) == first
