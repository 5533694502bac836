"""Parties as tests write them."""

from collections.abc import Callable

import pytest

from plugins.matching.compare import compare
from plugins.matching.normalise import normalise
from plugins.matching.party import Match, Party


@pytest.fixture(scope="session")
def judged() -> Callable[..., Match]:
    """`judged("Acme Ltd", "ACME")`: names or parties, compared."""

    def judge(one: str | Party, other: str | Party) -> Match:
        parties = [Party(given) if isinstance(given, str) else given for given in (one, other)]
        return compare(*(normalise(party) for party in parties))

    return judge
