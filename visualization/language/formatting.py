"""How numbers are written: digits by unit, a true minus sign, never a decimal comma."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...experiments.statistics.paired import Difference
from ...model.indicators import Indicator
from .translations import Words

_DIGITS = {
    "area": 1,
    "share": 3,
    "index": 3,
    "points": 1,
    "weeks": 1,
    "issues": 1,
    "issues/week": 1,
    "severity": 2,
    "hops": 2,
}
BOUNDLESS = 1e100
"""Ends of an interval from here on say that nothing is known: some redrawn sets of seeds did not vary."""

NOTHING = "—"
"""What is written where there was nothing to measure."""

_BLOCKS = "▁▂▃▄▅▆▇█"


def format_number(value: float, digits: int, sign: bool = False) -> str:
    """Return a number with fixed digits; with `sign` also a plus; ends of intervals that reach everywhere as infinite.

    >>> format_number(-0.04, 1), format_number(0.04, 1, sign=True), format_number(-2.0, 1), format_number(-1e306, 1)
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
    return format_number(value, max(0, 2 - math.floor(math.log10(abs(value)))), sign)


def compact(value: float) -> str:
    """Return a number with four digits that tell.

    >>> compact(1.432222), compact(-0.0001234), compact(52.0)
    ('1.432', '−0.0001234', '52')
    """
    return f"{value:.4g}".replace("-", "−")


def span(ends: Sequence[float] | None) -> str:
    """Return an interval."""
    return "—" if ends is None else f"{compact(ends[0])} – {compact(ends[1])}"


def enough_digits(values: Sequence[float], least: int, most: int = 6) -> int:
    """Return decimals with which no number that is not 0 is written as 0: at least some, and so many at most.

    >>> enough_digits((-0.008, -0.0002), 3), enough_digits((-0.2, 0.0), 3), enough_digits((1e-12,), 3)
    (4, 3, 6)
    """
    known = [abs(value) for value in values if value and math.isfinite(value)]
    digits = least
    while digits < most and any(round(value, digits) == 0.0 for value in known):
        digits += 1
    return digits


def tolerance_digits(tolerance: float) -> int:
    """Return the decimals that show a hundredth of a tolerance.

    >>> tolerance_digits(0.05), tolerance_digits(2.0), tolerance_digits(500.0)
    (4, 2, 0)
    """
    return max(0, 2 - math.floor(math.log10(tolerance)))


def digits(indicator: Indicator) -> int:
    """Return how many decimals an indicator has where it is not said in per cent."""
    return _DIGITS.get(indicator.unit, 3)


def scale(indicator: Indicator) -> float:
    """Return what values are multiplied by where they are shown: 100 for shares, which are said in per cent."""
    return 100.0 if indicator.unit == "share" else 1.0


def level(value: float, indicator: Indicator) -> str:
    """Return a value of an indicator as text; a share in per cent.

    >>> from cogov.model.indicators import INDICATORS, NAMES
    >>> cost, trust = (INDICATORS[NAMES.index(name)] for name in ("coordination_cost", "trust"))
    >>> level(0.1596, cost), level(0.1596, trust)
    ('16.0 %', '0.160')
    >>> level(float("nan"), cost)
    '—'
    """
    if math.isnan(value):
        return NOTHING
    if indicator.unit == "share":
        return f"{format_number(100 * value, 1)} %"
    return format_number(value, digits(indicator))


def reading(values: Mapping[str, float], indicator: Indicator) -> str:
    """Return what a city's values say of an indicator; a dash where nothing was resolved that could have taken weeks.

    >>> from cogov.model.indicators import BY_NAME
    >>> weeks = BY_NAME["weeks_to_resolution"]
    >>> reading({"weeks_to_resolution": 0.0, "resolved": 0.0}, weeks)
    '—'
    >>> reading({"weeks_to_resolution": 0.0, "resolved": 4.2}, weeks)
    '0.0'
    """
    if indicator.name == "weeks_to_resolution" and values[indicator.name] == 0.0 == values["resolved"]:
        return "—"
    return level(values[indicator.name], indicator)


def change(value: float, indicator: Indicator) -> str:
    """Return a difference of an indicator as text, with its sign; of shares in percentage points (pp).

    >>> from cogov.model.indicators import INDICATORS, NAMES
    >>> change(-0.0214, INDICATORS[NAMES.index("coordination_cost")])
    '−2.1 pp'
    """
    if math.isnan(value):
        return NOTHING
    if indicator.unit == "share":
        return f"{format_number(100 * value, 1, sign=True)} pp"
    return format_number(value, digits(indicator), sign=True)


def localise(text: str, words: Words) -> str:
    """Return a value or difference as it is written in a language.

    >>> from cogov.visualization.language.translations import words
    >>> [localise("16.0 %", words(language)) for language in ("en", "zh")]
    ['16.0 %', '16.0%']
    >>> localise("+13.9 pp [+13.8, +13.9]", words("zh"))
    '+13.9个百分点 [+13.8, +13.9]'
    """
    return text.replace(" %", "%").replace(" pp", "个百分点") if words.language == "zh" else text


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
    """Return a line of blocks, each the mean of a stretch of time, between `low` and `high`; blank where it has none.

    >>> sparkline([0.0, 0.5, 1.0], 0.0, 1.0), sparkline([float("nan"), 1.0], 0.0, 1.0)
    ('▁▅█', ' █')
    """
    count = min(width, len(values))
    line = ""
    for place in range(count):
        part = values[place * len(values) // count : (place + 1) * len(values) // count]
        share = (sum(part) / len(part) - low) / (high - low) if high > low else 0.0
        if math.isnan(share):
            line += " "
            continue
        line += _BLOCKS[max(0, min(len(_BLOCKS) - 1, int(share * len(_BLOCKS))))]
    return line
