"""What a multiplier experiment says, in plain sentences that follow from its intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from ...experiments.ensembles.found_claims import found_game
from ...experiments.multipliers import budget
from ...experiments.multipliers.control_arms import EXTRA
from ...experiments.multipliers.factorial_result import FactorialResult, rows_of
from ...experiments.multipliers.factors import NOBODY, OWN
from ...experiments.multipliers.measures import WorthMeasure, WorthScale
from ...experiments.multipliers.result import Multiplier
from ...experiments.multipliers.table import TableMultiplier
from ...experiments.multipliers.verdict import MultiplierVerdict
from ...model.indicators import BY_NAME, Indicator
from ...scenarios import load
from ..language.formatting import digits, enough_digits, format_number
from ..language.formatting import scale as shown
from ..language.translations import Words
from .ensemble import independent, percent
from .outcomes import describe_outcome

_LOG_DIGITS = 3
_MOST = 4  # coalitions named in a sentence
FEW = 10
"""Seeds below which a warning stands."""


def headline(result: FactorialResult, words: Words) -> str:
    """Return the verdict as one sentence."""
    return words(f"multiplier.reason.{result.verdict.reason}", scenario=title(result, words))


def context(result: FactorialResult, words: Words) -> list[str]:
    """Return the sentences behind the verdict: evidence, controls, other scales, budget, other conditions."""
    if result.verdict.reason == "nothing_differs":
        return []
    sentences = [evidence(result, words), _factor(result, words), _ratio(result, words), _controls(result, words)]
    sentences.append(_beside(result, words))
    if isinstance(result, Multiplier):
        if any(player.actor for player in result.players):
            sentences.append(words("multiplier.actors"))
        if "budget" in result.arms:
            sentences.append(_budget(result, words))
    if better := result.worth_more():
        names = [coalition(result, each, words) for each in better[:_MOST]]
        told = _semicolon(words).join(names) + ("; …" if len(better) > _MOST else "")
        sentences.append(words("multiplier.better", coalitions=told))
    if result.overflow > 0.0:
        over = size(result, result.overflow, words, "raw")
        sentences.append(words("multiplier.overflow", over=over))
    extra = [arm for arm in EXTRA if arm in result.coalitions and arm != "budget"]
    if extra:
        told = _semicolon(words).join(_elsewhere(result, arm, words) for arm in extra)
        sentences.append(words("multiplier.other", answers=told))
    sentences.append(over_cities(result, words))
    if result.seed_count < FEW:
        sentences.append(words("multiplier.few"))
    return [each for each in sentences if each]


def over_cities(result: FactorialResult, words: Words) -> str:
    """Return in how many plausible cities these parts multiply; empty unless just this game was looked at there."""
    found = found_game() if isinstance(result, Multiplier) else None
    if found is None or not isinstance(result, Multiplier):
        return ""
    compared = (result.scenario, result.baseline)
    if result.names != found.players or any(
        scenario.settings.rules != load(name).settings.rules
        for scenario, name in zip(compared, (found.joined, found.apart), strict=True)
    ):
        return ""
    return words(
        "multiplier.over_cities" if math.isnan(found.effective) else "multiplier.over_cities_alike",
        holds=found.holds, cities=found.cities, effective=independent(found.effective) if found.effective > 0 else "",
        share=percent(found.share, words), low=percent(found.low, words), high=percent(found.high, words),
        outcome=title_of_measure(BY_NAME[found.indicator], "raw", words),
    )  # fmt: skip


def design(result: FactorialResult, words: Words) -> str:
    """Return what was run, or what the table holds."""
    about = {"seeds": result.seed_count, "outcome": measure_title(result, result.asked_measures[0], words)}
    if isinstance(result, TableMultiplier):
        how = "paired" if result.paired else "apart"
        pairs = words(f"multiplier.rows_{how}", left=result.left_out)
        return words("multiplier.rows", cells=len(result.cells_run), pairs=pairs, **about)
    assert isinstance(result, Multiplier)
    months = min(52, result.weeks)
    if (outcome := result.own.get(result.outcome)) is not None:
        judged = words("multiplier.judged_own", what=describe_outcome(outcome, words), **about)
    else:
        judged = words("multiplier.judged", months=months, **about)
    return words(
        "multiplier.runs",
        cells=len(result.arms["given"].coalitions),
        first=result.seeds[0],
        last=result.seeds[-1],
        weeks=result.weeks,
        baseline=words.of(result.baseline.title) or result.baseline.name,
        judged=judged,
        **about,
    )


def evidence(result: FactorialResult, words: Words, arm: str = "given") -> str:
    """Return whole, parts and D of an arm on the scale judged, as a sentence."""
    scale = result.judged
    row = row_of(result, arm, scale)
    return words(
        "multiplier.evidence",
        measure=measure_title(result, result.measures[scale], words),
        whole=size(result, row["whole"], words, scale, sign=True),
        parts=size(result, row["parts"], words, scale, sign=True),
        **_synergy(result, arm, scale, words),
    )


def title(result: FactorialResult, words: Words) -> str:
    """Return what the scenario, or the table, is called."""
    if isinstance(result, TableMultiplier):
        return result.name
    assert isinstance(result, Multiplier)
    return words.of(result.scenario.title) or result.scenario.name


def heading(result: FactorialResult, words: Words) -> str:
    """Return the question."""
    return words("multiplier.title", scenario=title(result, words), players=len(result.names))


def answer(verdict: MultiplierVerdict, words: Words) -> str:
    """Return an answer with its reason, in few words."""
    return words(f"multiplier.answer.{verdict.answer}", reason=words(f"multiplier.short.{verdict.reason}"))


def answer_of(result: FactorialResult, arm: str, words: Words) -> str:
    """Return the answer of an arm, controls aside; of the null control, on which side of 0 its D lies."""
    if arm == "null" and result.null_side:
        return words(f"multiplier.null.{result.null_side}")
    return answer(result.verdicts[arm], words)


def measure_title(result: FactorialResult, measure: WorthMeasure, words: Words) -> str:
    """Return what a measure is called: its outcome and its scale."""
    return title_of_measure(result.indicator_of(measure), measure.scale, words)


def title_of_measure(indicator: Indicator, scale: str, words: Words) -> str:
    """Return what an outcome on a scale is called."""
    name = words.title(indicator)
    if words.language == "en" and name[1:2].islower():
        name = name[0].lower() + name[1:]
    if scale == "raw":
        return name
    key = "minus_log" if scale == "log" and indicator.better < 0 else scale
    return words(f"multiplier.measure.{key}", outcome=name)


class Named(Protocol):
    """What has players."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the players."""
        ...


