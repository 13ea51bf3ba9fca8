"""How numbers are written: digits by unit, a true minus sign, never a decimal comma."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..model.indicators import Indicator
from .differences import Difference

_DIGITS = {"share": 3, "index": 3, "points": 1, "weeks": 1, "issues": 1, "issues/week": 1}
BOUNDLESS = 1e100
"""Ends of an interval from here on say that nothing is known: some redrawn sets of seeds did not vary."""

_BLOCKS = "▁▂▃▄▅▆▇█"


def written(value: float, digits: int, sign: bool = False) -> str:
    """Return a number with fixed digits; with `sign` also a plus; ends of intervals that reach everywhere as infinite.

    >>> written(-0.04, 1), written(0.04, 1, sign=True), written(-2.0, 1), written(-1e306, 1)
    ('0.0', '0.0', '−2.0', '−∞')
    """
    if abs(value) >= BOUNDLESS:
        return "−∞" if value < 0 else "+∞" if sign else "∞"
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        return text.lstrip("-")
    return text.replace("-", "−") if value < 0 else f"+{text}" if sign else text


def significant(value: float, sign: bool = False) -> str:
    """Return a number with three digits that count, zeros at its end too, and more before the point.

    >>> significant(28.0), significant(-0.3964), significant(4018.2), significant(0.0), significant(7.0, sign=True)
    ('28.0', '−0.396', '4018', '0', '+7.00')
    """
    if value == 0:
        return "0"
    return written(value, max(0, 2 - math.floor(math.log10(abs(value)))), sign)


def told_apart(values: Sequence[float]) -> tuple[str, ...]:
    """Return numbers with as few digits as tell them apart, three at least.

    >>> told_apart([0.0, 1 / 3, 0.5]), told_apart([0.33333, 0.33344])
    (('0', '0.333', '0.5'), ('0.3333', '0.3334'))
    """
    for places in range(3, 18):
        texts = tuple(f"{value:.{places}g}".replace("-", "−") for value in values)
        if len(set(texts)) == len(set(values)):
            return texts
    return tuple(str(value) for value in values)


def digits(indicator: Indicator) -> int:
    """Return how many decimals an indicator has where it is not said in per cent."""
    return _DIGITS.get(indicator.unit, 3)


def scale(indicator: Indicator) -> float:
    """Return what values are multiplied by where they are shown: 100 for shares, which are said in per cent."""
    return 100.0 if indicator.unit == "share" else 1.0


def level(value: float, indicator: Indicator) -> str:
    """Return a value of an indicator as text; a share in per cent.

    >>> from ..model.indicators import INDICATORS, NAMES
    >>> cost, trust = (INDICATORS[NAMES.index(name)] for name in ("coordination_cost", "trust"))
    >>> level(0.1596, cost), level(0.1596, trust)
    ('16.0 %', '0.160')
    """
    if indicator.unit == "share":
        return f"{written(100 * value, 1)} %"
    return written(value, digits(indicator))


def change(value: float, indicator: Indicator) -> str:
    """Return a difference of an indicator as text, with its sign; of shares in percentage points (pp).

    >>> from ..model.indicators import INDICATORS, NAMES
    >>> change(-0.0214, INDICATORS[NAMES.index("coordination_cost")])
    '−2.1 pp'
    """
    if indicator.unit == "share":
        return f"{written(100 * value, 1, sign=True)} pp"
    return written(value, digits(indicator), sign=True)


def interval(difference: Difference, indicator: Indicator) -> str:
    """Return the interval of a difference as text, in the unit of the difference; empty if there is none."""
    if difference.low is None or difference.high is None:
        return ""
    ends = (change(end, indicator).removesuffix(" pp") for end in (difference.low, difference.high))
    return f"[{', '.join(ends)}]"


def probability(p: float | None) -> str:
    """Return a p-value as text.

    >>> probability(0.0), probability(0.0312), probability(None)
    ('< 0.001', '0.031', '')
    """
    return "" if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"


def sparkline(values: list[float], low: float, high: float, width: int = 26) -> str:
    """Return a line of blocks, each the mean of a stretch of time, between `low` and `high`.

    >>> sparkline([0.0, 0.5, 1.0], 0.0, 1.0)
    '▁▅█'
    """
    count = min(width, len(values))
    line = ""
    for place in range(count):
        part = values[place * len(values) // count : (place + 1) * len(values) // count]
        share = (sum(part) / len(part) - low) / (high - low) if high > low else 0.0
        line += _BLOCKS[max(0, min(len(_BLOCKS) - 1, int(share * len(_BLOCKS))))]
    return line
