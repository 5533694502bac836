from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.entities import acting
from core.entities.unit import unit
from core.identity import deputies
from core.identity.models import User
from core.jobs.scopes import as_system
from core.mail import Mail
from hansa.testing import Person
from plugins.notify.digest import send_due

SETTINGS = "/alpha/notify/settings"
DAILY = {"_rhythm": "daily"}


@pytest.fixture(autouse=True)
def at_noon():
    with clock.moved(clock.now().replace(hour=11, minute=0)):
        yield


@pytest.fixture
def post(kit):
    """`post(days=1)`: run the job that many days later, return every mail as (to, subject, text, locale)."""

    def run(days=0):
        with clock.moved(clock.now() + timedelta(days=days)), kit.app.app_context():
            state = kit.portal.programs.by_slug("alpha")

            def work():
                with acting.entered(as_system(state)):
                    send_due(state)

            unit(work)
        with kit.owner.connect() as connection:
            found = connection.execute(sa.select(Mail.__table__).order_by(Mail.id))
            return [(row.to, row.subject, row.text, row.locale) for row in found]

    return run


def written(as_user, note_url, deliver, *texts):
    for text in texts:
        as_user("a").submit(note_url, {"body": text})
    deliver()


def to_manager(mails):
    return [mail for mail in mails if mail[0] == "manager@alpha.example"]


def test_without_a_choice_mail_comes_at_once(as_user, note_url, deliver, post):
    written(as_user, note_url, deliver, "Hello")
    assert len(to_manager(post())) == 1


def test_what_happened_in_a_day_comes_in_one_mail(as_user, note_url, deliver, post):
    as_user("manager").submit(SETTINGS, DAILY)
    written(as_user, note_url, deliver, "The first.", "The second.")
    assert to_manager(post()) == []
    (mail,) = to_manager(post(days=1))
    assert mail[1] == "2 notifications from Alpha Partner Program"
    assert "The first." in mail[2] and "The second." in mail[2] and "/alpha/audiences/note/" in mail[2]


def test_a_summary_is_sent_once(as_user, note_url, deliver, post):
    as_user("manager").submit(SETTINGS, DAILY)
    written(as_user, note_url, deliver, "Hello")
    post(days=1)
    assert len(to_manager(post(days=2))) == 1


def test_a_summary_is_in_the_persons_language(kit, as_user, note_url, deliver, post):
    with kit.owner.begin() as connection:
        mine = User.__table__.c.id == Person("manager").user_id
        connection.execute(sa.update(User.__table__).where(mine).values(locale="zh_Hans_CN"))
    as_user("manager").submit(SETTINGS, DAILY)
    written(as_user, note_url, deliver, "Hello")
    (mail,) = to_manager(post(days=1))
    assert (mail[3], "您好" in mail[2]) == ("zh_Hans_CN", True)


def test_what_was_read_in_the_portal_is_left_out(as_user, note_url, deliver, post):
    as_user("manager").submit(SETTINGS, DAILY)
    written(as_user, note_url, deliver, "Hello")
    as_user("manager").submit("/alpha/notify/read")
    assert to_manager(post(days=1)) == []


def test_who_has_left_gets_no_summary(kit, as_user, note_url, deliver, post):
    as_user("manager").submit(SETTINGS, DAILY)
    written(as_user, note_url, deliver, "Hello")
    as_user("admin").submit(f"/alpha/people/{Person('manager').membership_id}/end")
    assert to_manager(post(days=1)) == []


def test_the_channel_chosen_last_counts(as_user, note_url, deliver, post):
    as_user("manager").submit(SETTINGS, DAILY)
    written(as_user, note_url, deliver, "Hello")
    page = as_user("manager").get(SETTINGS).text
    keys = {part.split('"')[0] for part in page.split('type="radio" name="')[1:]} - {"_rhythm"}
    as_user("manager").submit(SETTINGS, {**DAILY, **dict.fromkeys(keys, "portal")})
    assert to_manager(post(days=1)) == []


def test_quiet_hours_hold_mail_back(as_user, note_url, deliver, post):
    hour = clock.now().hour + 1
    as_user("manager").submit(SETTINGS, {"_rhythm": "at_once", "_quiet_from": str(hour - 1), "_quiet_until": str(hour + 4)})
    written(as_user, note_url, deliver, "Hello")
    assert to_manager(post()) == []
    assert len(to_manager(post(days=1))) == 1


def test_the_settings_show_what_was_chosen(as_user):
    as_user("a").submit(SETTINGS, {"_rhythm": "weekly", "_quiet_from": "22", "_quiet_until": "7"})
    page = as_user("a").get(SETTINGS).text
    assert 'value="weekly" checked' in page
    assert '<option value="22" selected>' in page and '<option value="7" selected>' in page


def test_half_a_quiet_time_is_none(as_user):
    as_user("a").submit(SETTINGS, {"_rhythm": "at_once", "_quiet_from": "22"})
    assert "selected" not in as_user("a").get(SETTINGS).text


def test_a_deputy_hears_what_the_person_away_is_told(kit, as_user, note_url, deliver, inbox, set_manager):
    set_manager("a", "finance")
    with kit.acting(Person("finance")) as scope:
        today = clock.today(scope.program)
        unit(lambda: deputies.appoint(Person("manager").membership_id, today, today))
    written(as_user, note_url, deliver, "Hello")
    assert "wrote about" in inbox("manager")
    assert "wrote about" in inbox("finance")
