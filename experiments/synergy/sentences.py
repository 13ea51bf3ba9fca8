"""What a multiplier experiment says, in plain sentences that follow from its intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from ..figures import digits, written
from ..figures import scale as shown
from ..quoting import clean
from ..words import Words
from . import budget
from .controls import CEILING
from .result import Multiplier, rows_of
from .verdict import Verdict

_LOG_DIGITS = 3
_MOST = 4  # coalitions named in a sentence


def headline(found: Multiplier, words: Words) -> str:
    """Return the verdict as one sentence."""
    return words(f"multiplier.reason.{found.verdict.reason}", scenario=title(found, words))


def context(found: Multiplier, words: Words) -> list[str]:
    """Return the sentences behind the verdict: evidence, budget, ceiling, other conditions, null control."""
    sentences = [evidence(found, words), _ratio(found, words)]
    if any(player.actor for player in found.players):
        sentences.append(words("multiplier.actors"))
    if "budget" in found.arms:
        sentences.append(_budget(found, words))
    if better := found.better():
        names = [coalition(found, each, words) for each in better[:_MOST]]
        told = ("；" if words.language == "zh" else "; ").join(names) + ("; …" if len(better) > _MOST else "")
        sentences.append(words("multiplier.better", coalitions=told))
    if found.overflow > 0.0:
        sentences.append(words("multiplier.overflow", over=size(found, found.overflow, words)))
    if ceiling := [arm for arm in CEILING if arm in found.arms]:
        others = [arm for arm in ceiling if found.verdicts[arm] != found.verdicts["given"]]
        if others:
            told = ("；" if words.language == "zh" else "; ").join(_elsewhere(found, arm, words) for arm in others)
            sentences.append(words("multiplier.other", answers=told))
        elif found.verdicts["given"].reason != "too_few":
            sentences.append(words("multiplier.same"))
    if "null" in found.arms and "log" in found.scales:
        row = row_of(found, "null", "log")
        about = {"log": _log(row["synergy"]), "interval": _behind(_interval(row, "", None), words)}
        sentences.append(words(f"multiplier.null_{_side(row)}", **about))
    return [each for each in sentences if each]


def design(found: Multiplier, words: Words) -> str:
    """Return what was run."""
    return words(
        "multiplier.runs",
        cells=1 << len(found.players),
        seeds=len(found.seeds),
        first=found.seeds[0],
        last=found.seeds[-1],
        weeks=found.weeks,
        baseline=clean(words.of(found.baseline.title)) or found.baseline.name,
        outcome=words.title(found.indicator),
        unit=words.unit(found.indicator),
        months=min(52, found.weeks),
    )


def evidence(found: Multiplier, words: Words, arm: str = "given") -> str:
    """Return whole, parts and D of an arm as a sentence."""
    raw = row_of(found, arm, "raw")
    about = {
        "whole": size(found, raw["whole"], words, sign=True),
        "parts": size(found, raw["parts"], words, sign=True),
        **_synergy(found, arm, words),
    }
    return words("multiplier.evidence" if "log" in found.scales else "multiplier.evidence_raw", **about)


def title(found: Multiplier, words: Words) -> str:
    """Return what the scenario is called."""
    return clean(words.of(found.scenario.title)) or clean(found.scenario.name)


def heading(found: Multiplier, words: Words) -> str:
    """Return the question."""
    return words("multiplier.title", scenario=title(found, words), players=len(found.players))


def answer(verdict: Verdict, words: Words) -> str:
    """Return an answer with its reason, in few words."""
    return words(f"multiplier.answer.{verdict.answer}", reason=words(f"multiplier.short.{verdict.reason}"))


def answer_of(found: Multiplier, arm: str, words: Words) -> str:
    """Return the answer of an arm; of the null control, on which side of 0 its D lies."""
    if arm == "null" and "log" in found.scales and np.isfinite(row_of(found, arm, "log")["low"]):
        return words(f"multiplier.null.{_side(row_of(found, arm, 'log'))}")
    return answer(found.verdicts[arm], words)


def _side(row: Mapping[str, Any]) -> str:
    return "above" if row["low"] > 0.0 else "below" if row["high"] < 0.0 else "covers"


class Named(Protocol):
    """What has players."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the players."""
        ...


