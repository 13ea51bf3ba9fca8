from dataclasses import replace

import numpy as np
import pytest

from cogov.experiments import multiplier
from cogov.experiments.multipliers.verdict import side_of
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.multiplier import answer_of


@pytest.fixture(scope="module")
def controlled(small):
    return multiplier("synergy", replicates=5, weeks=8, changes=small)


def test_the_null_control_is_told_by_the_side_on_which_its_interval_lies(controlled):
    row = controlled.synergy.query("arm == 'null' and scale == 'log'").iloc[0]
    assert controlled.null_side == side_of(row["low"], row["high"])
    assert answer_of(controlled, "null", words("en")) == words("en")(f"multiplier.null.{controlled.null_side}")


def test_without_a_null_control_there_is_no_side(controlled):
    assert replace(controlled, arms={"given": controlled.arms["given"]}).null_side is None


def test_with_too_few_seeds_there_is_no_side(small):
    few = multiplier("synergy", replicates=2, weeks=4, changes=small)
    assert few.null_side is None
    assert np.isnan(few.synergy.query("arm == 'null'")["low"]).all()
