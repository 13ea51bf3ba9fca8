"""An ensemble as it is declared: which cities are drawn, which are kept, and what is asked of those that are.

A shipped file, a file of one's own, or tables; everything that is wrong is told at once, and nothing is drawn before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import Field, ValidationError

from ...model.engine.simulation import YEAR
from ...model.parameter import Quantity, Record, quantities
from ...scenarios import Scenario, ScenarioError, names
from ...scenarios.checking import Document, check_table, fault_of_item
from ...scenarios.errors import Problem, describe_value, enumerate_words, nearest
from ...scenarios.message import message
from ...scenarios.scenario import Text
from ..design.study_file import check_indicators, check_outline, find_scenario, open_file, shelf_names, with_settings
from ..multipliers.factors import Player, choose_players

SHELF = Path(__file__).parent
VERSION = 1
SOURCE, RESULT = "ensemble.toml", "ensemble.json"
"""Files of an ensemble's folder: how it was declared, and what was found."""

TABLES = (
    "schema_version", "ensemble", "sampling", "settings", "screen", "criteria", "contrast", "reference", "claims",
    "multiplier",
)  # fmt: skip
ROOTS = ("world", "behaviour")
"""Where the numbers stand that differ from city to city; levers do not."""

LEAST = 2 * YEAR
"""Weeks of a run, at least: times are those of cases that were reported after the first year."""

PLAIN, ADAPTIVE = "plain", "adaptive"
"""Ways to come by plausible cities."""

CRITERIA = ("closing_apart", "closing_joined", "circulating", "shape", "type_over_place")
"""What a plausible city must meet, in the order in which it is looked at."""


SCREENS = ("screen_apart", "screen_joined")
"""The cheap looks that come before."""


class EnsembleHeading(Record):
    """The table ``[ensemble]``: which cities are drawn, and how many."""

    title: Text = Field(default=Text(), description="title")
    seed: int = Field(default=1, ge=0, le=2**31 - 1, description="luck of the draws")
    draws: int = Field(default=20_000, ge=1, le=1_000_000, description="cities drawn at most")
    kept: int = Field(default=200, ge=1, le=100_000, description="cities that are enough")
    block: int = Field(default=2000, ge=1, le=100_000, description="cities that are judged together")
    apart: str = Field(default="fragmented", description="scenario whose rules are those of each on its own")
    joined: str = Field(default="synergy", description="scenario whose rules are those of joined up")
    held: tuple[str, ...] = Field(default=(), description="numbers that stay as they are")


class SamplingForm(Record):
    """The table ``[sampling]``: how plausible cities are come by."""

    method: Literal["plain", "adaptive"] = Field(
        default=PLAIN, description="plain draws alone, or generations that come nearer to the criteria"
    )
    first: int = Field(default=2000, ge=10, le=100_000, description="plain draws of the first generation")
    survivors: float = Field(default=0.1, gt=0.0, lt=1.0, description="share of a generation within the next tolerance")
    population: int = Field(default=1000, ge=10, le=100_000, description="cities of a later generation")
    looked: int = Field(default=500, ge=10, le=100_000, description="cities of one that are held against all criteria")
    walk: int = Field(default=4, ge=1, le=100, description="steps between two looks at the criteria")


class ScreenForm(Record):
    """The table ``[screen]``: the cheap look that comes first, wider than the criterion by a margin."""

    weeks: int = Field(default=104, ge=1, le=100_000, description="weeks of a run")
    seed: int = Field(default=1, ge=0, le=2**62, description="luck of its one run")
    margin_apart: float = Field(default=0.05, ge=0.0, le=1.0, description="added to both ends, each on its own")
    margin_joined: float = Field(default=0.02, ge=0.0, le=1.0, description="added to both ends, joined up")


class CriteriaForm(Record):
    """The table ``[criteria]``: ranges in which means over seeds must lie, ends included."""

    first_seed: int = Field(default=1, ge=0, le=2**62, description="luck of the first run")
    seeds: int = Field(default=4, ge=1, le=1000, description="runs of each city")
    on_time_capacity: float = Field(default=1.44, gt=0.0, le=100.0, description="hours, where times are read")
    closing_apart: tuple[float, ...] = Field(default=(0.481, 0.581), description="official closing, each on its own")
    closing_joined: tuple[float, ...] = Field(
        default=(0.915, 1.0), description="official closing, joined up and assessed"
    )
    circulating: tuple[float, ...] = Field(default=(0.01, 0.15), description="circulating cases over a month's cases")
    shape: tuple[float, ...] = Field(default=(0.0, 1.2), description="Weibull shape of times")
    type_over_place: tuple[float, ...] = Field(
        default=(2.0, 1000.0), description="variance by type over that by community"
    )


