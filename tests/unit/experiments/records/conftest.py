"""Requests drawn from numbers that are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from cogov.experiments.records.dates import OPEN
from cogov.experiments.records.requests import WEEK, NameColumn, Requests

START = 1_704_067_200  # Monday, 1 January 2024


@dataclass(frozen=True)
class Truth:
    """The numbers from which requests are drawn."""

    seed: int
    weekly: float
    clustering: float
    shape: float
    scale_weeks: float
    shares: tuple[float, ...]
    deadline_weeks: int
    satisfied: float
    weeks: int = 80
    persons: float = 100_000.0

    def within(self, weeks: float) -> float:
        """The share that is closed within some weeks."""
        return float(1.0 - np.exp(-((weeks / self.scale_weeks) ** self.shape)))

    def days(self, share: float) -> float:
        """The days after which a share is closed."""
        return float(7.0 * self.scale_weeks * (-np.log(1.0 - share)) ** (1.0 / self.shape))


def draw(truth: Truth) -> Requests:
    luck = np.random.default_rng(truth.seed)
    rate = truth.weekly * (
        luck.gamma(1.0 / truth.clustering, truth.clustering, truth.weeks) if truth.clustering else np.ones(truth.weeks)
    )
    week = np.repeat(np.arange(truth.weeks), luck.poisson(rate))
    created = np.sort(START + ((week + luck.random(len(week))) * WEEK).astype(np.int64))
    taken = (truth.scale_weeks * WEEK * luck.weibull(truth.shape, len(week))).astype(np.int64)
    end = START + truth.weeks * WEEK
    closed = np.where(created + taken <= end, created + taken, OPEN)
    types = luck.choice(len(truth.shares), len(week), p=truth.shares)
    return Requests(
        created, closed, end,
        {"type": NameColumn(types, tuple(f"type {number}" for number in range(len(truth.shares))))},
        due=created + truth.deadline_weeks * WEEK,
        satisfied=(luck.random(len(week)) < truth.satisfied).astype(np.int64),
    )  # fmt: skip


@pytest.fixture(scope="session")
def truth_of():
    return Truth


@pytest.fixture(scope="session")
def drawn():
    return draw
