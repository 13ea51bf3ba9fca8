"""What a multiplier experiment says, in plain sentences that follow from its intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from ...experiments.multipliers import budget
from ...experiments.multipliers.control_arms import CEILING
from ...experiments.multipliers.factors import NOBODY
from ...experiments.multipliers.result import Multiplier, rows_of
from ...experiments.multipliers.verdict import MultiplierVerdict
from ..language.formatting import digits, format_number
from ..language.formatting import scale as shown
from ..language.translations import Words

_LOG_DIGITS = 3
_MOST = 4  # coalitions named in a sentence


def headline(result: Multiplier, words: Words) -> str:
    """Return the verdict as one sentence."""
    return words(f"multiplier.reason.{result.verdict.reason}", scenario=title(result, words))


def context(result: Multiplier, words: Words) -> list[str]:
    """Return the sentences behind the verdict: evidence, budget, ceiling, other conditions, null control."""
    if result.verdict.reason == "nothing_differs":
        return []
    sentences = [evidence(result, words), _ratio(result, words)]
    if any(player.actor for player in result.players):
        sentences.append(words("multiplier.actors"))
    if "budget" in result.arms:
        sentences.append(_budget(result, words))
    if better := result.better():
        names = [coalition(result, each, words) for each in better[:_MOST]]
        told = ("；" if words.language == "zh" else "; ").join(names) + ("; …" if len(better) > _MOST else "")
        sentences.append(words("multiplier.better", coalitions=told))
    if result.overflow > 0.0:
        sentences.append(words("multiplier.overflow", over=size(result, result.overflow, words)))
    if ceiling := [arm for arm in CEILING if arm in result.arms]:
        others = [arm for arm in ceiling if result.verdicts[arm] != result.verdicts["given"]]
        if others:
            told = ("；" if words.language == "zh" else "; ").join(_elsewhere(result, arm, words) for arm in others)
            sentences.append(words("multiplier.other", answers=told))
        elif result.verdicts["given"].reason != "too_few":
            sentences.append(words("multiplier.same"))
    if "null" in result.arms and "log" in result.scales:
        row = row_of(result, "null", "log")
        about = {"log": _log(row["synergy"]), "interval": _behind(_interval(row, "", None), words)}
        sentences.append(words(f"multiplier.null_{result.null_side or 'covers'}", **about))
    return [each for each in sentences if each]


def design(result: Multiplier, words: Words) -> str:
    """Return what was run."""
    return words(
        "multiplier.runs",
        cells=1 << len(result.players),
        seeds=len(result.seeds),
        first=result.seeds[0],
        last=result.seeds[-1],
        weeks=result.weeks,
        baseline=words.of(result.baseline.title) or result.baseline.name,
        outcome=words.title(result.indicator),
        unit=words.unit(result.indicator),
        months=min(52, result.weeks),
    )


def evidence(result: Multiplier, words: Words, arm: str = "given") -> str:
    """Return whole, parts and D of an arm as a sentence."""
    raw = row_of(result, arm, "raw")
    about = {
        "whole": size(result, raw["whole"], words, sign=True),
        "parts": size(result, raw["parts"], words, sign=True),
        **_synergy(result, arm, words),
    }
    return words("multiplier.evidence" if "log" in result.scales else "multiplier.evidence_raw", **about)


def title(result: Multiplier, words: Words) -> str:
    """Return what the scenario is called."""
    return words.of(result.scenario.title) or result.scenario.name


def heading(result: Multiplier, words: Words) -> str:
    """Return the question."""
    return words("multiplier.title", scenario=title(result, words), players=len(result.players))


def answer(verdict: MultiplierVerdict, words: Words) -> str:
    """Return an answer with its reason, in few words."""
    return words(f"multiplier.answer.{verdict.answer}", reason=words(f"multiplier.short.{verdict.reason}"))


def answer_of(result: Multiplier, arm: str, words: Words) -> str:
    """Return the answer of an arm; of the null control, on which side of 0 its D lies."""
    if arm == "null" and result.null_side:
        return words(f"multiplier.null.{result.null_side}")
    return answer(result.verdicts[arm], words)


class Named(Protocol):
    """What has players."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the players."""
        ...


