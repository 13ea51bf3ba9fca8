"""A record holds numbers; its sentence, table and picture are made of it, and its axes can be restyled."""

import dataclasses
import sys

import numpy as np
import pytest

from cogov.experiments.analysis.effects import effects, oat
from cogov.experiments.analysis.morris import morris
from cogov.experiments.analysis.phase_diagram import phase
from cogov.experiments.analysis.policy_contrast import contrast_policies
from cogov.experiments.analysis.prim import prim
from cogov.experiments.analysis.result import PaybackTimes, WeeklyDifference, subject
from cogov.experiments.analysis.robustness import regret
from cogov.experiments.analysis.sobol import sobol
from cogov.experiments.design.study import Factor

GRID = [
    Factor("rule", "lever", key="rules.a", values=("silo", "$hub$")),
    Factor("load", "uncertainty", key="world.b", values=(1, 2, 3)),
]
RULES = {"exponent": 5, "second_order": False, "seed": 1}


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("COGOV_LANG", "en")
    monkeypatch.setenv("MPLBACKEND", "agg")


@pytest.fixture
def axes():
    from matplotlib import pyplot

    yield pyplot.subplots()[1]
    pyplot.close("all")


@pytest.fixture(scope="module")
def records(tabled, crossed, ranged):
    """A record of each method, whose numbers are shares."""
    unit = ranged("ab", 0.0, 1.0)

    def share(x):
        return 0.2 + 0.3 * x.a + 0.0 * x.b

    grid = tabled(
        lambda x: 0.1 * (x.rule != "silo") + 0.02 * x.load, GRID, "grid", {},
        outcome="coordination_cost", noise=0.001, replicates=4,
    )  # fmt: skip
    policies = crossed(np.array([[[0.1, 0.11], [0.3, 0.32]], [[0.2, 0.21], [0.2, 0.22]]]), outcome="coordination_cost")
    drawn = {"outcome": "coordination_cost", "noise": 0.001, "replicates": 3}
    week = np.arange(1.0, 53.0) / 1000
    courses = (WeeklyDifference("rule", "$hub$", week, week - 0.01, week + 0.01, 52.0),)
    frame = effects(grid).tables
    return {
        "effects": effects(grid),
        "oat": oat(grid),
        "phase": phase(grid, ("rule", "load")),
        "regret": regret(policies),
        "morris": morris(tabled(share, unit, "morris", {"trajectories": 8, "levels": 4, "seed": 1}, **drawn)),
        "sobol": sobol(tabled(share, unit, "sobol", RULES, **drawn)),
        "prim": prim(tabled(share, unit, "lhs", {"points": 60, "seed": 1}, **drawn)),
        "timing": PaybackTimes(
            **subject(grid, "timing"), tables=frame, best=None, paying=0, weeks=courses,
            quarter=13, unit="seed", units=4,
        ),
        "contrast": contrast_policies(grid, {"rule": "$hub$"}, {"rule": "silo"}),
    }  # fmt: skip


METHODS = ["effects", "oat", "phase", "regret", "morris", "sobol", "prim", "timing", "contrast"]


@pytest.mark.parametrize("method", METHODS)
def test_a_record_is_frozen_and_holds_no_text_in_a_language(records, method):
    record = records[method]
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.tables = {}
    for field in dataclasses.fields(record):
        if field.name != "titles":  # what the study itself calls its factors
            assert not (isinstance(getattr(record, field.name), dict) and "zh" in getattr(record, field.name))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("method", METHODS)
def test_every_record_draws_on_the_axes_it_is_given(records, axes, monkeypatch, method, language):
    monkeypatch.setenv("COGOV_LANG", language)
    assert records[method].plot(axes) is axes
    about = records[method].indicator
    assert (about.zh if language == "zh" else about.en) in axes.get_title()
    axes.set_title("Figure 2")
    axes.set_ylabel("%")
    assert (axes.get_title(), axes.get_ylabel()) == ("Figure 2", "%")
    if language == "en":  # not every machine has Chinese characters
        axes.figure.draw_without_rendering()  # a dollar sign in a level is no formula


def test_what_is_plotted_are_the_numbers_of_the_table_in_per_cent(records, axes):
    bars = records["morris"].plot(axes).patches
    wanted = 100 * records["morris"].tables["effects"]["mu_star"]
    assert [bar.get_width() for bar in bars] == pytest.approx(wanted.tolist())
    axes.clear()
    [line] = [each for each in records["timing"].plot(axes).get_lines() if len(each.get_xdata()) == 52]
    assert line.get_ydata()[-1] == pytest.approx(5.2)
    axes.clear()
    means = [each.lines[0].get_ydata() for each in records["effects"].plot(axes).containers]
    levels = records["effects"].tables["levels"]
    for own, factor in zip(means, records["effects"].tables["factors"]["factor"], strict=True):
        assert own == pytest.approx(100 * levels[levels["factor"] == factor]["mean"].to_numpy())


def test_without_axes_a_new_figure_is_made(records):
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    records["prim"].plot()
    assert len(pyplot.get_fignums()) == len(before) + 1
    pyplot.close("all")


def test_without_matplotlib_the_extra_is_named(records, monkeypatch):
    for name in [each for each in sys.modules if each.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"not installed; it comes with the extra notebooks"):
        records["effects"].plot()


def test_a_constant_outcome_shows_its_sentence_and_has_nothing_to_plot(tabled):
    record = effects(tabled(lambda x: 0.0 * x.load + 5.0, GRID, "grid", {}))
    assert record._repr_html_().startswith("<p><b>The outcome is constant")
    with pytest.raises(ValueError, match="nothing to plot: The outcome is constant"):
        record.plot()
