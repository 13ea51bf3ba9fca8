"""The form of a study file, as records: what may stand where, and within which bounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ...model.parameter import Record
from ...scenarios.scenario import Text
from .distributions import DistributionKind

VERSION = 1
"""Version of the form; files of a newer one are refused."""

DesignMethod = Literal["grid", "lhs", "sobol", "morris", "factorial", "list"]
FactorRole = Literal["lever", "uncertainty"]

POINTS = 1_000_000
REPLICATES = 100_000


class StudyHeading(Record):
    """The table ``[study]``: what is asked, and of which scenario."""

    name: str = Field(default="", max_length=80, description="name of the study; without it, the name of the file")
    title: Text = Field(default=Text(), description="title")
    question: Text = Field(description="what the study is to find out")
    scenario: str = Field(description="what all runs share: a name of the library, or a file beside this one")
    outcomes: tuple[str, ...] = Field(
        default=("effectiveness",), max_length=50, description="indicators that it is about"
    )
    minutes: float = Field(default=0.0, ge=0.0, le=1e6, description="minutes it is expected to take on two cores")


class FactorForm(Record):
    """One factor. Without values, levels or bounds it takes the range that the model declares for its key."""

    title: Text = Field(default=Text(), description="title for charts and tables")
    key: str = Field(default="", max_length=400, description="the setting it varies, such as rules.goals.strength")
    values: tuple[str, ...] = Field(default=(), description="values to take")
    levels: dict[str, str] = Field(default_factory=dict, description="named levels, each a table of settings")
    low: float = Field(default=0.0, description="lower end of its range")
    high: float = Field(default=0.0, description="upper end of its range")
    steps: int = Field(default=0, ge=2, le=1000, description="in a grid: values from low to high, ends included")
    scale: Literal["linear", "log"] = Field(default="linear", description="how the range is divided")
    distribution: DistributionKind = Field(
        default="uniform", description="how values are spread over a range that is sampled"
    )
    mode: float = Field(default=0.0, description="triangular: the value that is likeliest")
    mean: float = Field(default=0.0, description="normal: its mean, before it is cut off at both ends")
    sd: float = Field(default=0.0, gt=0.0, description="normal: its standard deviation")
    a: float = Field(default=1.0, gt=0.0, le=1e6, description="beta: first shape")
    b: float = Field(default=1.0, gt=0.0, le=1e6, description="beta: second shape")
    samples: tuple[float, ...] = Field(
        default=(), min_length=2, max_length=10_000, description="empirical: observed values"
    )


class DesignForm(Record):
    """How points are chosen."""

    method: DesignMethod = Field(default="grid", description="how points are chosen")
    points: int = Field(default=0, ge=2, le=POINTS, description="lhs: number of points")
    exponent: int = Field(default=0, ge=1, le=20, description="sobol: m, for 2^m base points")
    second_order: bool = Field(default=False, description="sobol: sample for second-order indices too")
    trajectories: int = Field(default=0, ge=2, le=100_000, description="morris: number of trajectories")
    levels: int = Field(default=4, ge=2, le=100, description="morris: levels of each factor, an even number")
    file: str = Field(default="", max_length=200, description="list: CSV file beside the study, a row for each point")
    seed: int = Field(default=1, ge=0, le=2**31 - 1, description="of the sampler (lhs, sobol, morris)")
    correlations: tuple[str, ...] = Field(
        default=(), max_length=200, description="lhs: rank correlations, each as 'a, b = 0.5'"
    )
    conditions: tuple[str, ...] = Field(
        default=(), max_length=50, description="lhs, grid: what all points keep, each as 'a + b <= 1'"
    )


class Seeds(Record):
    """Which luck: every point meets the same."""

    first: int = Field(default=1, ge=0, le=2**63 - 1, description="seed of the first replicate; the next follow")
    replicates: int = Field(
        default=10, ge=1, le=REPLICATES, description="runs of each point; with [precision], at most"
    )


class PrecisionForm(Record):
    """When enough is known: the 95 % intervals of all paired differences are narrow enough."""

    half_width: dict[str, float] = Field(
        default_factory=dict, description="by indicator: the interval is at most ± this"
    )
    minimum: int = Field(default=10, ge=2, le=REPLICATES, description="replicates before the first look")
    look_ahead: int = Field(default=5, ge=0, le=1000, description="further replicates through which it must still hold")


class OutputForm(Record):
    """What is kept."""

    series: bool = Field(default=True, description="keep every week of every run, as float32")


NEEDS: dict[DesignMethod, tuple[str, ...]] = {
    "grid": (),
    "lhs": ("points",),
    "sobol": ("exponent",),
    "morris": ("trajectories",),
    "factorial": (),
    "list": ("file",),
}
"""Keys that a method cannot do without."""

MAY: dict[DesignMethod, tuple[str, ...]] = {
    "grid": ("conditions",),
    "lhs": ("seed", "correlations", "conditions"),
    "sobol": ("seed", "second_order"),
    "morris": ("seed", "levels"),
    "factorial": (),
    "list": (),
}
"""Keys that a method understands besides."""

RESERVED = (
    "point",
    "replicate",
    "seed",
    "week",
    "weeks",
    "key",
    "status",
    "origin",
    "error",
    "traceback",
    "attempts",
    "digest",
    "code",
    "settings",
    "stale",
    "wall",
    "cpu",
    "memory",
    "host",
    "process",
    "finished",
    "n",
    "mean",
    "sd",
    "low",
    "high",
    "lever_point",
    "uncertainty_point",
)
"""Columns of tables, which no factor may be called."""