class SeedsForm(Record):
    """The table ``[contrast]``: the luck by which kept cities are compared."""

    first_seed: int = Field(default=101, ge=0, le=2**62, description="luck of the first pair")
    seeds: int = Field(default=8, ge=2, le=1000, description="pairs of each city")


class ReferenceForm(Record):
    """The table ``[reference]``: the first cities drawn, whether kept or not."""

    draws: int = Field(default=150, ge=2, le=100_000, description="cities")
    seeds: int = Field(default=4, ge=2, le=1000, description="pairs of each city")
    measured: int = Field(default=30, ge=1, le=100_000, description="cities of these measured against all criteria")
    looks: int = Field(default=1, ge=1, le=1000, description="runs by which they are measured")


class EnsembleClaimForm(Record):
    """A table ``[claims.NAME]``: a difference, and how large it must be."""

    title: Text = Field(default=Text(), description="the claim as a sentence")
    indicator: str = Field(description="name of an indicator")
    more_than: float | None = Field(default=None, description="joined up less each on its own is more than this")
    less_than: float | None = Field(default=None, description="joined up less each on its own is less than this")


class GameForm(Record):
    """The table ``[multiplier]``: the parts whose interaction is asked for, with ``--multiplier``."""

    players: str = Field(default="rules", description="parts, as of cogov multiplier")
    indicator: str = Field(default="log_harm", description="indicator of which less is better, on a scale that adds up")


@dataclass(frozen=True, slots=True)
class EnsembleClaim:
    """A claim about every city: that a difference is larger than a threshold.

    Attributes
    ----------
    name, indicator : str
    title : Text
    threshold : float
    sign : int
        1: the difference is more than the threshold; -1: it is less.
    """

    name: str
    indicator: str
    title: Text
    threshold: float
    sign: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """An ensemble.

    Attributes
    ----------
    name : str
    heading, sampling, screen, criteria, contrast, reference, game
        Its tables.
    claims : tuple of EnsembleClaim
    apart, joined : Scenario
        Their rules are the two policies; every city has the rest of `apart`, with its own numbers.
    numbers : tuple of Quantity
        What differs from city to city, each within its sweep range.
    players : tuple of Player
    source : str
        The text of its file; empty if it came otherwise.
    """

    name: str
    heading: EnsembleHeading
    sampling: SamplingForm
    screen: ScreenForm
    criteria: CriteriaForm
    contrast: SeedsForm
    reference: ReferenceForm
    claims: tuple[EnsembleClaim, ...]
    game: GameForm
    apart: Scenario
    joined: Scenario
    numbers: tuple[Quantity, ...]
    players: tuple[Player, ...]
    source: str = ""

    def range_of(self, stage: str) -> tuple[float, float]:
        """Return the ends of a criterion, or of a cheap look, which is wider by its margin."""
        low, high = getattr(self.criteria, stage.replace("screen", "closing"))
        margin = getattr(self.screen, stage.replace("screen", "margin")) if stage in SCREENS else 0.0
        return float(low) - margin, float(high) + margin

    def document(self) -> dict[str, Any]:
        """Return what decides which cities are drawn and kept, for a manifest."""
        heading = self.heading.model_dump(mode="json", exclude={"title", "draws", "kept"})
        sampling = {} if self.sampling.method == PLAIN else {"sampling": self.sampling.model_dump(mode="json")}
        return {
            **heading,
            **sampling,
            "screen": self.screen.model_dump(mode="json"),
            "criteria": self.criteria.model_dump(mode="json"),
            "numbers": [[each.path, *each.sweep, each.whole] for each in self.numbers],
        }


FOUND = SHELF / "found"
"""Records of shipped ensembles, by name: what was found, without the runs."""


def ensembles() -> tuple[str, ...]:
    """Return the names of the shipped ensembles."""
    return shelf_names(SHELF)


