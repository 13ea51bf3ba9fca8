"""Indicators of the week (7.14): what is measured at its end. Nothing that happens reads them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..array_types import Column
from .addition import add_up
from .case import AT_DESK, AWAITING, LATENT, ON_PAPER, OWNED
from .ledger import QUARTER
from .owner import Owner

if TYPE_CHECKING:
    from .model import GovernanceModel

NAMES: tuple[str, ...] = (
    "effectiveness", "effectiveness_with_cost", "official", "performance_gap", "resolution", "backlog", "satisfaction",
    "trust", "participation", "equity", "volunteering", "motive", "fatigue", "norm", "voice", "urban_rural_gap",
    "worst_tenth", "coordination_cost", "burden", "show", "idle_effort", "goal_alignment", "goal_agreement",
    "resource_match", "resource_pooling", "mechanism_fluency", "coordination_degree", "responsibility_assigned",
    "responsibility_delivered", "benefit_shared", "proactive_share", "arrivals", "latent", "open_issues", "overdue",
    "weeks_to_resolution", "weeks_90", "resolved", "lapsed", "paper_closed", "official_response", "official_closing",
    "official_satisfaction", "pledge", "willingness", "cohesion", "harm", "log_harm", "solved", "hops", "passed_on",
    "joint_share", "requests_accepted", "adoption", "matters_passed", "matters_waiting", "grievance", "overtime",
    "staff_fatigue", "load", "on_the_spot", "hub_time",
)  # fmt: skip
"""Indicators in the order of a row of the series."""

CLASSES = 1000
"""Classes of satisfaction in which inequality is reckoned."""


def ratio(part: float, whole: float, otherwise: float) -> float:
    """Return a share, or what to say where there is nothing to have a share of."""
    return part / whole if whole > 0.0 else otherwise


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine of two vectors, at most 1; 0 if either has no length."""
    dot = add_up(a * b for a, b in zip(one, other, strict=True))
    lengths = math.sqrt(add_up(a * a for a in one)) * math.sqrt(add_up(b * b for b in other))
    return min(1.0, dot / lengths) if lengths > 0.0 else 0.0


def measure(model: GovernanceModel) -> Column:
    """Measure the week."""
    found: dict[str, float] = {}
    _measure_residents(model, found)
    _measure_cases(model, found)
    _measure_bodies(model, found)
    _measure_communities(model, found)
    _measure_coordination(found)
    _measure_effectiveness(model, found)
    _measure_official(model, found)
    return np.array([found[name] for name in NAMES])


def _measure_residents(model: GovernanceModel, found: dict[str, float]) -> None:
    """Take means over persons; inequality and the worst-off tenth come from yearly satisfaction in classes."""
    people, week, index = model.people, model.luck.week, model.settings.behaviour.index
    persons = people.persons
    whole = float(persons.sum())

    def mean(column: Any) -> float:
        return float((persons * column).sum()) / whole

    for name in ("satisfaction", "trust", "motive", "fatigue", "norm", "voice"):
        found[name] = mean(getattr(people, name))
    found["volunteering"] = mean(people.volunteered)
    found["participation"] = mean(week - people.took_part < QUARTER)
    rural = np.array([community.rural for community in model.communities])[people.community]
    gap = 0.0
    if rural.any() and not rural.all():
        town, country = persons[~rural], persons[rural]
        gap = float((town * people.satisfaction[~rural]).sum() / town.sum()) - float(
            (country * people.satisfaction[rural]).sum() / country.sum()
        )
    found["urban_rural_gap"] = gap
    y = people.yearly_satisfaction
    classes = np.minimum(CLASSES - 1, (CLASSES * y).astype(np.int64))
    n = np.bincount(classes, weights=persons, minlength=CLASSES)
    s = np.bincount(classes, weights=persons * y, minlength=CLASSES)
    below = np.concatenate(([0.0], np.cumsum(n)[:-1]))
    total = float(s.sum())
    gini = float(((2.0 * below + n - whole) * s).sum()) / (whole * total) if total > 0.0 else 0.0
    found["equity"] = max(0.0, 1.0 - index.gini_factor * gini)
    tenth = 0.1 * whole
    taken = np.clip(tenth - below, 0.0, n)
    held = n > 0.0
    found["worst_tenth"] = float((taken[held] * s[held] / n[held]).sum()) / tenth
    found["benefit_shared"] = found["equity"] * (1.0 - abs(gap))


