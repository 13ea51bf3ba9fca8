"""A suite: which scenarios to run with which seeds, what must stay as it was, and how much is much."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ...model.indicators import Indicator
from ...scenarios import Problem, Scenario, ScenarioError, inheritance, library, load, names
from ...scenarios.checking import Document, check_table, fault_of_item
from ...scenarios.document import read_tables
from ...scenarios.errors import describe_value, enumerate_words, nearest, visible
from ...scenarios.inheritance import OF_LIBRARY
from ...scenarios.message import message
from ...scenarios.overrides import DOOR
from ..design.outcome_file import check_tables
from ..execution.edition import edition_of
from ..outcomes.outcome import Outcome
from ..outcomes.own_indicator import as_indicator
from .measures import BY_NAME, MARGINS, NAMES, RELATIVE
from .suite_form import VERSION, ClaimForm, SuiteForm, SuiteHeading

BASELINES = Path(__file__).parents[1] / "baselines"
SHIPPED = BASELINES / "shipped.toml"

FIRST = 1 / 3
"""Part of alpha that the first of two stages may use up."""


SUITES = ("shipped", "wide")
"""The suites that are shipped, by name; the first runs where none is named."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that can be run.

    Attributes
    ----------
    name : str
    path : Path
        Its file; the baseline lies beside it.
    scenarios : dict of str to Scenario
        By name, with all changes applied.
    indicators : tuple of str
        All that the model has, and the outcomes of the file.
    named : tuple of str
        Those that the file names, as older ones did; the others are compared as well.
    seeds : tuple of int
        All of them; the first stage runs the first `replicates`.
    replicates : int
    paired : bool
        Whether runs are compared seed by seed.
    alpha : float
    margin_factor : float
    margins : dict of str to float
        What the suite says; see :meth:`margin`.
    claims : tuple of ClaimForm
    own : dict of str to Outcome
        Outcomes that the file declares; they are compared as indicators are.
    """

    name: str
    path: Path
    scenarios: dict[str, Scenario]
    indicators: tuple[str, ...]
    named: tuple[str, ...]
    seeds: tuple[int, ...]
    replicates: int
    paired: bool
    alpha: float
    margin_factor: float
    margins: dict[str, float]
    claims: tuple[ClaimForm, ...]
    own: dict[str, Outcome]

    def indicator(self, name: str) -> Indicator:
        """Return what is declared about something that is compared."""
        return as_indicator(self.own[name]) if name in self.own else BY_NAME[name]

    @property
    def source(self) -> str:
        """What :func:`load_suite` is asked for to load it, from any working folder and any copy of the program."""
        return self.path.stem if self.path.parent == BASELINES else str(self.path.resolve())

    @property
    def baseline(self) -> Path:
        """Where its baseline lies."""
        return self.path.with_name(f"{self.path.name.removesuffix('.toml')}.baseline.json")

    @property
    def history(self) -> Path:
        """Where the reasons of its baselines are written, of all suites of the folder."""
        return self.path.with_name("HISTORY.jsonl")

    @property
    def stages(self) -> tuple[tuple[int, float], ...]:
        """Runs of each scenario and level of each stage; levels sum to alpha."""
        if len(self.seeds) == self.replicates:
            return ((self.replicates, self.alpha),)
        return ((self.replicates, FIRST * self.alpha), (len(self.seeds), (1.0 - FIRST) * self.alpha))

    def margin(self, indicator: str, mean: float) -> float:
        """Return the difference of an indicator that matters, where its mean in the baseline is `mean`."""
        if indicator in self.margins:
            return self.margins[indicator]
        return self.margin_factor * MARGINS.get(self.indicator(indicator).unit, RELATIVE * abs(mean))


def load_suite(source: str | Path | None = None) -> Suite:
    """Return a suite: of a file, or of a name a shipped one; without either the shipped one.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in the suite and in its scenarios.
    """
    path = SHIPPED if source is None else Path(source)
    if os.fspath(path) in SUITES and not path.exists():
        path = BASELINES / f"{path}.toml"
    shown_as = f"baselines/{path.name}" if path.parent == BASELINES else visible(os.fspath(path), 200)
    document = Document(shown_as, form=SuiteForm)
    data = read_tables(document, path, VERSION)
    free = dict(data) if data else {}
    margins, outcomes = free.pop("margin", {}), free.pop("outcomes", {})
    compared = (*NAMES, *(outcomes if isinstance(outcomes, dict) else ()))
    tables = check_table(document, SuiteForm, free) if data is not None else {}
    if document.problems:
        _names(document, free.get("suite"), path.parent)
        if isinstance(margins, dict):
            _check_margins(document, cast("dict[str, Any]", margins), compared)
        raise ScenarioError(sorted(document.problems, key=lambda problem: problem.line or 0))
    try:
        form = SuiteForm.model_validate({**tables, "margin": _check_margins(document, margins, compared)})
    except ValidationError as error:
        for item in error.errors(include_url=False):
            document.report(tuple(item["loc"]), fault_of_item(item))
        raise ScenarioError(document.problems) from None
    heading = form.suite
    others: list[Problem] = []
    scenarios = _scenarios(document, heading, path.parent, others)
    own = _outcomes(document, outcomes, scenarios)
    for place, word in enumerate(heading.indicators):
        _indicator(document, ("suite", "indicators", place), word, NAMES)
    claims = (*form.claims, *_own_claims(scenarios, heading))
    for place, claim in enumerate(form.claims):
        _indicator(document, ("claims", place, "indicator"), claim.indicator, compared)
        for key in ("scenario", "than"):
            if (word := getattr(claim, key)) not in scenarios:
                near = nearest(word, scenarios)
                document.report(
                    ("claims", place, key),
                    message("suite.not_in", name=describe_value(word)),
                    enumerate_words([*scenarios]),
                    near,
                )
    most = heading.replicates_at_most or 2 * heading.replicates
    if not heading.replicates <= most <= 2 * heading.replicates:
        allowed = message("suite.replicates", low=heading.replicates, high=2 * heading.replicates)
        document.report(("suite", "replicates_at_most"), message("suite.not_fit", value=most), allowed)
    name = heading.name or names.fit_name(path.name.removesuffix(".toml"))
    if fault := names.fault_of_name(name):
        document.report(("suite", "name"), f"{describe_value(name)}: {fault}")
    if document.problems or others:
        raise ScenarioError([*sorted(document.problems, key=lambda problem: problem.line or 0), *others])
    return Suite(
        name=name,
        path=path,
        scenarios=scenarios,
        indicators=(*NAMES, *own),
        named=tuple(dict.fromkeys(heading.indicators)),
        seeds=tuple(range(heading.first_seed, heading.first_seed + most)),
        replicates=heading.replicates,
        paired=heading.common_random_numbers,
        alpha=heading.alpha,
        margin_factor=heading.margin_factor,
        margins=form.margin,
        claims=tuple(dict.fromkeys(claims)),
        own=own,
    )


def _outcomes(document: Document, tables: Any, scenarios: dict[str, Scenario]) -> dict[str, Outcome]:
    """Return the outcomes of the file, for runs of all its scenarios; what is wrong for each of them is told once."""
    if tables == {}:
        return {}
    found: dict[str, Outcome] = {}
    before = len(document.problems)
    for scenario in scenarios.values():
        found = check_tables(document, tables, scenario)
    document.problems[before:] = dict.fromkeys(document.problems[before:])
    return found


def _check_margins(document: Document, margins: Any, compared: Sequence[str]) -> dict[str, float]:
    if not isinstance(margins, dict):
        document.report(
            ("margin",), message("value.not_table", value=describe_value(margins)), message("suite.such_table")
        )
        raise ScenarioError(document.problems)
    result: dict[str, float] = {}
    for name, value in margins.items():
        _indicator(document, ("margin", name), name, compared)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
            document.report(
                ("margin", name), message("suite.no_margin", value=describe_value(value)), message("study.positive")
            )
        else:
            result[name] = float(value)
    return result


def _indicator(document: Document, key: tuple[str | int, ...], word: str, compared: Sequence[str]) -> None:
    if word not in compared:
        document.report(
            key,
            message("scenario.indicator", name=describe_value(word)),
            enumerate_words(compared, 99),
            nearest(word, compared),
        )


def _names(document: Document, heading: Any, folder: Path) -> None:
    """Report names that are none, in a suite that cannot be read for other reasons."""
    if not isinstance(heading, dict):
        return
    for key in ("indicators", "scenarios"):
        words = cast("dict[str, Any]", heading).get(key)
        for place, word in enumerate(cast("list[Any]", words) if isinstance(words, list) else []):
            if isinstance(word, str) and key == "indicators":
                _indicator(document, ("suite", key, place), word, NAMES)
            elif isinstance(word, str) and "*" not in word:
                _source(document, place, word, folder)


def _source(document: Document, place: int, name: str, folder: Path) -> str | Path | None:
    """Return where a scenario of the suite is read, or None once it is reported that there is none."""
    key = ("suite", "scenarios", place)
    if name.removeprefix(OF_LIBRARY) in library():
        try:
            return inheritance.library_name(name, folder)
        except ScenarioError as error:
            for problem in error.problems:
                document.report(key, problem.what, problem.allowed)
            return None
    if names.fault_of_name(name):
        near = nearest(name, library())
        document.report(key, message("scenario.elsewhere", name=describe_value(name)), "", near)
        return None
    source = folder / (name if name.endswith(".toml") else f"{name}.toml")
    if source.exists():
        return source
    what = message("scenario.not_there", name=describe_value(name))
    there = library()
    document.report(key, what, enumerate_words(there, 40), nearest(name, there))
    return None


def _sources(document: Document, heading: SuiteHeading, folder: Path) -> Iterator[tuple[int, str, str | Path]]:
    """Yield place, name and source of every scenario; a pattern means all of the library that fit, and not named."""
    named = {name.removeprefix(OF_LIBRARY) for name in heading.scenarios}
    for place, name in enumerate(heading.scenarios):
        if "*" in name:
            fitting = [each for each in fnmatch.filter(library(), name) if each not in named]
            if not fitting:
                document.report(("suite", "scenarios", place), message("suite.fits_none", pattern=describe_value(name)))
            yield from ((place, each, inheritance.from_library(each)) for each in fitting)
        elif (source := _source(document, place, name, folder)) is not None:
            yield place, name, source


def _scenarios(document: Document, heading: SuiteHeading, folder: Path, others: list[Problem]) -> dict[str, Scenario]:
    result: dict[str, Scenario] = {}
    told: set[str] = set()
    for place, name, source in _sources(document, heading, folder):
        try:
            scenario = load(source, changes=heading.changes)
        except ScenarioError as error:
            for problem in error.problems:
                if problem.file != DOOR:
                    others += [problem] if problem not in others else []
                elif problem.key not in told:
                    told.add(problem.key)
                    document.report(("suite", "changes"), problem.about, problem.allowed, problem.suggestion)
            continue
        if not edition_of(scenario.settings).measures_parts:
            document.report(("suite", "scenarios", place), message("suite.agents", name=describe_value(name)))
        if scenario.name in result:
            document.report(("suite", "scenarios", place), message("study.given_twice", value=describe_value(name)))
        result[scenario.name] = scenario
    return result


def _own_claims(scenarios: dict[str, Scenario], heading: SuiteHeading) -> list[ClaimForm]:
    return [
        ClaimForm(scenario=name, indicator=claim.indicator, than=claim.than, direction=claim.direction)
        for name, scenario in scenarios.items()
        if heading.scenario_claims
        for claim in scenario.expect
        if claim.than in scenarios and claim.than != name and claim.indicator in NAMES
    ]
