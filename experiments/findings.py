"""What a comparison says, in plain sentences: also when coordination lost, or nothing is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.indicators import INDICATORS, Indicator
from ..scenarios import Scenario
from .differences import ALPHA, HEADLINE, Difference, paired
from .figures import change, interval, probability, written
from .quoting import clean
from .words import Words

if TYPE_CHECKING:
    from .comparison import Comparison

BY_NAME: dict[str, Indicator] = {indicator.name: indicator for indicator in INDICATORS}

SMALL = 1.0
"""A difference of effectiveness below this many points is called small."""

_APART = 0.05  # shares of idle effort must part by this before a sentence says so
_TELLING = 5.0  # points by which official index and effectiveness must part before a sentence says so


def titles(comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Return what the scenarios are called in a language, fit for a sentence and told apart."""
    found = [
        clean(words.of(scenario.title)) or label
        for scenario, label in zip(comparison.scenarios, comparison.labels, strict=True)
    ]
    return tuple(
        title if found.count(title) == 1 else f"{title} ({label})"
        for title, label in zip(found, comparison.labels, strict=True)
    )


def headline(comparison: Comparison, label: str, words: Words) -> str:
    """Return the sentence on a scenario's effectiveness against the first, and how sure it is."""
    place = comparison.labels.index(label)
    names = titles(comparison, words)
    found = comparison.paired[label, "effectiveness"]
    verdict = comparison.verdict(label)
    about = {"scenario": names[place], "against": names[0], "n": found.n, "higher": found.higher}
    if found.low is None or found.high is None:
        return words("finding.one_pair", mean=written(found.mean, 1, sign=True), **about)
    if verdict == "same":
        return words("finding.same", **about)
    low, high = found.low, found.high
    if verdict == "lower":
        mean, low, high = written(-found.mean, 1), -high, -low
    else:
        mean = written(found.mean, 1, sign=verdict == "not_shown")
    hinted = verdict == "not_shown" and (found.p or 0.0) <= ALPHA
    kind = "suggested" if hinted else verdict
    sentence = words(f"finding.{kind}", mean=mean, low=written(low, 1), high=written(high, 1), **about)
    p = probability(comparison.adjusted[label, "effectiveness"])
    adjusted = p if p.startswith("<") else f"= {p}"
    tests = len(comparison.adjusted)
    sentences = [
        sentence,
        words("finding.unsure" if verdict == "not_shown" else "finding.shown", tests=tests, p=adjusted),
    ]
    if verdict != "not_shown" and abs(found.mean) < SMALL:
        sentences.insert(1, words("finding.small"))
    return _joined(sentences, words)


def context(comparison: Comparison, label: str, words: Words) -> str:
    """Return what coordination was and cost, and whether an assessor would see the same."""
    now, first = comparison.means[label], comparison.means[comparison.labels[0]]
    sentences = [
        words(
            "finding.coordination",
            degree=written(now["coordination_degree"], 2),
            degree_against=written(first["coordination_degree"], 2),
            cost=_percent(now["coordination_cost"], words),
            cost_against=_percent(first["coordination_cost"], words),
        )
    ]
    idle, idle_against = _percent(now["idle_effort"], words), _percent(first["idle_effort"], words)
    if abs(now["idle_effort"] - first["idle_effort"]) >= _APART:
        sentences.append(words("finding.idle", idle=idle, idle_against=idle_against))
    official, true = now["official"] - first["official"], now["effectiveness"] - first["effectiveness"]
    if abs(official - true) >= _TELLING:
        sentences.append(
            words("finding.official", official=written(official, 1, sign=True), mean=written(true, 1, sign=True))
        )
    return _joined(sentences, words)


def saving(comparison: Comparison, words: Words) -> str:
    """Return what common random numbers were worth, or nothing where they were worth nothing."""
    found = [comparison.paired[label, "effectiveness"].saving for label in comparison.labels[1:]]
    least = min((value for value in found if value is not None), default=0.0)
    n = len(comparison.seeds)
    return words("run.saving", n=n, many=f"{least * n:.0f}") if least >= 1.5 else ""


def shown_as(comparison: Comparison, label: str, indicator: str, better: int, words: Words) -> str:
    """Return the verdict on a headline indicator in words, and whether it is better or worse."""
    verdict = comparison.verdict(label, indicator)
    said = words(f"verdict.{verdict}")
    if verdict in ("higher", "lower") and better:
        good = (verdict == "higher") == (better > 0)
        return words("verdict.better" if good else "verdict.worse", verdict=said)
    return said


def tests(comparison: Comparison) -> int:
    """Return how many headline comparisons there are."""
    return len(HEADLINE) * (len(comparison.labels) - 1)


def claims(comparison: Comparison, words: Words) -> list[str]:
    """Return what the stories of the scenarios claim about each other, and whether these runs bear it out."""
    names = dict(zip(comparison.labels, titles(comparison, words), strict=True))
    finals = dict(zip(comparison.labels, comparison.runs, strict=True))
    told: list[str] = []
    for label, scenario in zip(comparison.labels, comparison.scenarios, strict=True):
        for claim in scenario.expect:
            if claim.than not in finals or claim.than == label:
                continue
            indicator = BY_NAME[claim.indicator]
            values = [[run.final[claim.indicator] for run in finals[each]] for each in (label, claim.than)]
            found = paired(values[0], values[1])
            about = {
                "scenario": names[label],
                "than": names[claim.than],
                "indicator": words.title(indicator),
                "direction": words(f"claim.{claim.direction}"),
                "mean": change(found.mean, indicator),
                "interval": interval(found, indicator),
            }
            told.append(words(f"claim.{_borne_out(found, claim.direction)}", **about))
    return told


def _borne_out(found: Difference, direction: str) -> str:
    """Return ``holds``, ``broken`` or ``not_shown``, by the 95 % interval."""
    sign = 1.0 if direction == "higher" else -1.0
    if found.low is None or found.high is None or found.low <= 0 <= found.high:
        return "not_shown"
    return "holds" if sign * found.mean > 0 else "broken"


def watched(scenario: Scenario, words: Words) -> list[str]:
    """Return what a scenario says to watch: titles of indicators, and sentences."""
    return [words.title(BY_NAME[item]) if isinstance(item, str) else clean(words.of(item)) for item in scenario.watch]


def _percent(share: float, words: Words) -> str:
    return f"{100 * share:.0f}%" if words.language == "zh" else f"{100 * share:.0f} %"


def _joined(sentences: list[str], words: Words) -> str:
    return ("" if words.language == "zh" else " ").join(sentences)
