import pytest
import sqlalchemy as sa

from core.jobs.outbox import Outbox
from core.jobs.queue import TABLE as QUEUE
from core.mail import Mail
from plugins.notify.models import PartnerNotice


def mails(kit) -> list[tuple[str, str]]:
    with kit.owner.connect() as connection:
        return [(row.to, row.subject) for row in connection.execute(sa.select(Mail.__table__).order_by(Mail.to))]


def test_staff_is_told_of_a_partners_message(as_user, note_url, deliver, inbox):
    as_user("a").submit(note_url, {"body": "The letter is signed."})
    deliver()
    assert "A Person wrote about “Harbor”" in inbox("manager")
    assert "The letter is signed." in inbox("manager")


def test_who_acted_is_not_told(as_user, note_url, deliver, inbox):
    as_user("a").submit(note_url, {"body": "Hello"})
    deliver()
    assert "wrote about" not in inbox("a")


def test_the_partners_person_who_created_the_record_is_told_of_an_answer(as_user, note_url, deliver, inbox):
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    assert "Manager Person wrote about “Harbor”" in inbox("a")
    assert "wrote about" not in inbox("above")


def test_a_rival_is_never_told(as_user, note_url, deliver, inbox):
    as_user("manager").submit(note_url, {"body": "Thank you, @B Person"})
    deliver()
    assert "wrote about" not in inbox("b")


def test_the_manager_of_the_partner_is_told_alone(as_user, note_url, deliver, inbox, set_manager):
    set_manager("a", "finance")
    as_user("a").submit(note_url, {"body": "Hello"})
    deliver()
    assert "wrote about" in inbox("finance")
    assert "wrote about" not in inbox("manager")


def test_staff_of_another_region_is_not_told(as_user, note_url, deliver, inbox):
    as_user("a").submit(note_url, {"body": "Hello"})
    deliver()
    assert "wrote about" not in inbox("west")


def test_partners_are_not_told_of_internal_notes(as_user, note_url, deliver, inbox):
    as_user("a").submit(note_url, {"body": "Hello"})
    as_user("manager").submit(note_url, {"body": "For us, @Finance Person", "audience": "internal"})
    deliver()
    assert "internal note" in inbox("finance")
    assert "internal note" not in inbox("a")


def test_a_mentioned_colleague_is_told(as_user, note_url, deliver, inbox):
    as_user("a").submit(note_url, {"body": "Please look, @Above Person"})
    deliver()
    assert "A Person wrote about “Harbor”" in inbox("above")


def test_who_wrote_once_hears_of_the_next_message(as_user, note_url, deliver, inbox):
    as_user("above").submit(note_url, {"body": "First"})
    deliver()
    as_user("manager").submit(note_url, {"body": "Second"})
    deliver()
    assert "Manager Person wrote" in inbox("above")


def test_a_message_comes_by_mail_too(kit, as_user, note_url, deliver):
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    assert mails(kit) == [("a@alpha.example", "Manager Person wrote about “Harbor”")]


@pytest.mark.parametrize(("choice", "told", "mailed"), [("portal", True, False), ("off", False, False), ("email", True, True)])
def test_people_choose_how_they_are_told(kit, as_user, note_url, deliver, inbox, choice, told, mailed):
    as_user("a").submit("/alpha/notify/settings", {"conversations.message": choice})
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    assert ("wrote about" in inbox("a"), bool(mails(kit))) == (told, mailed)


def test_an_event_delivered_twice_is_told_once(kit, as_user, note_url, deliver, inbox):
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    again(kit)
    deliver()
    assert inbox("a").count("Manager Person wrote") == 1
    assert len(mails(kit)) == 1


def test_nothing_is_delivered_where_the_plugin_is_off(kit, as_user, note_url, enable, deliver):
    enable("notify", on=False)
    as_user("manager").submit(note_url, {"body": "Thank you."})
    deliver()
    with kit.owner.connect() as connection:
        assert connection.execute(sa.select(PartnerNotice.__table__)).all() == []


def again(kit) -> None:
    with kit.owner.begin() as connection:
        connection.execute(sa.delete(QUEUE))
        connection.execute(sa.update(Outbox.__table__).values(relayed_at=None))
