"""A difference of two policies over states as sentences, and what parts bring beyond their sum."""

from __future__ import annotations

from typing import cast

import numpy as np

from ...experiments.analysis.contrast_result import PolicyContrast, SynergyOverStates
from ...experiments.analysis.dataset import Both
from ...experiments.analysis.result import (
    Row,
)
from ..language.formatting import significant
from ..language.translations import LANGUAGES, words
from .analysis_titles import titles_of
from .bilingual import format_gap, gap_unit, translate
from .multiplier import part


def tell_policy_contrast(result: PolicyContrast) -> Both:
    """Return what the difference is on average over the states, and over what it changes."""
    about, titles = result.indicator, titles_of(result)
    said: dict[str, object] = {
        "of": titles["of"],
        "against": titles["against"],
        "difference": format_gap(about, result.mean, sign=True),
        "unit": gap_unit(result),
        "parts": _parts(result),
    }
    if not np.isfinite(result.low):
        return translate(f"analysis.{result.method}.one", **said)
    said |= {"low": format_gap(about, result.low, sign=True), "high": format_gap(about, result.high, sign=True)}
    key = (
        f"analysis.{result.method}.verdict"
        if result.low > 0 or result.high < 0
        else f"analysis.{result.method}.nothing"
    )
    return translate(key, **said, trend=_trend(result))


def _parts(result: PolicyContrast) -> Both:
    """Return what is held together, of a synergy; nothing of a contrast."""
    names = result.parts if isinstance(result, SynergyOverStates) else ()
    return {
        each: ("、" if each == "zh" else ", ").join(part(name, words(each)) for name in names) for each in LANGUAGES
    }


def tell_null_control(result: SynergyOverStates) -> Both:
    """Return what is found where nothing can be multiplied."""
    null = result.null
    if null is None:
        return translate("analysis.synergy.null_none")
    about = null.indicator
    said: dict[str, object] = {"difference": format_gap(about, null.mean, sign=True), "unit": gap_unit(null)}
    if not np.isfinite(null.low):
        return translate("analysis.synergy.null_one", **said)
    said |= {"low": format_gap(about, null.low, sign=True), "high": format_gap(about, null.high, sign=True)}
    key = "analysis.synergy.null_differs" if result.null_differs else "analysis.synergy.null_covers"
    return translate(key, **said, trend=_trend(null))


def _trend(result: PolicyContrast) -> Both:
    """Return how the difference depends on the uncertainty over which it changes most surely; empty without any."""
    frame, about = result.tables["trends"], result.indicator
    if not len(frame):
        return dict.fromkeys(LANGUAGES, "")
    if not result.rising:
        return translate(f"analysis.{result.method}.steady")
    rows = [each for each in cast("list[Row]", frame.to_dict("records")) if each["factor"] in result.rising]
    row = min(rows, key=lambda each: float(each["p"]))
    levels = cast("list[Row]", result.tables["curve"].to_dict("records"))
    own = {str(each["level"]): float(each["difference"]) for each in levels if each["factor"] == row["factor"]}
    crossing = dict.fromkeys(LANGUAGES, "")
    if np.isfinite(row["crossing"]):
        ends = {name: significant(row[key]) for name, key in (("low", "crossing_low"), ("high", "crossing_high"))}
        crossing = translate(f"analysis.{result.method}.crossing", at=significant(row["crossing"]), **ends)
    return translate(
        f"analysis.{result.method}.trend",
        factor=result.titles[str(row["factor"])],
        lowest=row["lowest"],
        highest=row["highest"],
        start=format_gap(about, own[row["lowest"]], sign=True),
        end=format_gap(about, own[row["highest"]], sign=True),
        crossing=crossing,
    )
