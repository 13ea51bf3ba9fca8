"""What is measured at the end of a week; nothing else reads it (ODD 7.14)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cogov.model.indicators.declaration import INDICATORS
from cogov.model.world import DOMAINS

from .ledger import QUARTER
from .problem import Stage

if TYPE_CHECKING:
    from .citizen import Citizen
    from .city import City

CLASSES = 1000


def rate(part: float, whole: float, otherwise: float) -> float:
    return part / whole if whole != 0.0 else otherwise


def mean(values) -> float:
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def measure(city: City) -> dict[str, float]:
    """All indicators of this week, in the order of the record."""
    measured = residents(city) | organisations(city) | cells(city) | problems(city) | official(city)
    measured |= indices(city, measured)
    return {each.name: float(measured[each.name]) for each in INDICATORS}


def residents(city: City) -> dict[str, float]:
    """What residents do and feel, and how unequally."""
    people = city.citizens
    town = [citizen.satisfaction for citizen in people if not citizen.community.rural]
    country = [citizen.satisfaction for citizen in people if citizen.community.rural]
    gini, worst = inequality(people)
    return {
        "satisfaction": mean(citizen.satisfaction for citizen in people),
        "trust": mean(citizen.trust for citizen in people),
        "motive": mean(citizen.motive for citizen in people),
        "fatigue": mean(citizen.fatigue for citizen in people),
        "norm": mean(citizen.norm for citizen in people),
        "voice": mean(citizen.voice for citizen in people),
        "volunteering": mean(citizen.volunteered for citizen in people),
        "participation": mean(city.week - citizen.took_part < QUARTER for citizen in people),
        "urban_rural_gap": mean(town) - mean(country) if town and country else 0.0,
        "equity": max(0.0, 1.0 - city.behaviour.index.gini_factor * gini),
        "worst_tenth": worst,
        "consensus": mean(community.consensus for community in city.communities),
        "pledge": mean(community.pledge for community in city.communities),
        "cohesion": mean(community.cohesion for community in city.communities),
    }


def inequality(people: list[Citizen]) -> tuple[float, float]:
    """Gini of the year's satisfaction in 1,000 classes, and the mean of the least satisfied tenth."""
    classes: dict[int, list[float]] = {}
    for citizen in people:
        year = citizen.yearly_satisfaction
        classes.setdefault(min(CLASSES - 1, int(CLASSES * year)), []).append(year)
    n, total = len(people), sum(citizen.yearly_satisfaction for citizen in people)
    gini, below, worst, left = 0.0, 0, 0.0, 0.1 * n
    for _, members in sorted(classes.items()):
        size, satisfaction = len(members), sum(members)
        gini += (2 * below + size - n) * satisfaction
        taken = min(size, left)
        worst += taken * satisfaction / size
        left -= taken
        below += size
    return (gini / (n * total) if total > 0.0 else 0.0), worst / (0.1 * n)


def organisations(city: City) -> dict[str, float]:
    """Where the hours of organisations go."""
    hours = sum(organisation.hours for organisation in city.organisations)

    def by_hours(of) -> float:
        return rate(sum(o.hours * of(o) for o in city.organisations), hours, 0.0)

    free = sum(o.hours * (1.0 - o.burden) for o in city.organisations)
    on_show = sum(o.hours * (1.0 - o.burden) * city.show for o in city.organisations if o.puts_on_a_show)
    return {
        "coordination_cost": by_hours(lambda o: o.coordination),
        "burden": by_hours(lambda o: o.burden),
        "willingness": by_hours(lambda o: o.willingness),
        "show": rate(on_show, free, 0.0) if hours else 0.0,
        "working": min(1.0, rate(city.allocation.by_organisations, hours, 0.0)),
    }


def cells(city: City) -> dict[str, float]:
    """How effort meets need."""
    week, work = city.allocation, [cell for community in city.communities for cell in community.cells]
    fluency = mean(community.reach for community in city.communities)
    alignment = goal_alignment(city)
    match = min(1.0, rate(sum(cell.output for cell in work), sum(cell.applied for cell in work), 1.0))
    three = [max(0.01, part) for part in (alignment, match, fluency)]
    middle, geometric = mean(three), math.prod(three) ** (1.0 / 3.0)
    return {
        "goal_alignment": alignment,
        "resource_match": match,
        "mechanism_fluency": fluency,
        "coordination_degree": math.sqrt(geometric / middle * middle),
        "idle_effort": max(0.0, 1.0 - rate(sum(cell.done for cell in work), week.delivered, 1.0)),
        "resource_pooling": rate(week.pooled, week.delivered, 0.0),
    }