def part(name: str, words: Words) -> str:
    """Return the title of a player; the name itself where it is a column of a table, or an extension."""
    key = f"player.{name}"
    return words(key) if key in words.lines else name.removeprefix(OWN)


def coalition(result: Named, name: str, words: Words) -> str:
    """Return the title of a coalition."""
    members = name.split("+") if name not in ("", NOBODY) else []  # files of older versions have it empty
    titles = {each: part(each, words) for each in result.names}
    absent = [title for each, title in titles.items() if each not in members]
    if not members:
        return words("player.nobody")
    if not absent:
        return words("player.all")
    if len(absent) == 1 and len(members) > 1:
        return words("player.all_but", player=absent[0])
    return " + ".join(titles[each] for each in members)


def row_of(result: FactorialResult, arm: str, scale: str) -> Mapping[str, Any]:
    """Return a row of :attr:`.FactorialResult.synergy`."""
    return rows_of(result.synergy, arm=arm, scale=scale)[0]


def figure(result: FactorialResult, value: float, scale: WorthScale, *, sign: bool = True) -> str:
    """Return a worth as text, a digit finer than its indicator is written, shares in per cent; empty if none."""
    return numbers(_raw_indicator(result), (value,), scale, sign=sign)[0] if np.isfinite(value) else ""


