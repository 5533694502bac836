"""Secrets at rest: ciphertext in the table, readable under the present key and those it replaced."""

import pytest
import sqlalchemy as sa

from core import audit
from core.db import metadata
from core.identity.models import User
from core.sealing import MARK, SealError, renew, seal, sealed_columns, unseal
from hansa.testing.world import Person

RAW = sa.type_coerce(User.__table__.c.totp_secret, sa.String())
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def rotated(kit, monkeypatch):
    """Call it to replace the secret key; `keep` names the old one."""

    def rotate(keep=True):
        old = kit.portal.config["secret_key"]
        monkeypatch.setitem(kit.portal.config, "secret_key", "a key that is new")
        monkeypatch.setitem(kit.portal.config, "old_secret_keys", old if keep else "")

    return rotate


@pytest.fixture
def stored(kit):
    """The person `a` has a second factor."""
    with kit.app.app_context(), kit.owner.begin() as connection:
        connection.execute(sa.update(User).where(User.id == Person("a").user_id).values(totp_secret=SECRET))
    kit.written.note("core_user")


def raw(kit):
    with kit.owner.connect() as connection:
        return connection.execute(sa.select(RAW).where(User.id == Person("a").user_id)).scalar_one()


def test_the_table_holds_ciphertext(kit, stored):
    assert raw(kit).startswith(MARK) and SECRET not in raw(kit)


def test_the_model_holds_the_secret(kit, stored):
    with kit.app.app_context(), kit.owner.connect() as connection:
        assert connection.execute(sa.select(User.totp_secret).where(User.id == Person("a").user_id)).scalar_one() == SECRET


def test_the_same_secret_is_sealed_differently_each_time(app):
    with app.app_context():
        assert seal(SECRET) != seal(SECRET)


def test_a_replaced_key_still_opens(app, rotated):
    with app.app_context():
        sealed = seal(SECRET)
        rotated()
        assert unseal(sealed) == SECRET


def test_a_forgotten_key_is_an_error_and_no_missing_factor(app, rotated):
    with app.app_context():
        sealed = seal(SECRET)
        rotated(keep=False)
        with pytest.raises(SealError, match="HANSA_OLD_SECRET_KEYS"):
            unseal(sealed)


@pytest.mark.parametrize("text", [SECRET, "sealed:", "sealed:gAAAA", ""])
def test_what_was_never_sealed_is_refused(app, text):
    with app.app_context(), pytest.raises(SealError):
        unseal(text)


def test_resealed_secrets_need_no_old_key(kit, stored, rotated, monkeypatch):
    rotated()
    with kit.app.app_context():
        with kit.owner.begin() as connection:
            assert renew(connection, metadata) == 1
        monkeypatch.setitem(kit.portal.config, "old_secret_keys", "")
        assert unseal(raw(kit)) == SECRET


def test_every_column_of_a_secret_that_must_be_read_again_is_sealed():
    assert "core_user.totp_secret" in {str(column) for column in sealed_columns(metadata)}


def test_audit_rows_of_the_replaced_key_are_still_proven(app, rotated):
    row = dict.fromkeys(audit.COVERED, "x")
    with app.app_context():
        row["mac"] = audit.mac(row)
        rotated()
        assert audit.genuine(row) and not audit.genuine({**row, "action": "other"})


def test_audit_rows_of_an_unknown_key_are_not(app, rotated):
    row = dict.fromkeys(audit.COVERED, "x")
    with app.app_context():
        row["mac"] = audit.mac(row)
        rotated(keep=False)
        assert not audit.genuine(row)