def load_ensemble(source: str | Path | Mapping[str, Any]) -> Declaration:
    """Return an ensemble.

    Parameters
    ----------
    source : str, Path or mapping
        A shipped one's name, a file, or tables as they would stand in a file.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    """
    document, data, folder, text = open_file(source, SHELF, "ensemble")
    check_outline(document, data, VERSION, TABLES)
    heading = _table(document, data, EnsembleHeading, "ensemble")
    others: list[Problem] = []
    cities = [
        find_scenario(document, ("ensemble", key), getattr(heading, key), folder, others) for key in ("apart", "joined")
    ]
    cities = [each and with_settings(document, data.get("settings", {}), each) for each in cities]
    if cities[0] and (weeks := cities[0].settings.run.weeks) < LEAST:
        document.report(("settings", "run.weeks"), message("ensemble.weeks", weeks=weeks, least=LEAST))
    criteria = _table(document, data, CriteriaForm, "criteria")
    for name in CRITERIA:
        ends = getattr(criteria, name)
        if len(ends) != 2 or not ends[0] <= ends[1]:
            document.report(("criteria", name), message("ensemble.ends", value=describe_value(ends)))
    claims = _claims(document, data.get("claims", {}))
    game = _table(document, data, GameForm, "multiplier")
    check_indicators(document, ("multiplier", "indicator"), [game.indicator])
    players = _players(document, game)
    numbers = _numbers(document, heading, cities[0]) if cities[0] else ()
    rest = [
        _table(document, data, form, table)
        for form, table in ((ScreenForm, "screen"), (SeedsForm, "contrast"), (ReferenceForm, "reference"))
    ]
    sampling = _table(document, data, SamplingForm, "sampling")
    name = names.fit_name(Path(document.file).name.removesuffix(".toml"))
    if document.problems or others or cities[0] is None or cities[1] is None:
        raise ScenarioError([*dict.fromkeys(document.problems), *dict.fromkeys(others)])
    return Declaration(
        name, heading, sampling, rest[0], criteria, rest[1], rest[2], claims, game, cities[0], cities[1], numbers,
        players, text,
    )  # fmt: skip


def _table(document: Document, data: Mapping[str, Any], form: type[Record], table: str) -> Any:
    before = len(document.problems)
    said = check_table(document, form, data.get(table, {}), (table,))
    try:
        return form.model_validate({key: tuple(each) if isinstance(each, list) else each for key, each in said.items()})
    except ValidationError as error:
        if len(document.problems) == before:  # else it is a consequence of what was reported
            for item in error.errors(include_url=False):
                document.report((table, *item["loc"]), fault_of_item(item))
        return form()


def _numbers(document: Document, heading: EnsembleHeading, city: Scenario) -> tuple[Quantity, ...]:
    """Return what is drawn: every number of the world and of behaviour, but those that are held."""
    every = {each.path: each for each in quantities(city.settings) if each.path.partition(".")[0] in ROOTS}
    for place, key in enumerate(heading.held):
        if key not in every:
            document.report(
                ("ensemble", "held", place),
                message("ensemble.no_number", value=describe_value(key)),
                message("value.keys_below", names=enumerate_words(ROOTS)),
                nearest(key, list(every)),
            )
    return tuple(each for key, each in every.items() if key not in heading.held and each.sweep[0] < each.sweep[1])


def _players(document: Document, game: GameForm) -> tuple[Player, ...]:
    try:
        return choose_players(game.players)
    except ScenarioError as error:
        for each in error.problems:
            document.report(("multiplier", "players"), each.what, each.allowed, each.suggestion)
        return ()


def _claims(document: Document, tables: Any) -> tuple[EnsembleClaim, ...]:
    if not isinstance(tables, dict):
        document.report(("claims",), message("value.not_table", value=describe_value(tables)))
        return ()
    result: list[EnsembleClaim] = []
    for name, content in cast("dict[str, Any]", tables).items():
        place = ("claims", str(name))
        said = check_table(document, EnsembleClaimForm, content, place)
        if "indicator" in said:
            check_indicators(document, (*place, "indicator"), [said["indicator"]])
        ends = {sign: said[key] for key, sign in (("more_than", 1), ("less_than", -1)) if key in said}
        if len(ends) != 1:
            document.report(place, message("ensemble.one_end"))
        elif "indicator" in said:
            ((sign, threshold),) = ends.items()
            title = Text.model_validate(said.get("title", {}))
            result.append(EnsembleClaim(str(name), said["indicator"], title, float(threshold), sign))
    return tuple(result)