def between(result: FactorialResult, low: float, high: float, scale: WorthScale, *, sign: bool = True) -> str:
    """Return an interval as text, empty if there is none; no end that is not 0 is written as 0."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return f"[{', '.join(numbers(_raw_indicator(result), (low, high), scale, sign=sign))}]"


def numbers(indicator: Indicator, values: tuple[float, ...], scale: str, *, sign: bool) -> list[str]:
    """Return worths as texts with as many digits for each: of an indicator, or of its logarithm or logit."""
    if scale != "raw":
        return [format_number(value, enough_digits(values, _LOG_DIGITS), sign=sign) for value in values]
    factor = shown(indicator)
    places = 1 if indicator.unit == "share" else digits(indicator)
    scaled = [factor * value for value in values]
    return [format_number(value, enough_digits(scaled, places + 1), sign=sign) for value in scaled]


def _raw_indicator(result: FactorialResult) -> Indicator:
    return result.indicator_of(result.measures["raw"]) if "raw" in result.measures else result.indicator


def size(result: FactorialResult, value: float, words: Words, scale: WorthScale, *, sign: bool = False) -> str:
    """Return a gain with its unit; a logarithm has none."""
    text = figure(result, value, scale, sign=sign)
    unit = words.gap(_raw_indicator(result)) if scale == "raw" else ""
    return f"{text}{'' if words.language == 'zh' or not unit else ' '}{unit}"


def _semicolon(words: Words) -> str:
    return "；" if words.language == "zh" else "; "


def _synergy(result: FactorialResult, arm: str, scale: WorthScale, words: Words) -> dict[str, str]:
    row = row_of(result, arm, scale)
    interval = between(result, row["low"], row["high"], scale)
    return {"synergy": figure(result, row["synergy"], scale), "interval": _behind(interval, words)}


def _factor(result: FactorialResult, words: Words) -> str:
    """Return whole and parts as what the outcome is divided by, where its logarithm is judged and less is better."""
    if result.judged != "log" or result.indicator.better >= 0:
        return ""
    row = row_of(result, "given", "log")
    name = words.title(result.indicator)
    worse = row["whole"] < 0.0 and row["parts"] < 0.0
    factors = {key: format_number(float(np.exp(-row[key] if worse else row[key])), 2) for key in ("whole", "parts")}
    return words(f"multiplier.factor{'_worse' if worse else ''}", outcome=name[0].lower() + name[1:], **factors)


def _beside(result: FactorialResult, words: Words) -> str:
    told = [
        words("multiplier.beside_one", measure=measure_title(result, measure, words),
              **_synergy(result, "given", scale, words))
        for scale, measure in result.measures.items()
        if scale != result.judged
    ]  # fmt: skip
    return words("multiplier.beside", told=_semicolon(words).join(told)) if told else ""


def _controls(result: FactorialResult, words: Words) -> str:
    """Return what the controls say, in one paragraph."""
    if isinstance(result, TableMultiplier):
        return words("multiplier.table_without_controls")
    told = [
        words(f"multiplier.{arm}", **_synergy(result, arm, result.judged, words))
        for arm in ("structure", "exchangeable")
        if arm in result.coalitions
    ]
    if "null" in result.coalitions:
        side = result.null_side or "covers"
        told.append(words(f"multiplier.null_{side}", **_synergy(result, "null", result.judged, words)))
    return ("" if words.language == "zh" else " ").join(told) or words("multiplier.no_controls")


def _ratio(result: FactorialResult, words: Words) -> str:
    row = row_of(result, "given", result.judged)
    if not np.isfinite(row["ratio"]):
        return words("multiplier.no_ratio")
    interval = f"[{format_number(row['ratio_low'], 2)}, {format_number(row['ratio_high'], 2)}]"
    return words("multiplier.ratio", ratio=format_number(row["ratio"], 2), interval=_behind(interval, words))


def _budget(result: Multiplier, words: Words) -> str:
    spent = budget.hours(result.arms["budget"])
    off = 100.0 * float(np.abs(spent / spent[0] - 1.0).max()) if spent[0] > 0.0 else 0.0
    within = f"{max(0.1, np.ceil(10.0 * off) / 10.0):.1f}"
    told = answer(result.verdicts["budget"], words)
    return words("multiplier.budget", within=within, answer=told, **_synergy(result, "budget", result.judged, words))


def _elsewhere(result: FactorialResult, arm: str, words: Words) -> str:
    colon = "：" if words.language == "zh" else ": "
    told = _synergy(result, arm, result.judged, words)
    comma = "，" if words.language == "zh" else ", "
    said = f"D {told['synergy']}{told['interval']}"
    return f"{words(f'multiplier.arm.{arm}')}{colon}{answer(result.verdicts[arm], words)}{comma}{said}"


def _behind(interval: str, words: Words) -> str:
    """Return an interval as it stands behind its number; nothing if there is none."""
    return f" {interval}" if interval and words.language != "zh" else interval
