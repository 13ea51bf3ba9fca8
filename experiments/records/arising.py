"""How cases arise, from records of requests: their rate, their season, and how far they come in clusters.

Records show when cases are reported, and a city of the model says what lies between: which part is reported at all, and
how far the weeks that pass before it flatten clusters and seasons, and delay these.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...model.parameters.settings import Settings
from .facts import Facts, arrivals, describe
from .simulated import WARM, count_persons, measure_concentration, simulate_requests

YEAR = 52.0
MOST_BURST = 10.0

BURST, SEASON, PEAK = 1.0, 0.4, 26.0
"""Clusters and a season that are strong enough to see what becomes of them on the way to the records."""

PROBE_WEEKS = 208


@dataclass(frozen=True, slots=True)
class Reporting:
    """What lies between cases that arise and requests in records.

    Attributes
    ----------
    share : float
        Part of the cases that somebody reports.
    clustering : float
        Part of the clustering that is left.
    season : float
        Part of a season's amplitude that is left.
    delay : float
        Weeks by which a season comes later.
    """

    share: float = 1.0
    clustering: float = 1.0
    season: float = 1.0
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Arising:
    """What of ``behaviour.arise`` records tell; None where they do not.

    Attributes
    ----------
    rate : float or None
        Cases of a person and week.
    reported : float
        Part of the cases that somebody reports, which was taken for the rate.
    season, season_peak : float or None
        Amplitude of arrivals over the year, and the week of the year with most; None from less than two years.
    burst : float or None
        Variance of the factor that a district, type and week has of its own.
    """

    rate: float | None
    reported: float = 1.0
    season: float | None = None
    season_peak: float | None = None
    burst: float | None = None


def find_arising(facts: Facts, reporting: Reporting, concentration: float) -> Arising:
    """Return how cases arise.

    Parameters
    ----------
    facts : Facts
    reporting : Reporting
    concentration : float
        Sum of the squared shares that districts and types have of the cases; see
        :func:`.simulated.measure_concentration`.
    """
    found = facts.find("arrivals")
    rate = None if found is None else found.value / 1000.0 / reporting.share
    fitted = fit_season(facts)
    season, peak, seen = None, None, 0.0
    if fitted is not None:
        seen = fitted[0]
        season, peak = min(1.0, seen / reporting.season), (fitted[1] - reporting.delay) % YEAR
    clusters = facts.find("clustering")
    burst = None
    if clusters is not None and math.isfinite(clusters.value):
        own = _without_season(clusters.value, seen)
        burst = min(MOST_BURST, max(0.0, own / (concentration * reporting.clustering)))
    return Arising(rate, reporting.share, season, peak, burst)


def observe_reporting(settings: Settings, seeds: Sequence[int], warm: int = WARM) -> Reporting:
    """Return what a city of the model does to cases on their way to its records; two runs for each seed."""
    persons, concentration = count_persons(settings), measure_concentration(settings)
    probe = _probe(settings, warm + PROBE_WEEKS)
    found: list[Reporting] = []
    for seed in seeds:
        came = arrivals(simulate_requests(settings, seed, warm), persons).value
        share = min(1.0, max(0.05, came / (1000.0 * settings.behaviour.arise.rate)))
        facts = describe(simulate_requests(probe, seed, warm), persons)
        fitted, clusters = fit_season(facts), facts.find("clustering")
        if fitted is None or clusters is None:  # next to nobody lives there
            found.append(Reporting(share))
            continue
        amplitude, peak = fitted
        left = _without_season(clusters.value, amplitude) / (concentration * BURST)
        later = (peak - PEAK + YEAR / 2.0) % YEAR - YEAR / 2.0
        of_season = amplitude / SEASON
        found.append(Reporting(share, min(1.0, max(0.02, left)), min(1.0, max(0.1, of_season)), later))
    return Reporting(
        *(sum(getattr(each, name) for each in found) / len(found) for name in Reporting.__dataclass_fields__)
    )


def _probe(settings: Settings, weeks: int) -> Settings:
    arise = settings.behaviour.arise.model_copy(update={"burst": BURST, "season": SEASON, "season_peak": PEAK})
    behaviour = settings.behaviour.model_copy(update={"arise": arise})
    run = settings.run.model_copy(update={"weeks": weeks})
    return settings.model_copy(update={"behaviour": behaviour, "run": run})


def observe_share(settings: Settings, seeds: Sequence[int], before: Reporting, warm: int = WARM) -> Reporting:
    """Return the same reporting with another share: that of a city that differs in little but its rate."""
    persons = count_persons(settings)
    came = [arrivals(simulate_requests(settings, seed, warm), persons).value for seed in seeds]
    share = sum(came) / len(came) / (1000.0 * settings.behaviour.arise.rate)
    return replace(before, share=min(1.0, max(0.05, share)))


def _without_season(clustering: float, amplitude: float) -> float:
    """Return what is left of the weeks' variance: a cosine of amplitude a has a^2 / 2 of it."""
    return clustering - amplitude**2 / 2.0


def fit_season(facts: Facts) -> tuple[float, float] | None:
    """Return amplitude and week of the peak of the cosine that is nearest to the twelve months; None if they lack."""
    months = [facts.find("season", str(month + 1)) for month in range(12)]
    values = [month.value for month in months if month is not None and math.isfinite(month.value)]
    if len(values) < 12:
        return None
    angles = [2.0 * math.pi * (month + 0.5) / 12.0 for month in range(12)]
    along = sum(value * math.cos(angle) for value, angle in zip(values, angles, strict=True)) / 6.0
    across = sum(value * math.sin(angle) for value, angle in zip(values, angles, strict=True)) / 6.0
    return math.hypot(along, across), math.atan2(across, along) / (2.0 * math.pi) * YEAR % YEAR
