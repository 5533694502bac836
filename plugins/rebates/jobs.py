"""What rebates do by themselves: balances are paid, payouts are sent and asked for, periods are looked at."""

import uuid
from typing import Any

from hansa import Job
from plugins.rebates.correcting import returns
from plugins.rebates.paying import delivering
from plugins.rebates.period import granting, making, nightly


def _pay(program: Any) -> None:
    """Post what approved periods owe; pay what needs nobody else, send what another system pays; each by itself."""
    granting.go_on()
    delivering.deliver()


def _grant(program: Any, period: str) -> None:
    granting.grant(uuid.UUID(period))


def _nightly(program: Any) -> None:
    making.make()
    nightly.accrue_what_runs()
    nightly.look_again()
    nightly.close_what_is_paid()
    returns.propose()


def _accrue(program: Any, key: str) -> None:
    """What a calculation settles, carries or lets wait changes what the periods after it accrue."""
    nightly.accrue_what_runs(f":{key}")


PAY = Job("pay", _pay, every="*/10 * * * *", atomic=False)
NIGHTLY = Job("nightly", _nightly, every="20 2 * * *")
GRANT = Job("grant", _grant, atomic=False)
ACCRUE = Job("accrue", _accrue)
JOBS = [PAY, NIGHTLY, GRANT, ACCRUE]