def _measure_cases(model: GovernanceModel, found: dict[str, float]) -> None:
    """Count what became of cases: counts, shares of those that fell due, ways that the resolved ones went."""
    index, ledger, week = model.settings.behaviour.index, model.ledger, model.luck.week
    alive = [case for case in model.cases if case.alive]
    stages = [case.stage for case in alive]
    found["latent"] = stages.count(LATENT)
    found["open_issues"] = sum(1 for stage in stages if stage in (AT_DESK, AWAITING, OWNED))
    found["matters_waiting"] = stages.count(AWAITING)
    found["paper_closed"] = stages.count(ON_PAPER)
    found["overdue"] = sum(1 for case in alive if week - case.born > case.type.issue.deadline_weeks)
    for name in ("arrivals", "resolved", "lapsed"):
        found[name] = ledger.now(name)
    harm = 1000.0 * add_up(case.severity for case in alive) / model.city.persons
    found["harm"], found["log_harm"] = harm, math.log(max(harm, index.harm_floor))
    found["backlog"] = math.exp(-harm / index.backlog_scale)
    found["resolution"] = ratio(ledger.fell_due("born_met", week), ledger.fell_due("born", week), 1.0)
    found["official_closing"] = ratio(ledger.fell_due("reported_met", week), ledger.fell_due("reported", week), 1.0)
    found["solved"] = ratio(ledger.fell_due("first_met", week), ledger.fell_due("first", week), 1.0)
    ages = sorted(age for list_ in ledger.ages for age in list_)
    oldest = max((week - case.born for case in alive), default=0)
    n = len(ages)
    found["weeks_to_resolution"] = (ages[(n - 1) // 2] + ages[n // 2]) / 2.0 if n else oldest
    found["weeks_90"] = ages[-(-9 * n // 10) - 1] if n else oldest
    solved = ledger.recent("resolved")
    found["hops"] = ratio(ledger.recent("hops"), solved, 0.0)
    found["passed_on"] = ratio(ledger.recent("passed_on"), solved, 0.0)
    found["joint_share"] = ratio(ledger.recent("joint"), solved, 0.0)
    found["on_the_spot"] = ratio(ledger.recent("on_the_spot"), solved, 0.0)
    found["proactive_share"] = ratio(ledger.recent("proactive"), ledger.recent("reports"), 0.0)
    found["responsibility_assigned"] = ratio(ledger.recent("accepted"), ledger.recent("sought"), 1.0)
    found["requests_accepted"] = ratio(ledger.recent("joined"), ledger.recent("requests"), math.nan)
    found["adoption"] = ratio(ledger.recent("adopted"), ledger.recent("meetings"), math.nan)
    found["matters_passed"] = ratio(ledger.recent("matters_passed"), ledger.recent("matters"), math.nan)
    found["grievance"] = model.grudges


def _measure_bodies(model: GovernanceModel, found: dict[str, float]) -> None:
    """Measure what bodies did with their hours, weighed by hours."""
    ledger, index = model.ledger, model.settings.behaviour.index
    acting = [body for body in model.bodies if body.acts]
    hours = add_up(body.hours for body in acting)
    free = add_up(body.hours * (1.0 - body.burden) for body in acting)
    effort = add_up(body.effort for body in acting)
    spent = add_up(body.hours * body.coordination for body in acting) + ledger.now("coordination")
    found["coordination_cost"] = ratio(spent, hours, 0.0)
    found["burden"] = ratio(add_up(body.hours * body.burden for body in acting), hours, 0.0)
    found["show"] = ratio(add_up(body.hours * (1.0 - body.burden) * body.show for body in acting), free, 0.0)
    found["willingness"] = ratio(add_up(body.hours * body.willingness for body in acting), hours, 0.0)
    found["resource_match"] = min(1.0, ratio(ledger.now("done"), ledger.now("applied"), 1.0))
    found["resource_pooling"] = min(1.0, ratio(ledger.now("pooled"), effort, 0.0))
    officials = [body for body in acting if isinstance(body, Owner)]
    full = add_up(body.full for body in officials)
    found["idle_effort"] = ratio(add_up(body.left for body in officials), full, 0.0)
    delivered = min(1.0, ratio(add_up(body.full for body in acting), hours, 0.0))
    goal = min(1.0, found["participation"] / index.participation_goal)
    found["responsibility_delivered"] = math.sqrt(delivered * goal)
    owners = [body for body in officials if body.tier < 3 and (body.kind != "party" or body.tier == 0)]
    for name, attribute in (("overtime", "overtime"), ("staff_fatigue", "fatigue"), ("load", "load")):
        found[name] = ratio(add_up(getattr(body, attribute) for body in owners), len(owners), 0.0)
    hubs = [body for body in acting if body.kind == "party"]
    used = add_up(body.full_budget - body.budget for body in hubs)
    found["hub_time"] = min(1.0, ratio(used, add_up(body.full_budget for body in hubs), 0.0))
    others = [body for body in acting if body.domain < 0]
    agreed = add_up(body.hours * cosine(body.priorities, body.place.known_need()) for body in others)
    found["goal_agreement"] = ratio(agreed, add_up(body.hours for body in others), 1.0)


def _measure_communities(model: GovernanceModel, found: dict[str, float]) -> None:
    """Measure pledges, cohesion, and how the work given follows the need."""
    n = len(model.communities)
    found["pledge"] = add_up(community.pledge for community in model.communities) / n
    found["cohesion"] = add_up(community.cohesion for community in model.communities) / n
    aligned = add_up(add_up(c.need) * cosine(c.given, c.need) for c in model.communities)
    found["goal_alignment"] = ratio(aligned, add_up(add_up(c.need) for c in model.communities), 1.0)


def _measure_coordination(found: dict[str, float]) -> None:
    """Measure the degree of coordination (耦合协调度) of goals, resources and mechanism."""
    found["mechanism_fluency"] = 1.0 - found["passed_on"]
    parts = [max(0.01, found[name]) for name in ("goal_agreement", "resource_match", "mechanism_fluency")]
    found["coordination_degree"] = math.sqrt((parts[0] * parts[1] * parts[2]) ** (1.0 / 3.0))


def _measure_effectiveness(model: GovernanceModel, found: dict[str, float]) -> None:
    """Measure the index: a weighted geometric mean of five parts, and with thrift of six."""
    index = model.settings.behaviour.index
    parts = [
        (index.weight_resolution, found["resolution"]),
        (index.weight_backlog, found["backlog"]),
        (index.weight_public, (found["satisfaction"] + found["trust"]) / 2.0),
        (index.weight_participation, min(1.0, found["participation"] / index.participation_goal)),
        (index.weight_equity, found["equity"]),
    ]

    def mean(of: list[tuple[float, float]]) -> float:
        weights = add_up(weight for weight, _ in of)
        if weights <= 0.0:
            return 0.0
        return 100.0 * math.exp(add_up(weight * math.log(max(part, index.floor)) for weight, part in of) / weights)

    found["effectiveness"] = mean(parts)
    thrift = (index.weight_cost, 1.0 - found["coordination_cost"])
    found["effectiveness_with_cost"] = mean([*parts, thrift])


def _measure_official(model: GovernanceModel, found: dict[str, float]) -> None:
    """Measure what an assessor sees: response, closing (on paper too), and reported satisfaction."""
    index, ledger = model.settings.behaviour.index, model.ledger
    found["official_response"] = min(1.0, ratio(ledger.recent("accepted"), ledger.recent("reports"), 1.0))
    a = add_up(c.levers.assessment * c.persons for c in model.communities) / model.city.persons
    pleased = (
        ledger.recent("on_time") + index.late_satisfied * ledger.recent("late")
        + a * a / (1.0 + a * a) * ledger.recent("paper") / 2.0
    )  # fmt: skip
    asked = ledger.recent("resolved") + ledger.recent("paper") + ledger.recent("lapsed_known")
    found["official_satisfaction"] = ratio(pleased, asked, 1.0)
    parts = [
        (index.official_response, found["official_response"]),
        (index.official_closing, found["official_closing"]),
        (index.official_satisfaction, found["official_satisfaction"]),
    ]
    weights = add_up(weight for weight, _ in parts)
    found["official"] = 100.0 * ratio(add_up(weight * part for weight, part in parts), weights, 0.0)
    found["performance_gap"] = found["official"] - found["effectiveness"]
