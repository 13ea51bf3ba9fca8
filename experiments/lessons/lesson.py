"""The records of a lesson, which are also the form of its file: a story in scenes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, cast

from pydantic import Field, field_serializer, field_validator

from ...model.parameter import Record
from ...model.parameters.behaviour import Behaviour
from ...model.parameters.events import Event
from ...model.parameters.rules import Rules
from ...model.parameters.world import World
from ...scenarios import Text

VERSION = 2
"""Version of the form: scenes of the model's second edition. Files of another one are refused."""

THIS, OTHER = "this", "other"
"""The two cities that every scene has: the one that is played, and the one it is compared with."""

SAME = "same"
"""The outcome that nothing differs by more than the tolerance."""

TermStatistic = Literal["mean", "highest", "lowest"]


class LessonChanges(Record):
    """Settings that differ from the scenario's; only what the file states counts."""

    rules: Rules = Field(default=Rules(), description="levers")
    world: World = Field(default_factory=World, description="the city, its cases, its bodies")
    behaviour: Behaviour = Field(default=Behaviour(), description="coefficients")

    @field_validator("world", mode="plain")
    @classmethod
    def _as_stated(cls, world: Any) -> Any:
        """Keep the table as it stands: part of a type of case is no world, and is one with the scenario's."""
        return world

    @field_serializer("world")
    def _give_as_stated(self, world: Any) -> Any:
        return world

    def tables(self) -> dict[str, Any]:
        """Return the nested tables that the file states."""
        return self.model_dump(mode="json", exclude_unset=True)

    def dotted(self) -> dict[str, Any]:
        """Return what the file states by dotted key, such as ``rules.goals.strength``."""

        def walk(table: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
            for key, value in table.items():
                if isinstance(value, dict):
                    yield from walk(cast("dict[str, Any]", value), f"{path}{key}.")
                else:
                    yield f"{path}{key}", value

        return dict(walk(self.tables(), ""))


class Variant(Record):
    """A further city of a scene, beside the two that are shown.

    It starts from the city that is played, or from another scenario if it names one.
    """

    title: Text = Field(default=Text(), description="what it is called in the picture")
    scenario: str = Field(default="", description="a name of the library; without it, the city that is played")
    changes: LessonChanges = LessonChanges()
    events: tuple[Event, ...] = Field(default=(), strict=False, max_length=20, description="what happens besides")


class Term(Record):
    """One summand of a quantity: an indicator of a city over some weeks, times a number."""

    city: str = Field(description="this, other, or a name of [scenes.cities]")
    indicator: str = Field(default="", description="an indicator; without it, the poll's")
    times: float = Field(default=1.0, ge=-100.0, le=100.0, description="what it is multiplied by")
    from_week: int = Field(default=0, ge=0, le=5200, description="first week that counts, with `weeks`")
    weeks: int = Field(default=0, ge=0, le=5200, description="how many weeks count; 0: the last year")
    statistic: TermStatistic = Field(default="mean", description="of these weeks")


class Option(Record):
    """One possible answer: what a room may say, when it is right, and what is then to be said."""

    outcome: str = Field(description="the outcome for which it is right")
    text: Text = Field(description="the answer, as it is offered")
    reveal: Text = Field(description="what is said when this turns out right")


class Poll(Record):
    """What the room predicts before the run.

    Attributes
    ----------
    kind : str
        ``difference``: whether the sum of the terms is ``higher`` or ``lower`` than 0, or the ``same`` within the
        tolerance. ``highest`` and ``lowest``: which of several cities it is, by name, or ``same`` if the first two are
        within the tolerance.
    claim : str
        The outcome that whoever wrote the scene expects; a check of the lesson says whether the runs bear it out.
    """

    text: Text
    kind: Literal["difference", "highest", "lowest"] = "difference"
    indicator: str = Field(description="the indicator that it is about")
    terms: tuple[Term, ...] = Field(
        default=(), strict=False, max_length=20, description="of a difference; without them, this minus other"
    )
    among: tuple[str, ...] = Field(default=(), strict=False, max_length=8, description="cities to choose from")
    from_week: int = Field(default=0, ge=0, le=5200, description="first week that counts, with `weeks`")
    weeks: int = Field(default=0, ge=0, le=5200, description="how many weeks count; 0: the last year")
    statistic: TermStatistic = Field(default="mean", description="of these weeks")
    tolerance: float = Field(ge=0.0, le=1e6, description="differences up to this size count as none")
    replicates: int = Field(default=4, ge=1, le=20, description="paired runs that decide")
    claim: str = Field(default="", description="the outcome that the scene claims")
    options: tuple[Option, ...] = Field(strict=False, min_length=2, max_length=6)

    def outcomes(self) -> tuple[str, ...]:
        """Return everything that may come out."""
        return ("higher", "lower", SAME) if self.kind == "difference" else (*self.among, SAME)

    def summands(self) -> tuple[Term, ...]:
        """Return the terms of a difference, with everything filled in that the poll says for all."""
        terms = self.terms or (Term(city=THIS), Term(city=OTHER, times=-1.0))
        own = {"from_week": self.from_week, "weeks": self.weeks, "statistic": self.statistic}
        filled: list[Term] = []
        for term in terms:
            missing: dict[str, Any] = {name: value for name, value in own.items() if name not in term.model_fields_set}
            missing["indicator"] = term.indicator or self.indicator
            filled.append(term.model_copy(update=missing))
        return tuple(filled)

    def right(self, outcome: str) -> int:
        """Return the place of the option that an outcome makes right."""
        return next(place for place, option in enumerate(self.options) if option.outcome == outcome)


class Hero(Record):
    """The one number of a scene, as large as the wall allows."""

    city: str = Field(default=THIS, description="this, other, or a name of [scenes.cities]")
    indicator: str = Field(description="an indicator")
    from_week: int = Field(default=0, ge=0, le=5200, description="first week that counts, with `weeks`")
    weeks: int = Field(default=0, ge=0, le=5200, description="how many weeks count; 0: the last year")
    statistic: TermStatistic = Field(default="mean", description="of these weeks")
    caption: Text = Field(description="what the number is")

    def term(self) -> Term:
        """Return it as a term, by which it is read from runs."""
        return Term(
            city=self.city, indicator=self.indicator, from_week=self.from_week, weeks=self.weeks,
            statistic=self.statistic,
        )  # fmt: skip


class CaseChoice(Record):
    """The case that a scene follows: the first of a type, from a week on, that arises and is solved in both cities."""

    type: str = Field(description="a type of case")
    from_week: int = Field(default=52, ge=0, le=5200, description="it arises in this week or later")


class Scene(Record):
    """One scene: a headline, a city or a pair, some weeks of them, and perhaps a poll."""

    headline: Text
    narration: Text
    note: Text = Field(default=Text(), description="for the trainer alone")
    scenario: str = Field(description="the city that is played: a name of the library")
    against: str = Field(default="fragmented", description="the city it is compared with: a name of the library")
    changes: LessonChanges = Field(
        default=LessonChanges(), description="levers that are moved in the city that is played"
    )
    events: tuple[Event, ...] = Field(default=(), strict=False, max_length=20, description="what happens")
    same_shocks: bool = Field(default=True, description="whether shocks strike the other city too")
    weeks: tuple[int, int] | None = Field(default=None, strict=False, description="first and last week that is shown")
    camera: str = Field(default="", description="the place that is looked at; without it, the whole city")
    highlight: str = Field(default="", description="the kind of actor that stands out")
    case: CaseChoice | None = Field(default=None, description="one case, followed in both cities")
    look: tuple[str, ...] = Field(strict=False, min_length=1, max_length=4, description="indicators to look at")
    controls: tuple[str, ...] = Field(default=(), strict=False, max_length=12, description="settings that can be moved")
    cities: dict[str, Variant] = Field(default_factory=dict, max_length=8)
    hero: Hero | None = None
    poll: Poll | None = None


class LessonForm(Record):
    """What stands in a file."""

    schema_version: int = Field(default=VERSION, ge=VERSION, le=VERSION, description="version of the form of the file")
    title: Text
    goal: Text = Field(description="what people can do afterwards")
    minutes: int = Field(ge=1, le=480, description="how long it takes")
    debrief: tuple[Text, ...] = Field(default=(), strict=False, max_length=12, description="questions for the room")
    scenes: tuple[Scene, ...] = Field(strict=False, min_length=1, max_length=9)


class Lesson(LessonForm):
    """A lesson, and the name that it has from its file."""

    name: str
