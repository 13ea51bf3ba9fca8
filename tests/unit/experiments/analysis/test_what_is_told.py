"""What tables and sentences of an analysis say: ranges kept, doubts named, no counts of nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from cogov.experiments.analysis.estimation import cut_to_range, interval
from cogov.experiments.analysis.phase_diagram import phase
from cogov.experiments.analysis.result import RankingDoubt
from cogov.experiments.analysis.robustness import regret
from cogov.model.indicators import BY_NAME
from cogov.visualization.language.translations import LANGUAGES
from cogov.visualization.narratives.analysis import notes, verdict


@pytest.fixture
def met(crossed):
    """Return a function that makes a table of three policies in four states, the first better by `effect`."""

    def build(effect, replicates=6):
        luck = np.random.default_rng(2).normal(0.0, 1.0, (3, 4, replicates))
        return crossed(50.0 + luck + effect * np.array([1.0, 0.0, 0.0])[:, None, None])

    return build


def test_an_interval_of_a_share_ends_at_0_and_1():
    mean, low, high = interval(np.array([0.9, 1.0, 0.99]))
    assert high > 1.0
    assert cut_to_range((mean, low, high), BY_NAME["participation"]) == (mean, low, 1.0)
    kept = cut_to_range((mean, np.nan, np.nan), BY_NAME["participation"])
    assert np.isnan(kept[1])


@pytest.mark.parametrize("doubt", get_args(RankingDoubt))
def test_why_a_ranking_is_not_sure_is_said_and_not_contradicted(doubt, met):
    found = replace(regret(met(0.0), resamples=50), doubts=(doubt,))
    said = verdict(found)
    assert "only" not in said["en"]
    assert len({verdict(replace(found, doubts=(each,)))["zh"] for each in get_args(RankingDoubt)}) == 3


def test_a_clear_winner_has_no_doubts(met):
    assert regret(met(30.0), resamples=50).doubts == ()


def test_a_map_without_signs_says_so_in_words(met):
    said = verdict(phase(met(0.0)))
    assert "none of" in said["en"]
    assert "0 are above" not in said["en"]


def test_fewer_than_ten_replicates_are_told(met):
    few, many = (phase(met(5.0, n)) for n in (3, 12))
    for language in LANGUAGES:
        told = [note[language] for note in notes(few)]
        assert any("10" in each for each in told)
    assert len(notes(few)) == len(notes(many)) + 1
