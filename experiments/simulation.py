"""One scenario from a notebook: its weeks, its last week by parts, or outcomes of one's own, as a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..scenarios import Scenario
from ..scenarios.arguments import COUNT, SCENARIO, TABLES, check_arguments, optional
from ..scenarios.message import MessageLanguage, message
from ..scenarios.overrides import Changes
from .design.outcome_file import OutcomeSource, load_outcomes
from .execution.breakdown import Breakdown, check_breakdown
from .execution.runs import replicate, resolve_scenario, run_many
from .outcomes.of_results import outcome_rows


def simulate(
    scenario: str | Path | Scenario,
    *,
    seed: int | None = None,
    weeks: int | None = None,
    changes: Changes = (),
    replicates: int = 1,
    workers: int = 1,
    by: Breakdown | None = None,
    outcomes: OutcomeSource | None = None,
    lang: MessageLanguage = "en",
) -> pd.DataFrame:
    """Run a scenario and return its weeks, or its last week by parts of the city.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name from the library, the path of a scenario file, or a record; of either edition.
    seed, weeks : int, optional
        Instead of what the scenario says.
    changes : mapping or sequence of str
        Settings to change: ``{"rules.goals.strength": 0.5}`` or ``["rules.goals.strength=0.5"]``.
    replicates : int
        Runs, with the seeds `seed`, `seed` + 1, …
    workers : int
        Processes to run on; results do not depend on it.
    by : {"community", "district", "type", "kind"}, optional
        Instead of weeks, the last week by community, district, type of problem or kind of body.
    outcomes : str, Path or mapping, optional
        Instead of weeks, outcomes of your own: a file with tables ``[outcomes.NAME]``, or the tables.
    lang : str
        Language of the message of an error, ``en`` or ``zh``.

    Returns
    -------
    DataFrame
        One row for each run and week: ``scenario``, ``seed``, ``week`` (the first is 0) and a column for each
        indicator that the scenario's edition measures; see :func:`~cogov.experiments.indicators`. With `by` one row
        for each run and part: ``scenario``, ``seed``, a column of the breakdown's name, and its indicators. With
        `outcomes` one row for each run: ``scenario``, ``seed``, and for each its value and why there is none.

    Raises
    ------
    ScenarioError
        If the scenario or a change is not valid.
    RunError
        If a run fails.
    """
    check_arguments(
        lang,
        scenario=(scenario, SCENARIO),
        replicates=(replicates, COUNT),
        workers=(workers, COUNT),
        outcomes=(outcomes, optional(TABLES)),
    )
    record = resolve_scenario(scenario, seed=seed, weeks=weeks, changes=changes, lang=lang)
    breakdowns = check_breakdown([record], () if by is None else (by,), lang=lang)
    if by is not None and outcomes is not None:
        raise ValueError(message("run.by_or_outcomes"))
    own = None if outcomes is None else load_outcomes(outcomes, [record], lang=lang)
    runs = run_many(replicate(record.name, record.settings, replicates, by=breakdowns), workers=workers)
    if own is not None:
        return pd.DataFrame(outcome_rows(own, runs, record.settings))
    if by is not None:
        return pd.concat([run.frame_of_parts(by) for run in runs], ignore_index=True)
    return pd.concat([run.frame() for run in runs], ignore_index=True)
