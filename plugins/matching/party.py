"""What the engine compares and what it answers. No Flask, no database."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Verdict = Literal["same", "possible", "different", "related"]


class Party(NamedTuple):
    """A company as somebody wrote it. `place` is a town; `also` further names it is known by; `groups` the groups it belongs to."""

    name: str
    country: str | None = None
    domain: str | None = None
    registration: str | None = None
    phone: str | None = None
    place: str | None = None
    also: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()


class Thresholds(NamedTuple):
    """From which score on two parties are the same, or possibly so (0 to 1)."""

    same: float = 0.9
    possible: float = 0.6


class Reason(NamedTuple):
    """Why: a text for translation with its parameters. `effect`: + speaks for the same company, - against it, = for relatives."""

    message: str
    params: Mapping[str, Any]
    effect: Literal["+", "-", "="]


class Match(NamedTuple):
    """The answer: `related` are members of one group, branches and namesakes elsewhere; never the same, however alike."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...]


class Latin(NamedTuple):
    """A name in letters.

    `core`: its words by their meaning; `spelt`: as they stand there; `plain`: all of them in one; `marks`: what tells members
    of a group apart; `tail`: what stands behind the legal form; `whole`: all letters before it.
    """

    text: str
    core: tuple[str, ...]
    spelt: tuple[str, ...]
    plain: str
    marks: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ()
    tail: frozenset[str] = frozenset()
    initials: str = ""
    whole: str = ""


class Chinese(NamedTuple):
    """A name in Chinese characters: place, brand (字号), trade, form. `inner` places stand in brackets or behind the brand."""

    text: str
    brand: str
    trade: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    inner: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    branch: str = ""
    formed: bool = False

    @property
    def core(self) -> str:
        return self.brand + "".join(self.trade)


Name = Latin | Chinese


class Number(NamedTuple):
    """A registration number. `kind` says which register or tax it is of, `valid` that its check digit is right."""

    value: str
    kind: str
    valid: bool


class Normal(NamedTuple):
    """A party without what people vary. `names` has the main name first."""

    names: tuple[Name, ...]
    country: str | None
    domain: str | None
    number: Number | None
    phone: str | None
    place: str | None
    groups: frozenset[str]