def coalition(result: Named, name: str, words: Words) -> str:
    """Return the title of a coalition."""
    members = name.split("+") if name not in ("", NOBODY) else []  # files of older versions have it empty
    titles = {each: words(f"player.{each}") for each in result.names}
    absent = [title for each, title in titles.items() if each not in members]
    if not members:
        return words("player.nobody")
    if not absent:
        return words("player.all")
    if len(absent) == 1 and len(members) > 1:
        return words("player.all_but", player=absent[0])
    return " + ".join(titles[each] for each in members)


def row_of(result: Multiplier, arm: str, scale: str) -> Mapping[str, Any]:
    """Return a row of :attr:`.Multiplier.synergy`."""
    return rows_of(result.synergy, arm=arm, scale=scale)[0]


def figure(result: Multiplier, value: float, scale: str = "raw", *, sign: bool = True) -> str:
    """Return a worth as text, a digit finer than its indicator is written, shares in per cent; empty if none."""
    if not np.isfinite(value):
        return ""
    if scale == "log":
        return format_number(value, _LOG_DIGITS, sign=sign)
    places = 1 if result.indicator.unit == "share" else digits(result.indicator)
    return format_number(shown(result.indicator) * value, places + 1, sign=sign)


def between(result: Multiplier, low: float, high: float, scale: str = "raw", *, sign: bool = True) -> str:
    """Return an interval as text, empty if there is none."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return f"[{figure(result, low, scale, sign=sign)}, {figure(result, high, scale, sign=sign)}]"


def size(result: Multiplier, value: float, words: Words, *, sign: bool = False) -> str:
    """Return a gain with its unit."""
    space = "" if words.language == "zh" else " "
    return f"{figure(result, value, sign=sign)}{space}{words.gap(result.indicator)}"


def _synergy(result: Multiplier, arm: str, words: Words) -> dict[str, str]:
    raw = row_of(result, arm, "raw")
    told = {"raw": figure(result, raw["synergy"]), "log": "", "log_interval": ""}
    told["interval"] = _behind(_interval(raw, "", result), words)
    if "log" in result.scales:
        log = row_of(result, arm, "log")
        told |= {"log": _log(log["synergy"]), "log_interval": _behind(_interval(log, "", None), words)}
    return told


def _ratio(result: Multiplier, words: Words) -> str:
    rows = [row_of(result, "given", scale) for scale in result.scales]
    if len(rows) < 2 or not all(np.isfinite(row["ratio"]) for row in rows):
        return words("multiplier.no_ratio")
    raw, log = rows
    return words(
        "multiplier.ratio",
        ratio=format_number(raw["ratio"], 2),
        interval=_behind(f"[{format_number(raw['ratio_low'], 2)}, {format_number(raw['ratio_high'], 2)}]", words),
        log=format_number(log["ratio"], 2),
        log_interval=_behind(f"[{format_number(log['ratio_low'], 2)}, {format_number(log['ratio_high'], 2)}]", words),
    )


def _budget(result: Multiplier, words: Words) -> str:
    spent = budget.hours(result.arms["budget"])
    off = 100.0 * float(np.abs(spent / spent[0] - 1.0).max()) if spent[0] > 0.0 else 0.0
    within = f"{max(0.1, np.ceil(10.0 * off) / 10.0):.1f}"
    told = answer(result.verdicts["budget"], words)
    return words("multiplier.budget", within=within, answer=told, **_synergy(result, "budget", words))


def _elsewhere(result: Multiplier, arm: str, words: Words) -> str:
    colon = "：" if words.language == "zh" else ": "
    name = words(f"multiplier.arm.{arm}")
    raw = row_of(result, arm, "raw")
    told = f"D {figure(result, raw['synergy'])} {_interval(raw, '', result)}".rstrip()
    comma = "，" if words.language == "zh" else ", "
    return f"{name}{colon}{answer(result.verdicts[arm], words)}{comma}{told}"


def _behind(interval: str, words: Words) -> str:
    """Return an interval as it stands behind its number; nothing if there is none."""
    return f" {interval}" if interval and words.language != "zh" else interval


def _interval(row: Mapping[str, Any], prefix: str, result: Multiplier | None) -> str:
    low, high = row[f"{prefix}low"], row[f"{prefix}high"]
    if not np.isfinite(low):
        return ""
    if result is not None:
        return between(result, low, high)
    return f"[{_log(low)}, {_log(high)}]"


def _log(value: float) -> str:
    return format_number(value, _LOG_DIGITS, sign=True)
