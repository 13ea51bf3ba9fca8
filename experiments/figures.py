"""How numbers are written: digits by unit, a true minus sign, never a decimal comma."""

from __future__ import annotations

from ..model.indicators import Indicator
from .differences import Difference

_DIGITS = {"share": 3, "points": 1, "weeks": 1, "issues": 1, "issues/week": 1}
_BLOCKS = "▁▂▃▄▅▆▇█"


def written(value: float, digits: int, sign: bool = False) -> str:
    """Return a number with fixed digits; with `sign` also a plus.

    >>> written(-0.04, 1), written(0.04, 1, sign=True), written(-2.0, 1)
    ('0.0', '0.0', '−2.0')
    """
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        return text.lstrip("-")
    return text.replace("-", "−") if value < 0 else f"+{text}" if sign else text


def digits(indicator: Indicator) -> int:
    """Return how many decimals are shown of an indicator."""
    return _DIGITS.get(indicator.unit, 3)


def level(value: float, indicator: Indicator) -> str:
    """Return a value of an indicator as text."""
    return written(value, digits(indicator))


def change(value: float, indicator: Indicator) -> str:
    """Return a difference of an indicator as text, with its sign."""
    return written(value, digits(indicator), sign=True)


def interval(difference: Difference, indicator: Indicator) -> str:
    """Return the interval of a difference as text, empty if there is none."""
    if difference.low is None or difference.high is None:
        return ""
    return f"[{change(difference.low, indicator)}, {change(difference.high, indicator)}]"


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
