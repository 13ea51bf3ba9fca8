"""Requests of a model city: what its hotline's records would be, to compare with real ones and to test their reading.

The model's clock is a week. A problem that is reported in a week comes at a moment of it that is drawn evenly; one that
is solved in the same week is closed between then and the week's end, one solved later at any moment of that week. A
problem that lapses stays open in the records, as an office would have it; asked, its caller is not
satisfied. What nobody reports is in no record.
"""

from __future__ import annotations

import numpy as np

from ...model.settings import Settings
from ...model.simulation import Simulation
from ...model.world import DOMAINS
from ...scenarios import size
from .dates import OPEN
from .requests import WEEK, NameColumn, Requests

FIRST = 1_388_966_400
"""Monday, 6 January 2014: week 0 of what is simulated, a day as good as any."""

WARM = 52
"""Weeks that are left out: the city is new, and its backlog still grows."""

PERSONS = 5
"""For whom an agent stands by the model's own rates."""


def simulate_requests(settings: Settings, seed: int, warm: int = WARM) -> Requests:
    """Return the requests of a run from a week on.

    Parameters
    ----------
    settings : Settings
    seed : int
        Luck of the run and of the moments within weeks.
    warm : int
        Weeks left out.
    """
    run = settings.run.model_copy(update={"seed": seed})
    simulation = Simulation(settings.model_copy(update={"run": run}), keep_issues=True).run()
    problems = simulation.issues()
    problems = problems.loc[problems["reported"].ge(warm).fillna(False)]
    reported = problems["reported"].to_numpy(dtype=np.int64)
    ended = problems["ended"].fillna(-1).to_numpy(dtype=np.int64)
    resolved = (problems["stage"] == "resolved").to_numpy() & (ended >= 0)
    lapsed = (problems["stage"] == "lapsed").to_numpy() & (ended >= 0)
    luck = np.random.default_rng([seed, 20])
    within, later = luck.random(len(reported)), luck.random(len(reported))
    created = FIRST + ((reported + within) * WEEK).astype(np.int64)
    share = np.where(ended == reported, within + (1.0 - within) * later, later)
    moment = FIRST + ((ended + share) * WEEK).astype(np.int64)
    end = FIRST + simulation.week * WEEK
    types = problems["type"].cat
    domains = np.array([DOMAINS.index(kind.domain) for kind in settings.world.issues.values()])
    codes = types.codes.to_numpy(dtype=np.int64)
    deadline = np.array([kind.deadline_weeks for kind in settings.world.issues.values()])
    names = [place.name for place in settings.world.city.places]
    community = problems["community"].to_numpy(dtype=np.int64)
    count = int(community.max()) + 1 if len(community) else 0
    order = np.argsort(created, kind="stable")
    due = FIRST + (reported + 1 + deadline[codes]) * WEEK - 1
    late = settings.behaviour.index.late_satisfied
    pleased = np.where(moment <= due, 1, (luck.random(len(reported)) < late).astype(np.int64))
    requests = Requests(
        created,
        np.where(resolved, np.maximum(moment, created), OPEN),
        end,
        {
            "type": NameColumn(codes, tuple(types.categories)),
            "department": NameColumn(domains[codes], DOMAINS),
            "place": NameColumn(community, tuple(names or [str(number) for number in range(count)])),
        },
        due=due,
        satisfied=np.where(resolved, pleased, np.where(lapsed, 0, -1)),
    )
    return requests.at(order)


def represent(settings: Settings) -> float:
    """Return how many persons a city stands for by the model's own rates: five for an agent."""
    return float(PERSONS * size(settings).residents)
