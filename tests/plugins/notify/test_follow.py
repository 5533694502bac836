import pytest
import sqlalchemy as sa

from core.identity.models import Membership


@pytest.fixture
def follow_url(note_url) -> str:
    return note_url.replace("/conversations/about/", "/notify/follow/")


def test_a_follower_is_told_of_everything(as_user, note_url, follow_url, deliver, inbox):
    as_user("above").submit(follow_url, {"on": "1"})
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    assert "Manager Person wrote about “Harbor”" in inbox("above")


def test_following_ends(as_user, note_url, follow_url, deliver, inbox):
    as_user("above").submit(follow_url, {"on": "1"})
    as_user("above").submit(follow_url, {"on": "0"})
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    assert "Manager Person wrote" not in inbox("above")


def test_the_panel_says_whether_one_follows(as_user, follow_url):
    assert "Follow this record" in as_user("manager").get(follow_url).text
    as_user("manager").submit(follow_url, {"on": "1"})
    assert "Stop following" in as_user("manager").get(follow_url).text


@pytest.mark.parametrize("method", ["get", "submit"])
def test_a_foreign_record_cannot_be_followed(as_user, follow_url, method):
    assert getattr(as_user("b"), method)(follow_url).status_code == 404


def test_who_loses_the_right_to_see_the_record_is_not_told(as_user, note_url, follow_url, deliver, inbox, kit, program):
    as_user("above").submit(follow_url, {"on": "1"})
    take_roles(kit, program.person("above"))
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    assert "Manager Person wrote" not in inbox("above")


def take_roles(kit, person) -> None:
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Membership.__table__).where(Membership.id == person.membership_id).values(roles=[]))
