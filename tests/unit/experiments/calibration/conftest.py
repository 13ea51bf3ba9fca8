"""Calibrations to targets from a known truth, each made once."""

import pytest

from cogov.experiments import calibrate

from .truth import LOAD, REWARD, SCALE, made_by, tables


@pytest.fixture(scope="session")
def one(tmp_path_factory):
    """One parameter, one target, truly at a scale of 1.6."""
    targets = made_by({SCALE: 1.6}, ["official_closing"])
    return calibrate(tables([SCALE], targets), out=tmp_path_factory.mktemp("one"), workers=1)


@pytest.fixture(scope="session")
def far(tmp_path_factory):
    """One parameter whose range reaches nowhere near the target."""
    targets = [{"scenario": "fragmented", "indicator": "official_closing", "value": 0.99, "tolerance": 0.01}]
    asked = tables({SCALE: {"low": 0.2, "high": 0.3}}, targets, search={"trials": 3, "seeds": 2, "refine": 2})
    return calibrate(asked, out=tmp_path_factory.mktemp("far"), workers=1)


@pytest.fixture(scope="session")
def two(tmp_path_factory):
    """Two parameters, two targets, truly at 1.6 and .004."""
    targets = made_by({SCALE: 1.6, LOAD: 0.004}, ["official_closing", "arrivals"])
    return calibrate(tables([SCALE, LOAD], targets), out=tmp_path_factory.mktemp("two"), workers=1)


@pytest.fixture(scope="session")
def useless(tmp_path_factory):
    """A parameter that the target knows, and one that no target depends on."""
    targets = made_by({SCALE: 1.6}, ["official_closing"])
    asked = tables([SCALE, REWARD], targets, profile={"inner": 2, "points": 5}, search={"seeds": 4})
    return calibrate(asked, out=tmp_path_factory.mktemp("useless"), workers=1)


@pytest.fixture(scope="session")
def ridge(tmp_path_factory):
    """Two parameters that make up for each other: more problems, or less to solve them with."""
    targets = made_by({SCALE: 1.6, LOAD: 0.004}, ["official_closing"])
    asked = tables([SCALE, LOAD], targets, search={"seeds": 4})
    return calibrate(asked, out=tmp_path_factory.mktemp("ridge"), workers=1)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """A posterior by rejection, of a parameter that the target knows and of one that it does not."""
    targets = made_by({SCALE: 1.6}, ["official_closing"])
    search = {"method": "abc", "trials": 120, "seeds": 4, "accept": 0.15}
    asked = tables([SCALE, REWARD], targets, search=search)
    del asked["search"]["refine"]
    return calibrate(asked, out=tmp_path_factory.mktemp("drawn"), workers=1)