def goal_alignment(city: City) -> float:
    """Cosine of need and effort by domain, weighted by need over communities."""
    weights, cosines = [], []
    for community in city.communities:
        need, given = [0.0] * len(DOMAINS), [0.0] * len(DOMAINS)
        for cell in community.cells:
            need[cell.type.domain] += cell.needed
            given[cell.type.domain] += sum(cell.effort)
        product = sum(a * b for a, b in zip(need, given, strict=True))
        lengths = math.hypot(*need) * math.hypot(*given)
        weights.append(sum(need))
        cosines.append(min(1.0, rate(product, lengths, 0.0)))
    return rate(sum(w * c for w, c in zip(weights, cosines, strict=True)), sum(weights), 1.0)


def problems(city: City) -> dict[str, float]:
    """Problems as they truly are."""
    ledger, live = city.ledger, [problem for problem in city.problems if problem.live]
    durations = ledger.durations_of_the_quarter()
    if durations:
        middle = len(durations)
        typical = (durations[(middle - 1) // 2] + durations[middle // 2]) / 2.0
    else:
        typical = max((problem.age for problem in live), default=0)
    severity = sum(problem.severity for problem in live)
    return {
        "resolution": rate(ledger.quarter("DUE_MET"), ledger.quarter("DUE"), 1.0),
        "backlog": math.exp(-1000.0 * severity / len(city.citizens) / city.behaviour.index.backlog_scale),
        "arrivals": ledger.this_week("BORN"),
        "resolved": ledger.this_week("RESOLVED"),
        "lapsed": ledger.this_week("LAPSED"),
        "latent": sum(problem.stage == Stage.LATENT for problem in live),
        "open_issues": sum(problem.known for problem in live),
        "paper_closed": sum(problem.stage == Stage.PAPER_CLOSED for problem in live),
        "overdue": sum(problem.overdue for problem in live),
        "weeks_to_resolution": typical,
        "proactive_share": rate(ledger.quarter("PROACTIVE"), ledger.quarter("REPORTED"), 0.0),
        "responsibility_assigned": rate(ledger.quarter("ASSIGNED"), ledger.quarter("SOUGHT"), 1.0),
    }


def official(city: City) -> dict[str, float]:
    """Problems as an assessor sees them."""
    quarter, index = city.ledger.quarter, city.behaviour.index
    response = min(1.0, rate(quarter("ASSIGNED"), quarter("REPORTED"), 1.0))
    closing = rate(quarter("CASE_DUE_MET"), quarter("CASE_DUE"), 1.0)
    pleased = rate(
        quarter("CASE_ON_TIME") + index.late_satisfied * quarter("RESOLVED_LATE") + city.show * quarter("PAPER"),
        quarter("RESOLVED") + quarter("PAPER") + quarter("LAPSED_REPORTED"),
        1.0,
    )
    weights = (index.official_response, index.official_closing, index.official_satisfaction)
    seen = sum(weight * part for weight, part in zip(weights, (response, closing, pleased), strict=True))
    return {
        "official_response": response,
        "official_closing": closing,
        "official_satisfaction": pleased,
        "official": 100.0 * rate(seen, sum(weights), 0.0),
    }


def indices(city: City, measured: dict[str, float]) -> dict[str, float]:
    """Effectiveness and what is put together from the rest."""
    index = city.behaviour.index
    participating = min(1.0, measured["participation"] / index.participation_goal)
    parts = [
        (index.weight_resolution, measured["resolution"]),
        (index.weight_backlog, measured["backlog"]),
        (index.weight_public, 0.5 * (measured["satisfaction"] + measured["trust"])),
        (index.weight_participation, participating),
        (index.weight_equity, measured["equity"]),
    ]
    thrift = (index.weight_cost, 1.0 - measured["coordination_cost"])
    effectiveness = geometric_mean(parts, index.floor)
    return {
        "effectiveness": effectiveness,
        "effectiveness_with_cost": geometric_mean([*parts, thrift], index.floor),
        "performance_gap": measured["official"] - effectiveness,
        "responsibility_delivered": math.sqrt(measured["working"] * participating),
        "benefit_shared": measured["equity"] * (1.0 - abs(measured["urban_rural_gap"])),
    }


def geometric_mean(parts: list[tuple[float, float]], floor: float) -> float:
    """The weighted geometric mean in points, with a floor under each part."""
    weights = sum(weight for weight, _ in parts)
    if weights <= 0.0:
        return 0.0
    return 100.0 * math.exp(sum(weight * math.log(max(part, floor)) for weight, part in parts) / weights)
