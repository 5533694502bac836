"""Where a partner comes to stand: the highest level it earned, or as much of its present one as it keeps."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from plugins.tiering.engine.ladder import Criterion, Figures, Ladder, Rung, every


@dataclass(frozen=True, slots=True)
class Stand:
    """`at` is the level that comes out, `earned` the highest one earned; None is no level. `unsure`: what is not known decided nothing.

    Where the present level can neither be said to be kept nor to be lost, it stays and a person is asked.
    """

    at: Rung | None
    before: Rung | None
    earned: Rung | None
    unsure: tuple[Criterion, ...] = ()

    @property
    def direction(self) -> str:
        """up, down or stay."""
        now, then = rank_of(self.at), rank_of(self.before)
        return "up" if now > then else "down" if now < then else "stay"


def rank_of(rung: Rung | None) -> int:
    """Return the rank of a level; 0 of none."""
    return rung.rank if rung else 0


def climb(ladder: Ladder, figures: Figures, before: str | None = None, invited: Collection[str] = ()) -> Stand:
    """Return where a partner stands that was on the level `before`."""
    present = ladder.named(before)
    earned = _highest(rung for rung in ladder.rungs if every(one.earned(figures, invited) for one in ladder.asked_for(rung)) is True)
    held = _highest(rung for rung in ladder.rungs if rung.rank <= rank_of(present) and _keeps(ladder, rung, figures) is not False)
    at = held if rank_of(held) > rank_of(earned) else earned
    return Stand(at, present, earned, _unsure(ladder, figures, at, present, invited))


def keeps(ladder: Ladder, key: str, figures: Figures) -> bool | None:
    """Return whether the requirements to keep a level hold."""
    rung = ladder.named(key)
    return None if rung is None else _keeps(ladder, rung, figures)


def _keeps(ladder: Ladder, rung: Rung, figures: Figures) -> bool | None:
    return every(one.kept(figures) for one in ladder.asked_for(rung))


def _highest(rungs: Iterable[Rung]) -> Rung | None:
    return max(rungs, key=rank_of, default=None)


def _unsure(ladder: Ladder, figures: Figures, at: Rung | None, present: Rung | None, invited: Collection[str]) -> tuple[Criterion, ...]:
    """Return the criteria nobody could judge that might lead to a higher level, or might cost the present one."""
    open_: list[Criterion] = []
    for rung in ladder.above(rank_of(at)):
        if every(one.earned(figures, invited) for one in ladder.asked_for(rung)) is None:
            open_ += unknown(rung, figures, keep=False)
    if present is not None and at is present and _keeps(ladder, present, figures) is None:
        for rung in ladder.asked_for(present):
            open_ += unknown(rung, figures, keep=True)
    return tuple(dict.fromkeys(open_))


def unknown(rung: Rung, figures: Figures, *, keep: bool) -> list[Criterion]:
    """Return the criteria of a level nobody can judge."""
    ways = rung.keep if keep else rung.earn
    return [one for way in ways for group in way.groups for one in group.criteria if one.holds(figures) is None]