def coalition(found: Named, name: str, words: Words) -> str:
    """Return the title of a coalition."""
    members = name.split("+") if name else []
    titles = {each: words(f"player.{each}") for each in found.names}
    absent = [title for each, title in titles.items() if each not in members]
    if not members:
        return words("player.nobody")
    if not absent:
        return words("player.all")
    if len(absent) == 1 and len(members) > 1:
        return words("player.all_but", player=absent[0])
    return " + ".join(titles[each] for each in members)


def row_of(found: Multiplier, arm: str, scale: str) -> Mapping[str, Any]:
    """Return a row of :attr:`.Multiplier.synergy`."""
    return rows_of(found.synergy, arm=arm, scale=scale)[0]


def figure(found: Multiplier, value: float, scale: str = "raw", *, sign: bool = True) -> str:
    """Return a worth as text, a digit finer than its indicator is written, shares in per cent; empty if none."""
    if not np.isfinite(value):
        return ""
    if scale == "log":
        return written(value, _LOG_DIGITS, sign=sign)
    places = 1 if found.indicator.unit == "share" else digits(found.indicator)
    return written(shown(found.indicator) * value, places + 1, sign=sign)


def between(found: Multiplier, low: float, high: float, scale: str = "raw", *, sign: bool = True) -> str:
    """Return an interval as text, empty if there is none."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return f"[{figure(found, low, scale, sign=sign)}, {figure(found, high, scale, sign=sign)}]"


def size(found: Multiplier, value: float, words: Words, *, sign: bool = False) -> str:
    """Return a gain with its unit."""
    space = "" if words.language == "zh" else " "
    return f"{figure(found, value, sign=sign)}{space}{words.gap(found.indicator)}"


def _synergy(found: Multiplier, arm: str, words: Words) -> dict[str, str]:
    raw = row_of(found, arm, "raw")
    told = {"raw": figure(found, raw["synergy"]), "log": "", "log_interval": ""}
    told["interval"] = _behind(_interval(raw, "", found), words)
    if "log" in found.scales:
        log = row_of(found, arm, "log")
        told |= {"log": _log(log["synergy"]), "log_interval": _behind(_interval(log, "", None), words)}
    return told


def _ratio(found: Multiplier, words: Words) -> str:
    rows = [row_of(found, "given", scale) for scale in found.scales]
    if len(rows) < 2 or not all(np.isfinite(row["ratio"]) for row in rows):
        return words("multiplier.no_ratio")
    raw, log = rows
    return words(
        "multiplier.ratio",
        ratio=written(raw["ratio"], 2),
        interval=_behind(f"[{written(raw['ratio_low'], 2)}, {written(raw['ratio_high'], 2)}]", words),
        log=written(log["ratio"], 2),
        log_interval=_behind(f"[{written(log['ratio_low'], 2)}, {written(log['ratio_high'], 2)}]", words),
    )


def _budget(found: Multiplier, words: Words) -> str:
    spent = budget.hours(found.arms["budget"])
    off = 100.0 * float(np.abs(spent / spent[0] - 1.0).max()) if spent[0] > 0.0 else 0.0
    within = f"{max(0.1, np.ceil(10.0 * off) / 10.0):.1f}"
    told = answer(found.verdicts["budget"], words)
    return words("multiplier.budget", within=within, answer=told, **_synergy(found, "budget", words))


def _elsewhere(found: Multiplier, arm: str, words: Words) -> str:
    colon = "：" if words.language == "zh" else ": "
    name = words(f"multiplier.arm.{arm}")
    raw = row_of(found, arm, "raw")
    told = f"D {figure(found, raw['synergy'])} {_interval(raw, '', found)}".rstrip()
    comma = "，" if words.language == "zh" else ", "
    return f"{name}{colon}{answer(found.verdicts[arm], words)}{comma}{told}"


def _behind(interval: str, words: Words) -> str:
    """Return an interval as it stands behind its number; nothing if there is none."""
    return f" {interval}" if interval and words.language != "zh" else interval


def _interval(row: Mapping[str, Any], prefix: str, found: Multiplier | None) -> str:
    low, high = row[f"{prefix}low"], row[f"{prefix}high"]
    if not np.isfinite(low):
        return ""
    if found is not None:
        return between(found, low, high)
    return f"[{_log(low)}, {_log(high)}]"


def _log(value: float) -> str:
    return written(value, _LOG_DIGITS, sign=True)
