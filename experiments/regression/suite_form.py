"""The form of a suite's file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ...model.parameter import Record

VERSION = 1

LEAST = 8
"""Runs of each scenario below which nothing is compared."""


class ClaimForm(Record):
    """A claim that can turn out false: in one scenario an indicator stands higher (or lower) than in another."""

    scenario: str = Field(description="a scenario of the suite")
    indicator: str = Field(description="name of an indicator")
    than: str = Field(description="the scenario of the suite that it is compared with")
    direction: Literal["higher", "lower"] = Field(description="where the first is expected to stand")


class SuiteHeading(Record):
    """The table ``[suite]``."""

    name: str = Field(default="", max_length=80, description="name; without it, the name of the file")
    scenarios: tuple[str, ...] = Field(
        strict=False,
        min_length=1,
        max_length=100,
        description="names of the library, patterns such as * of these, or files beside this one",
    )
    changes: tuple[str, ...] = Field(
        strict=False, default=(), max_length=200, description="settings of all, such as run.weeks=104"
    )
    indicators: tuple[str, ...] = Field(
        strict=False, default=(), max_length=60, description="of older suites; all indicators are compared, always"
    )
    first_seed: int = Field(default=1, ge=0, le=2**62, description="seed of the first run of each scenario")
    replicates: int = Field(default=20, ge=LEAST, le=1000, description="runs of each scenario")
    replicates_at_most: int = Field(
        default=0, ge=0, le=2000, description="runs of each where fewer leave something open; 0 means twice as many"
    )
    common_random_numbers: bool = Field(
        default=False, description="compare seed by seed, since equal seeds mean equal luck in this model"
    )
    margin_factor: float = Field(
        default=1.0, gt=0.0, le=1.0, description="by which margins that are not given one by one are multiplied"
    )
    alpha: float = Field(default=0.01, ge=0.01, le=0.1, description="chance of a false alarm, of all tests together")
    scenario_claims: bool = Field(default=True, description="test what the scenarios themselves claim of each other")


class SuiteForm(Record):
    """The whole file."""

    schema_version: int = Field(default=VERSION, ge=1, description="version of this form")
    suite: SuiteHeading = Field(description="what is run")
    margin: dict[str, float] = Field(
        default_factory=dict, description="by indicator: a difference up to this is none that matters"
    )
    claims: tuple[ClaimForm, ...] = Field(
        strict=False, default=(), max_length=200, description="claims beyond those of scenarios"
    )
