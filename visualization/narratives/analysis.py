"""What a sweep's analysis says: one sentence that can be "no", and what to be careful about, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import numpy as np

from ...experiments.analysis.dataset import AnalysisError, Both
from ...experiments.analysis.estimation import Refusal
from ...experiments.analysis.result import (
    Combinations,
    ConstantOutcome,
    Finding,
    MainEffects,
    OneAtATime,
    PaybackTimes,
    PhaseMap,
    PolicyContrast,
    PolicyRanking,
    Row,
    ScenarioBox,
    Screening,
    SynergyOverStates,
    VarianceShares,
)
from ...model.indicators import Indicator
from ...scenarios.message import say_error
from ..language.formatting import scale, significant
from ..language.translations import LANGUAGES, Language, words
from .multiplier import part


def translate(key: str, **values: object) -> Both:
    """Return a line of the wording in each language; a value that is a text in each language is taken in the same."""
    return {
        each: words(each)(
            key, **{name: value[each] if isinstance(value, dict) else value for name, value in values.items()}
        )
        for each in LANGUAGES
    }


def format_level(indicator: Indicator, value: float) -> str:
    """Return an outcome as text to three digits, a share in per cent."""
    return significant(scale(indicator) * value) + (" %" if scale(indicator) > 1 else "")


def format_gap(indicator: Indicator, value: float, sign: bool = False) -> str:
    """Return a difference of an outcome as text to three digits, of a share in percentage points, without its unit."""
    return significant(scale(indicator) * value, sign)


FEW = 10
"""Replicates below which a warning stands."""


def verdict(result: Finding) -> Both:
    """Return what a record says, in one sentence."""
    match result:
        case ConstantOutcome():
            ends = dict.fromkeys(format_level(result.indicator, end) for end in (result.low, result.high))
            return translate("analysis.constant", points=result.points, value=" … ".join(ends))
        case MainEffects():
            return _main_effects(result)
        case OneAtATime():
            return _one_at_a_time(result)
        case Screening():
            return _screening(result)
        case VarianceShares():
            return _variance_shares(result)
        case ScenarioBox():
            return _scenario_box(result)
        case PolicyRanking():
            return _policy_ranking(result)
        case PhaseMap():
            return _phase_map(result)
        case PaybackTimes():
            return _payback(result)
        case PolicyContrast():
            return _policy_contrast(result)
        case _:
            raise TypeError(f"no sentence is known for {type(result).__name__}")


def _unit(result: Finding) -> Both:
    """Return the unit of a difference of the outcome."""
    return {each: words(each).gap(result.indicator) for each in LANGUAGES}


def _main_effects(result: MainEffects) -> Both:
    frame, about = result.tables["factors"], result.indicator
    top: Row = frame.iloc[0].to_dict()
    said: dict[str, object] = {
        "factor": result.titles[str(top["factor"])],
        "difference": format_gap(about, top["difference"]),
        "unit": _unit(result),
        "lowest": top["lowest"],
        "highest": top["highest"],
    }
    if not np.isfinite(top["low"]):
        return translate("analysis.effects.one", **said)
    said |= {"low": format_gap(about, top["low"]), "high": format_gap(about, top["high"])}
    key = "analysis.effects.verdict" if result.shown else "analysis.effects.nothing"
    return translate(key, **said, shown=result.shown, all=len(frame))


def _one_at_a_time(result: OneAtATime) -> Both:
    far = result.farthest
    return translate(
        "analysis.oat.verdict" if result.shown else "analysis.oat.nothing" if result.known else "analysis.oat.one",
        point=result.point,
        factor=result.titles[str(far["factor"])],
        level=str(far["level"]),
        difference=format_gap(result.indicator, far["difference"], sign=True),
        unit=_unit(result),
    )


def _screening(result: Screening) -> Both:
    frame, about, one = result.tables["effects"], result.indicator, result.replicates == 1
    if not result.shown and not one:
        return translate("analysis.morris.nothing", all=len(frame))
    top: Row = frame.iloc[0].to_dict()
    return translate(
        "analysis.morris.one" if one else "analysis.morris.verdict",
        shown=result.shown,
        factor=result.titles[str(top["factor"])],
        star=format_gap(about, top["mu_star"]),
        low=format_gap(about, top["low"]),
        high=format_gap(about, top["high"]),
        small=result.small,
        bent=result.bent,
        all=len(frame),
        unit=_unit(result),
    )


def _variance_shares(result: VarianceShares) -> Both:
    frame, one = result.tables["indices"], result.replicates == 1
    factors = len(frame) - 1  # the last is the dummy
    if not result.distinct and not one:
        return translate("analysis.sobol.nothing", all=factors)
    top: Row = frame.iloc[0].to_dict()
    return translate(
        "analysis.sobol.one" if one else "analysis.sobol.verdict",
        factor=result.titles[str(top["factor"])],
        total=f"{top['total']:.2f}",
        low=f"{top['total_low']:.2f}",
        high=f"{top['total_high']:.2f}",
        distinct=result.distinct,
        all=factors,
    )


def _scenario_box(result: ScenarioBox) -> Both:
    border, base, box = format_level(result.indicator, result.border), f"{result.base:.0%}", result.tables["box"]
    if box.empty:
        return translate("analysis.prim.nothing", border=border, base=base)
    rows: Sequence[Row] = box.to_dict("records")
    return translate(
        "analysis.prim.verdict",
        border=border,
        coverage=f"{result.coverage:.0%}",
        density=f"{result.density:.0%}",
        base=base,
        box={each: "; ".join(_limits(result.titles[str(row["factor"])][each], row) for row in rows)
             for each in LANGUAGES},
    )  # fmt: skip


def _limits(title: str, row: Row) -> str:
    if row["levels"]:
        return f"{title} = {row['levels']}"
    low, high = row["low"], row["high"]
    if np.isfinite(low) and np.isfinite(high):
        return f"{low:.3g} ≤ {title} ≤ {high:.3g}"
    return f"{title} ≥ {low:.3g}" if np.isfinite(low) else f"{title} ≤ {high:.3g}"


def _policy_ranking(result: PolicyRanking) -> Both:
    frame, about = result.tables["policies"], result.indicator
    best: Row = frame.iloc[0].to_dict()
    weighed: Both = {"en": "", "zh": ""}
    if "first_weights" in best:
        weighed = translate("analysis.regret.weighed", share=f"{best['first_weights']:.0%}")
        weighed["en"] = " " + weighed["en"]
    reasons = [translate(f"analysis.regret.doubt_{why}", share=f"{best['first_in']:.0%}") for why in result.doubts]
    among: Both = {each: ("；" if each == "zh" else "; ").join(one[each] for one in reasons) for each in LANGUAGES}
    return translate(
        "analysis.regret.unsure" if result.doubts else "analysis.regret.verdict",
        doubts=among,
        policy=titles_of(result)[str(best["policy"])],
        regret=format_gap(about, best["mean_regret"]),
        worst=format_gap(about, best["max_regret"]),
        unit=_unit(result),
        share=f"{best['first_in']:.0%}",
        weights=weighed,
        all=len(frame),
    )


def _phase_map(result: PhaseMap) -> Both:
    about, top, bottom = result.indicator, result.highest, result.lowest
    signs: Both = (
        translate("analysis.phase.signs_told", above=result.above, below=result.below, cells=result.known)
        if result.above or result.below
        else translate("analysis.phase.no_signs", cells=result.known)
    )
    return translate(
        "analysis.phase.verdict",
        signs=signs,
        row=result.titles[result.row],
        column=result.titles[result.column],
        top=f"{top['row']} × {top['column']}",
        high=format_gap(about, top["mean"]),
        bottom=f"{bottom['row']} × {bottom['column']}",
        low=format_gap(about, bottom["mean"]),
        unit={each: words(each).axis(about) for each in LANGUAGES},
    )


def _payback(result: PaybackTimes) -> Both:
    changes, best = len(result.tables["levels"]), result.best
    if best is None:
        return translate("analysis.timing.nothing", all=changes)
    return translate(
        "analysis.timing.verdict",
        pays=result.paying,
        all=changes,
        factor=result.titles[str(best["factor"])],
        level=str(best["level"]),
        against=str(best["against"]),
        week=int(best["pays_from"]),
        difference=format_gap(result.indicator, best["difference"], sign=True),
        unit=_unit(result),
    )


def _policy_contrast(result: PolicyContrast) -> Both:
    about, titles = result.indicator, titles_of(result)
    said: dict[str, object] = {
        "of": titles["of"],
        "against": titles["against"],
        "difference": format_gap(about, result.mean, sign=True),
        "unit": _unit(result),
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


def _null_control(result: SynergyOverStates) -> Both:
    """Return what is found where nothing can be multiplied."""
    null = result.null
    if null is None:
        return translate("analysis.synergy.null_none")
    about = null.indicator
    said: dict[str, object] = {"difference": format_gap(about, null.mean, sign=True), "unit": _unit(null)}
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


def notes(result: Finding) -> tuple[Both, ...]:
    """Return what to be careful about: with this method, with this design, with these runs."""
    said = list(_notes(result))
    runs = result.points * result.replicates
    if missing := result.gaps - sum(result.undefined.values()):
        said.append(translate("analysis.runs_missing", count=missing, all=runs))
    if result.lacking:
        said.append(translate("analysis.lacking", factors=_name(result.lacking, result.titles)))
    for why, number in result.undefined.items():
        outcome = {each: words(each).title(result.indicator) for each in LANGUAGES}
        said.append(translate(f"analysis.undefined.{why}", outcome=outcome, count=number, all=runs))
    if result.undefined:
        said.append(translate(f"analysis.left_out.{result.method}"))
    sampled = isinstance(result, PolicyContrast) and result.unit != "seed"  # states are its units, and they are enough
    if result.replicates < FEW and not sampled:
        said.append(translate("analysis.few_seeds", runs=result.replicates, few=FEW))
    if result.stale:
        said.append(translate("analysis.stale", count=result.stale))
    return tuple(said)


def _notes(result: Finding) -> Iterable[Both]:
    runs = result.replicates
    match result:
        case MainEffects():
            yield translate("analysis.effects.note")
            for kind in dict.fromkeys(result.tables["factors"]["structure"]):
                yield translate(f"analysis.effects.{kind}")
            yield from (say_refusal(each, result.titles) for each in result.refused)
        case OneAtATime():
            yield translate("analysis.oat.note", point=result.point)
        case Screening():
            yield translate("analysis.morris.note", trajectories=result.trajectories, runs=runs)
        case VarianceShares():
            yield translate("analysis.sobol.note", rows=result.base_rows, runs=runs)
            if names := result.unconverged:
                yield translate("analysis.sobol.unconverged", count=len(names), names=", ".join(names))
            if result.luck_share is not None:
                yield translate("analysis.sobol.luck", share=f"{result.luck_share:.0%}")
        case ScenarioBox():
            yield translate("analysis.prim.note", points=result.judged, cases=result.cases)
            if not result.declared:
                yield translate("analysis.prim.quarter")
            if result.missing:
                yield translate("analysis.points_missing", count=result.missing)
        case PolicyRanking():
            yield from _ranking_notes(result)
        case PhaseMap():
            yield translate("analysis.phase.note", runs=runs, cells=len(result.tables["cells"]))
            yield from (translate(f"analysis.effects.{kind}") for kind in result.structures if kind != "sampled")
            if {"sampled", "nested"} & set(result.structures):
                yield translate("analysis.phase.sampled")
        case PaybackTimes():
            unit = unit_names(result.unit)
            yield translate("analysis.timing.note", quarter=result.quarter, units=result.units, unit=unit)
        case PolicyContrast():
            yield translate(f"analysis.{result.method}.note", units=result.units, unit=unit_names(result.unit))
            if result.unit != "seed" and len(result.tables["trends"]):
                yield translate(f"analysis.{result.method}.sampled")
            if isinstance(result, SynergyOverStates):
                yield _null_control(result)
            if result.row:
                yield translate(f"analysis.{result.method}.map_note", cells=len(result.tables["map"]))
        case _:
            pass
    if isinstance(result, Screening | VarianceShares) and result.designs > 1:
        yield translate("analysis.averaged")


def _ranking_notes(result: PolicyRanking) -> Iterable[Both]:
    yield translate("analysis.regret.note", states=len(result.states), runs=result.replicates)
    if not result.declared:
        yield translate("analysis.regret.threshold", threshold=format_level(result.indicator, result.threshold))
    if len(result.states) == 1:
        yield translate("analysis.regret.one_state")
    if result.draws:
        yield translate("analysis.regret.weights", draws=result.draws)
    if result.rivals:
        titles = titles_of(result)
        among = [titles[name] for name in result.rivals]
        yield translate(
            "analysis.regret.disagree", policies={each: "; ".join(a[each] for a in among) for each in LANGUAGES}
        )


def titles_of(result: Finding) -> Mapping[str, Both]:
    """Return what factors, policies and states are called, and what ``row`` and ``column`` of a phase map are."""
    match result:
        case PhaseMap():
            axes = {"row": result.titles[result.row], "column": result.titles[result.column]}
            met = title_combinations(result.policies, result.titles) | title_combinations(result.states, result.titles)
            return {**result.titles, **axes, **met}
        case PolicyRanking():
            met = title_combinations(result.policies, result.titles) | title_combinations(result.states, result.titles)
            return {**result.titles, **met}
        case PolicyContrast():
            sides = title_combinations({"of": result.of, "against": result.against}, result.titles)
            axes = {"row": result.titles[result.row], "column": result.titles[result.column]} if result.row else {}
            return {**result.titles, **sides, **axes}
        case _:
            return result.titles


def title_combinations(combinations: Combinations, titles: Mapping[str, Both]) -> dict[str, Both]:
    """Return what policies or states are called in each language, by name."""

    def title(values: Row, language: Language) -> str:
        texts = {key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in values.items()}
        comma, colon = ("，", "：") if language == "zh" else (", ", ": ")
        return comma.join(f"{titles[key][language]}{colon}{text}" for key, text in texts.items())

    return {name: {each: title(values, each) for each in LANGUAGES} for name, values in combinations.items()}


def unit_names(unit: str) -> Both:
    """Return what units are called, several of them."""
    return {language: words(language)(f"analysis.units.{unit}") for language in LANGUAGES}


def say_refusal(refusal: Refusal, titles: Mapping[str, Both]) -> Both:
    """Return why nothing is said about some factors."""
    names = _name(refusal.factors, titles)
    if refusal.units >= refusal.needed:
        return translate("analysis.effects.confounded", factors=names)
    unit = unit_names(refusal.unit)
    return translate("analysis.effects.few", factors=names, units=refusal.units, unit=unit, needed=refusal.needed)


def _name(factors: Sequence[str], titles: Mapping[str, Both]) -> Both:
    comma: Both = {"en": ", ", "zh": "、"}
    return {each: comma[each].join(titles[name][each] for name in factors) for each in LANGUAGES}


def explain(error: AnalysisError) -> Both:
    """Return why a method cannot be used, in each language."""
    return {language: say_error(error, language) for language in LANGUAGES}
