"""Indicators of parts of the city add up to those of the whole."""

import numpy as np
import pytest

from cogov.model.engine.measuring.parts import PARTS
from cogov.model.engine.simulation import Simulation


@pytest.fixture(scope="module")
def lived(small, institutions):
    """A city with every institution at work, after its last week."""
    return Simulation(small({"rules": institutions, "behaviour": {"arise": {"rate": 0.01}}})).run()


@pytest.fixture(scope="module")
def last(lived):
    """Its indicators of the last week."""
    return lived.frame().iloc[-1]


@pytest.mark.parametrize("part", ["community", "district", "type"])
def test_cases_of_parts_add_up_to_those_of_the_city(lived, last, part):
    table = lived.by(part)
    for name in ("latent", "open_issues", "matters_waiting", "paper_closed", "overdue"):
        assert table[name].sum() == last[name], name
    share = 1.0 if part == "type" else table["persons"] / table["persons"].sum()
    assert (table["harm"] * share).sum() == pytest.approx(last["harm"])


@pytest.mark.parametrize("part", ["community", "district"])
def test_means_over_residents_of_parts_are_those_of_the_city(lived, last, part):
    table = lived.by(part)
    for name in ("satisfaction", "trust", "motive", "fatigue", "norm", "voice", "volunteering", "participation"):
        assert (table[name] * table["persons"]).sum() / table["persons"].sum() == pytest.approx(last[name]), name


def test_bodies_of_kinds_make_up_the_city(lived, last):
    table = lived.by("kind")
    assert table["acting"].sum() == lived.city.bodies.acts.sum()
    for name in ("willingness", "burden"):
        assert (table[name] * table["hours"]).sum() / table["hours"].sum() == pytest.approx(last[name]), name


def test_rows_are_named(lived):
    assert lived.by("community").index[0].startswith("Urban district 1/")
    assert len(lived.by("district")) == 2
    assert "safety" in lived.by("type").index
    assert list(lived.by("kind").index)[:2] == ["party", "government"]
    assert len(PARTS) == 4


def test_what_cannot_be_asked_is_refused(small, lived):
    with pytest.raises(ValueError, match="community, district, type, kind"):
        lived.by("street")
    with pytest.raises(ValueError, match="no week"):
        Simulation(small()).by("kind")


def test_types_count_all_that_arose(lived):
    table, city = lived.by("type"), lived.city
    assert table["born_so_far"].sum() == city.communities.born.sum()
    assert np.array_equal(
        table["born_so_far"],
        table["resolved_so_far"] + table["lapsed_so_far"] + table["latent"] + table["open_issues"]
        + table["paper_closed"],
    )  # fmt: skip
