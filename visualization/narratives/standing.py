"""Where two cities stand, as the sentence that a page begins with: how much each solves, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...experiments.statistics.paired import paired_difference
from ..language.formatting import format_number
from ..language.translations import Words
from .opposition import tell_opposition

SOLVED, INDEX = "solved", "effectiveness"
"""Indicators that the sentence is of."""

LastYears = Sequence[Mapping[str, float]]
"""Means of the last year of the replicates of one city, by indicator."""


@dataclass(frozen=True, slots=True)
class PairStanding:
    """Two cities in words.

    Attributes
    ----------
    solved : str
        How many of a hundred problems that fall due each truly solves.
    but : str
        That the index points the other way; empty unless it surely does.
    sure : str
        How sure the difference is.
    index : str
        The index of both.
    gap : str
        What stands between two sentences in this language.
    """

    solved: str
    but: str
    sure: str
    index: str
    gap: str

    @property
    def headline(self) -> str:
        """What is said first: what is solved, and that the index points the other way if it does."""
        return f"{self.solved}{self.gap}{self.but}" if self.but else self.solved

    @property
    def details(self) -> str:
        """How sure that is, and the index."""
        return f"{self.sure}{self.gap}{self.index}"


def say_standing(played: LastYears, against: LastYears, names: tuple[str, str], words: Words) -> PairStanding:
    """Return where two cities stand, from paired runs.

    Parameters
    ----------
    played, against : sequence of mapping
        Of the same seeds.
    names : (str, str)
        What the two are called.
    words : Words
    """
    about = {"played": names[0], "against": names[1]}
    mine, theirs = (100.0 * _mean(finals, SOLVED) for finals in (played, against))
    solved = words("standing.headline", mine=format_number(mine, 0), theirs=format_number(theirs, 0), **about)
    index = words(
        "standing.index",
        mine=format_number(_mean(played, INDEX), 1),
        theirs=format_number(_mean(against, INDEX), 1),
    )
    shares, points = (
        ([final[name] for final in played], [final[name] for final in against]) for name in (SOLVED, INDEX)
    )
    but = tell_opposition(shares, points, names[0], words, leading="solved")
    return PairStanding(solved, but, _say_sure(played, against, words), index, "" if words.language == "zh" else " ")


def _say_sure(played: LastYears, against: LastYears, words: Words) -> str:
    """Return how sure the difference in what is solved is."""
    ours, theirs = ([100.0 * final[SOLVED] for final in finals] for finals in (played, against))
    if ours == theirs:
        return words("standing.same")
    gap = paired_difference(ours, theirs)
    if gap.low is None or gap.high is None:
        return words("standing.one")
    if gap.low > 0:
        low, high = _ends(gap.low, gap.high)
        return words("standing.more", n=gap.n, k=gap.higher, low=low, high=high)
    if gap.high < 0:
        fewer = sum(one < other for one, other in zip(ours, theirs, strict=True))
        low, high = _ends(-gap.high, -gap.low)
        return words("standing.fewer", n=gap.n, k=fewer, low=low, high=high)
    return words("standing.unsure", n=gap.n, k=gap.higher)


def _ends(low: float, high: float) -> tuple[str, str]:
    """Return two ends in whole problems, or finer where they would be the same."""
    places = next((places for places in (0, 1) if round(low, places) != round(high, places)), 2)
    return format_number(low, places), format_number(high, places)


def _mean(finals: LastYears, name: str) -> float:
    return sum(final[name] for final in finals) / len(finals)
