"""What a sweep's analysis says: one sentence that can be "no", and what to be careful about, in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ...experiments.analysis.contrast_result import PolicyContrast, SynergyOverStates
from ...experiments.analysis.dataset import AnalysisError, Both
from ...experiments.analysis.estimation import Refusal
from ...experiments.analysis.result import (
    ConstantOutcome,
    Finding,
    MainEffects,
    OneAtATime,
    PaybackTimes,
    PhaseMap,
    PolicyRanking,
    Row,
    ScenarioBox,
    Screening,
    VarianceShares,
)
from ...scenarios.message import say_error
from ..language.translations import LANGUAGES, words
from .analysis_titles import titles_of
from .bilingual import format_gap, format_level, gap_unit, translate, unit_names
from .policy_contrast import tell_null_control, tell_policy_contrast

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
            return tell_policy_contrast(result)
        case _:
            raise TypeError(f"no sentence is known for {type(result).__name__}")


def _main_effects(result: MainEffects) -> Both:
    frame, about = result.tables["factors"], result.indicator
    top: Row = frame.iloc[0].to_dict()
    said: dict[str, object] = {
        "factor": result.titles[str(top["factor"])],
        "difference": format_gap(about, top["difference"]),
        "unit": gap_unit(result),
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
        unit=gap_unit(result),
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
        unit=gap_unit(result),
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
        unit=gap_unit(result),
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
        unit=gap_unit(result),
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
                yield tell_null_control(result)
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
