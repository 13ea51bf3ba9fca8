"""What a comparison says, in plain sentences: also when coordination lost, or nothing is shown."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from ...scenarios import Scenario
from ...scenarios.form import form_of
from ..language.formatting import change, format_number, interval, probability
from ..language.translations import Words
from .opposition import tell_opposition

if TYPE_CHECKING:
    from ...experiments.comparison import Comparison


def titles(comparison: Comparison, words: Words) -> tuple[str, ...]:
    """Return what the scenarios are called in a language, fit for a sentence and told apart."""
    result = [
        words.of(scenario.title) or label
        for scenario, label in zip(comparison.scenarios, comparison.labels, strict=True)
    ]
    return tuple(
        title if result.count(title) == 1 else f"{title} ({label})"
        for title, label in zip(result, comparison.labels, strict=True)
    )


def headline(comparison: Comparison, label: str, words: Words) -> str:
    """Return what is said of a scenario's effectiveness against the first, how sure it is, and what it hides."""
    place = comparison.labels.index(label)
    names = titles(comparison, words)
    result = comparison.headline(label)
    difference, kind = result.difference, result.finding
    about = {"scenario": names[place], "against": names[0], "n": difference.n, "higher": difference.higher}
    if kind == "one_pair":
        return words("finding.one_pair", mean=format_number(difference.mean, 1, sign=True), **about)
    if difference.low is None or difference.high is None or kind in ("equal", "same"):
        return words(f"finding.{kind}", **about)
    mean, low, high = difference.mean, difference.low, difference.high
    if kind == "lower":
        mean, low, high = -mean, -high, -low
    numbers = {
        "mean": format_number(mean, 1, sign=not result.shown),
        "low": format_number(low, 1),
        "high": format_number(high, 1),
    }
    p = probability(result.p)
    adjusted = p if p.startswith("<") else f"= {p}"
    sentences = [
        words(f"finding.{kind}", **numbers, **about),
        *([words("finding.small")] if result.small else []),
        words("finding.shown" if result.shown else "finding.unsure", tests=len(comparison.holm_p), p=adjusted),
    ]
    if but := _opposition(comparison, place, names[place], words):
        sentences.append(but)
    return _join(sentences, words)


def _opposition(comparison: Comparison, place: int, name: str, words: Words) -> str:
    """Return that what is solved points the other way than the index, if both are sure."""
    if not {"solved", "effectiveness"} <= set(comparison.form.names):
        return ""
    pair = (comparison.runs[place], comparison.runs[0])
    solved, index = (
        ([run.final[each] for run in pair[0]], [run.final[each] for run in pair[1]])
        for each in ("solved", "effectiveness")
    )
    return tell_opposition(solved, index, name, words, leading="index")


def context(comparison: Comparison, label: str, words: Words) -> str:
    """Return what coordination was and cost, and whether an assessor would see the same."""
    result = comparison.coordination(label)
    sentences = [
        words(
            "finding.coordination",
            degree=format_number(result.degree[0], 2),
            degree_against=format_number(result.degree[1], 2),
            cost=_percent(result.cost[0], words),
            cost_against=_percent(result.cost[1], words),
        )
    ]
    if result.idle_differs:
        idle, idle_against = (_percent(share, words) for share in result.idle)
        sentences.append(words("finding.idle", idle=idle, idle_against=idle_against))
    if official := result.official:
        sentences.append(
            words(
                f"finding.official_{official.parting}",
                official=format_number(official.official, 1, sign=True),
                mean=format_number(official.effectiveness, 1, sign=True),
                gap=format_number(official.gap, 1, sign=True),
                gap_against=format_number(official.gap_against, 1, sign=True),
                against=titles(comparison, words)[0],
            )
        )
    return _join(sentences, words)


FEW = 10
"""Pairs below which intervals are wide and less sure; see docs/explanation/statistics.md."""


def warn_few(comparison: Comparison, words: Words) -> str:
    """Return that there are few pairs of runs, or nothing."""
    return words("run.few_pairs", n=len(comparison.seeds)) if 1 < len(comparison.seeds) < FEW else ""


def relation(comparison: Comparison, words: Words) -> str:
    """Return how intervals, adjusted p and verdicts of the table relate, or nothing with a single pair of runs."""
    return words("table.together", tests=comparison.tests) if comparison.holm_p else ""


def saving(comparison: Comparison, words: Words) -> str:
    """Return what common random numbers were worth, or nothing where they were worth nothing."""
    n, times = len(comparison.seeds), comparison.saving
    # A correlation of fewer pairs is mostly luck.
    return "" if times is None or n < FEW else words("run.saving", n=n, many=f"{times * n:.0f}")


def describe_verdict(comparison: Comparison, label: str, indicator: str, words: Words) -> str:
    """Return the verdict on a headline indicator in words, and whether it is better or worse."""
    verdict = words(f"verdict.{comparison.verdict(label, indicator)}")
    direction = comparison.change(label, indicator)
    return words(f"verdict.{direction}", verdict=verdict) if direction else verdict


def claims(comparison: Comparison, words: Words) -> list[str]:
    """Return what the stories of the scenarios claim about each other, and whether these runs bear it out."""
    names = dict(zip(comparison.labels, titles(comparison, words), strict=True))
    sentences: list[str] = []
    for result in comparison.claims:
        indicator = comparison.form.by_name[result.claim.indicator]
        sure = interval(result.difference, indicator)
        sentences.append(
            words(
                f"claim.{result.verdict}",
                scenario=names[result.label],
                than=names[result.than],
                indicator=words.title(indicator),
                direction=words(f"claim.{result.claim.direction}"),
                mean=change(result.difference.mean, indicator),
                interval=f" {sure}" if sure else "",
            )
        )
    return sentences


def places(comparison: Comparison, words: Words) -> list[str]:
    """Return what is said of scenarios that differ in place as well, or were moved into the place of the first."""
    names = dict(zip(comparison.labels, titles(comparison, words), strict=True))
    about = {"against": names[comparison.labels[0]]}
    told = [words("finding.moved", scenario=names[label], **about) for label in comparison.moved]
    for label in comparison.elsewhere:
        command = f"cogov compare {quote(comparison.labels[0])} {quote(label)} --same-world"
        told.append(words("finding.elsewhere", scenario=names[label], command=command, **about))
    return told


def known_to_be_broken(scenario: Scenario, words: Words) -> list[str]:
    """Return the claims of a scenario's story that many runs did not bear out, as its file has them."""
    known = form_of(scenario.settings).by_name
    return [
        words(
            f"claim.known_{claim.found}",
            indicator=words.title(known[claim.indicator]),
            direction=words(f"claim.{claim.direction}"),
            than=claim.than,
        )
        for claim in scenario.expect
        if claim.found != "holds"
    ]


def watch_list(scenario: Scenario, words: Words) -> list[str]:
    """Return what a scenario says to watch: titles of indicators, and sentences."""
    known = form_of(scenario.settings).by_name
    return [words.title(known[item]) if isinstance(item, str) else words.of(item) for item in scenario.watch]


def _percent(share: float, words: Words) -> str:
    return f"{100 * share:.0f}%" if words.language == "zh" else f"{100 * share:.0f} %"


def _join(sentences: list[str], words: Words) -> str:
    return ("" if words.language == "zh" else " ").join(sentences)
