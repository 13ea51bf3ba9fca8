"""The sentence with "but": what is solved and the index of effectiveness point different ways.

A city may solve more of the problems that fall due and still have the lower index, since the index also asks for
participation, trust and equity, and the weakest of its parts pulls it down. Whoever reads one of the two alone would
take the wrong city for the better one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...experiments.statistics.paired import Difference, paired_difference
from ..language.formatting import enough_digits, format_number
from ..language.translations import Words

Leading = Literal["solved", "index"]
"""What of a hundred problems that fall due is solved, and the index of effectiveness."""


def tell_opposition(
    solved: tuple[Sequence[float], Sequence[float]],
    index: tuple[Sequence[float], Sequence[float]],
    name: str,
    words: Words,
    *,
    leading: Leading,
) -> str:
    """Return the sentence on the outcome that goes the other way; empty unless both differences are sure.

    Parameters
    ----------
    solved, index : (sequence of float, sequence of float)
        Of the city told of and of the other, paired by seed: shares solved, and points of the index.
    name : str
        What the city told of is called.
    words : Words
    leading : str
        What has been said before; the sentence is of the other one.

    Notes
    -----
    A difference is sure where its 95 % interval excludes 0, as in the sentence before it.
    """
    percent = tuple([100.0 * value for value in values] for values in solved)
    pairs = {"solved": (percent[0], percent[1]), "index": index}
    gaps = {each: paired_difference(*values) for each, values in pairs.items()}
    if direction(gaps["solved"]) * direction(gaps["index"]) >= 0:
        return ""
    other = "index" if leading == "solved" else "solved"
    gap = gaps[other]
    low, high = sorted((abs(gap.low or 0.0), abs(gap.high or 0.0)))
    digits = enough_digits((gap.mean, low, high), 1, 3)
    mine, theirs = (sum(values) / len(values) for values in pairs[other])
    return words(
        f"opposed.{other}_{'higher' if gap.mean > 0 else 'lower'}",
        played=name,
        mine=format_number(mine, digits),
        theirs=format_number(theirs, digits),
        gap=format_number(abs(gap.mean), digits),
        low=format_number(low, digits),
        high=format_number(high, digits),
    )


def direction(difference: Difference) -> int:
    """Return 1 or -1 for a difference that is surely above or below 0, and 0 for one that is not sure.

    >>> direction(paired_difference([2.0, 3.1], [1.0, 2.0])), direction(paired_difference([2.0], [1.0]))
    (1, 0)
    """
    if difference.low is None or difference.high is None or difference.low <= 0.0 <= difference.high:
        return 0
    return 1 if difference.mean > 0 else -1
