"""Which run is next: of those not done, one luck after another, as far as rounds are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .plan import Plan
from .stopping import StoppingRule

RunPlace = tuple[int, int]
"""Point and replicate."""


class PendingRuns:
    """The runs that are left.

    Parameters
    ----------
    plan : Plan
    done : callable
        Tells of point, replicate and key whether the run is done.
    rounds : StoppingRule or None
        How many replicates are needed; all if there is no rule.
    shard : tuple of int, optional
        Which part of how many, from 1: runs are dealt out by their keys.
    """

    def __init__(
        self,
        plan: Plan,
        done: Callable[[int, int, str], bool],
        rounds: StoppingRule | None = None,
        shard: tuple[int, int] | None = None,
    ) -> None:
        self._plan, self._done, self._rounds, self._shard = plan, done, rounds, shard
        self._runs = self._remaining()
        self._next = next(self._runs, None)

    def _remaining(self) -> Iterator[RunPlace]:
        for point, replicate in self._plan.order():
            key = self._plan.key(point, replicate)
            if self._shard is not None and not in_shard(key, self._shard):
                continue
            if not self._done(point, replicate, key):
                yield point, replicate

    def take(self) -> RunPlace | None:
        """Return the next run that is needed by what is known now, or None."""
        if self._next is None or (self._rounds is not None and self._next[1] >= self._rounds.needed):
            return None
        place, self._next = self._next, next(self._runs, None)
        return place


def in_shard(key: str, shard: tuple[int, int]) -> bool:
    """Tell whether a run belongs to a shard."""
    number, shards = shard
    return int(key, 16) % shards == number - 1
