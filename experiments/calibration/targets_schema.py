"""The form of a targets file, as records: what may stand where, and within which bounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ...model.engine.simulation import YEAR
from ...model.parameter import Record
from ...scenarios.scenario import Text

VERSION = 1
"""Version of the form; files of a newer one are refused."""

CalibrationMethod = Literal["tpe", "qmc", "abc"]
"""How values are tried: towards what fits (tpe), evenly (qmc), or as draws from a prior (abc)."""

SETTLED = 3.84
"""The 95 % point of chi-squared with one degree of freedom, by which a profile may rise."""


class CalibrationHeading(Record):
    """The table ``[calibration]``: what is asked."""

    name: str = Field(default="", max_length=80, description="name; without it, the name of the file")
    title: Text = Field(default=Text(), description="title")
    question: Text = Field(description="what is to be fitted to what, and why")


class VariantForm(Record):
    """The head of a table ``[variants.NAME]``: a scenario with some settings changed, to be named in targets."""

    title: Text = Field(default=Text(), description="title for tables and files")
    scenario: str = Field(description="what it differs from: a name of the library, or a file beside this one")


class ParameterForm(Record):
    """One free number. Without bounds it is searched over the range that the model declares for sweeps."""

    title: Text = Field(default=Text(), description="title for tables and charts")
    low: float = Field(default=0.0, description="lower end of the range that is searched")
    high: float = Field(default=0.0, description="upper end of the range that is searched")
    scale: Literal["linear", "log"] = Field(default="linear", description="how the range is divided")


class TargetForm(Record):
    """One figure that the model should give."""

    title: Text = Field(default=Text(), description="title for tables and charts")
    scenario: str = Field(description="where it is looked for: a variant, a name of the library, or a file")
    indicator: str = Field(
        description="name of an indicator, whose mean over the window is compared, or of a table [outcomes.NAME]"
    )
    value: float = Field(description="what it should be")
    tolerance: float = Field(ge=1e-9, le=1e9, description="standard error of the value: the unit of the misfit")
    first_week: int = Field(
        default=0, ge=0, le=1_000_000, description="first week of the window (the run's first is 0)"
    )
    weeks: int = Field(default=YEAR, ge=1, le=1_000_000, description="weeks of the window; without first_week the last")
    source: Text = Field(default=Text(), description="where the value comes from")


class SearchForm(Record):
    """How values are tried."""

    method: CalibrationMethod = Field(default="tpe", description="how values are tried")
    trials: int = Field(default=40, ge=2, le=100_000, description="values to try")
    seeds: int = Field(default=10, ge=1, le=10_000, description="runs of each scenario for each trial")
    first_seed: int = Field(default=1, ge=0, le=2**62, description="luck of the first of them; the next follow")
    seed: int = Field(default=1, ge=0, le=2**31 - 1, description="luck of the search itself")
    refine: int = Field(default=20, ge=0, le=10_000, description="tpe, qmc: further trials around the best, at most")
    accept: float = Field(default=0.1, ge=0.001, le=1.0, description="abc: share of the trials that are accepted")


class ProfileForm(Record):
    """How it is seen whether the targets say anything about a parameter (tpe, qmc)."""

    points: int = Field(default=11, ge=3, le=1000, description="values over the range, and again where it fits")
    inner: int = Field(default=12, ge=0, le=10_000, description="trials of the others at each value; 0 holds them")
    threshold: float = Field(default=SETTLED, ge=1e-6, le=1e6, description="misfit above the best that is no worse")
    draws: int = Field(default=2000, ge=100, le=100_000, description="times that seeds are drawn again (bootstrap)")


ONLY = {"abc": ("accept",), "tpe": ("refine",), "qmc": ("refine",)}
"""Keys of ``[search]`` that only some methods understand."""
