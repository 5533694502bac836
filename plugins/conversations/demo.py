"""Conversations of the demo: about what is being worked on, the last word often unread."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hansa import Entity, batch, clock, current_scope, records
from hansa.demo import Scope, acting_as, at, ongoing, people
from plugins.conversations.services import note, post
from plugins.conversations.subject import Subject

COUNT = 16


@dataclass(frozen=True)
class Texts:
    """What people write. These are data, not texts of the portal."""

    asked: tuple[str, ...]
    answered: tuple[str, ...]
    noted: tuple[str, ...]


ENGLISH = Texts(
    asked=(
        "The customer wants to test two models next week. Can you lend us one of them?",
        "Our contact has changed; the new one is in purchasing. I have updated the record.",
        "They ask for delivery before the season. Is the stock sure?",
        "A second supplier is invited to the final round. What can we add to our offer?",
    ),
    answered=(
        "Yes, a demo bike can be with you on Tuesday. Please bring the serial number back with your report.",
        "Thank you, that helps. Keep the expected close up to date, please.",
        "The first half is in stock, the second half comes in six weeks.",
    ),
    noted=("Spoke to the customer's fleet manager at the trade fair; he confirms the project.", "Watch the close date, it has moved twice."),
)
CHINESE = Texts(
    asked=(
        "客户希望下周试骑两款车型，能否借我们一台样车？",
        "客户联系人换了，新联系人在采购部，资料已更新。",
        "客户要求旺季前到货，库存能保证吗？",
        "客户又邀请了一家供应商参加最后一轮，我们的方案还能补充什么？",
    ),
    answered=("可以，样车周二寄到，试骑报告请附上车架号。", "谢谢，有帮助。请及时更新预计成交日期。", "前一半有现货，另一半六周后到。"),
    noted=("展会上见过客户的车队负责人，项目属实。", "预计成交日期已推迟两次，请留意。"),
)


def talk() -> None:
    """Let partners and the vendor's people write about what is being worked on."""
    scope, crowd = current_scope(), people()
    texts = CHINESE if scope.program.locale.startswith("zh") else ENGLISH
    manager = next(member for member in crowd[None] if "manager" in member.actor.roles)
    for number, (entity, record) in enumerate(ongoing(COUNT)):
        members = crowd.get(records.owner_of(entity, record))
        if members and all(_meets(one, entity, record.id) for one in (members[-1], manager)):
            _thread(Subject(entity, record), number, (members[-1], manager), texts)


def _meets(who: Scope, entity: Entity, record_id: uuid.UUID) -> bool:
    """Tell whether somebody sees a record: some are the vendor's affair until a later state, some are between two partners only."""
    with acting_as(who):
        return bool(batch.load(entity, [record_id]))


def _thread(subject: Subject, number: int, sides: Sequence[Scope], texts: Texts) -> None:
    """The partner asks; mostly the manager answers, and now and then leaves a note for the colleagues."""
    partner, manager = sides
    about, record_id = subject.entity, subject.record.id
    asked = max(subject.record.updated_at, clock.now() - timedelta(hours=90 - 4 * number))
    said = [(partner, texts.asked), (manager, texts.answered)] if number % 3 else [(partner, texts.asked)]
    for turn, (who, words) in enumerate(said):
        with at(min(asked + timedelta(hours=1 + 2 * turn), clock.now())), acting_as(who):
            post(Subject(about, records.get(about, record_id)), words[number % len(words)], None)
    if number % 5 == 0:
        with at(clock.now() - timedelta(minutes=10)), acting_as(manager):
            note(Subject(about, records.get(about, record_id)), texts.noted[number % len(texts.noted)])
