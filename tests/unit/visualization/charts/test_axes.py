"""Records draw themselves on axes that a paper can restyle."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot

from cogov.experiments import multiplier
from cogov.visualization.charts.svg import BASELINE, COLOURS
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.comparison import titles
from cogov.visualization.reports import notebook


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("COGOV_LANG", "en")
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def test_a_comparison_draws_the_medians_and_bands_of_an_indicator(comparison):
    axes = comparison.plot()
    names = titles(comparison, words("en"))
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(names)
    curve = axes.lines[1]
    table = comparison.bands.query("scenario == 'synergy' and indicator == 'effectiveness'")
    assert np.allclose(curve.get_ydata(), table["median"])
    assert list(curve.get_xdata()) == list(range(1, 61))
    assert curve.get_color() == COLOURS[0]
    assert axes.lines[0].get_color() == BASELINE
    assert len(axes.collections) == 3  # a band each
    assert (axes.get_title(), axes.get_xlabel()) == ("Effectiveness", "week")


def test_shares_are_drawn_in_per_cent(comparison):
    axes = comparison.plot(indicator="coordination_cost")
    table = comparison.bands.query("scenario == 'synergy' and indicator == 'coordination_cost'")
    assert np.allclose(axes.lines[1].get_ydata(), 100 * table["median"])
    assert axes.get_ylabel() == "%"


def test_it_draws_on_the_axes_that_it_is_given_and_they_can_be_restyled(comparison):
    figure, (left, right) = pyplot.subplots(1, 2)
    assert comparison.plot(left) is left
    assert comparison.plot(right, indicator="trust") is right
    left.set_title("My own")
    left.lines[0].set_color("black")
    figure.canvas.draw()
    assert left.get_title() == "My own"
    assert len(pyplot.get_fignums()) == 1


def test_names_of_strangers_are_text_and_not_mathematics(comparison):
    named = [
        scenario.model_copy(update={"title": scenario.title.model_copy(update={"en": f"_${place}\\frac{{$"})})
        for place, scenario in enumerate(comparison.scenarios)
    ]
    axes = replace(comparison, scenarios=tuple(named)).plot()
    axes.figure.canvas.draw()
    shown = [text.get_text().strip() for text in axes.get_legend().get_texts()]
    assert shown == [f"_${place}\\frac{{$" for place in range(3)]


def test_chinese_is_drawn_where_a_font_has_its_signs(comparison, monkeypatch):
    monkeypatch.setenv("COGOV_LANG", "zh")
    monkeypatch.setattr("cogov.visualization.charts.axes._chinese_fonts", lambda: ["Some Font"])
    axes = comparison.plot()
    assert axes.get_title() == "治理效能"
    assert "Some Font" in axes.title.get_fontfamily()
    monkeypatch.setattr("cogov.visualization.charts.axes._chinese_fonts", list)
    assert comparison.plot().get_title() == "Effectiveness"


def test_an_unknown_indicator_is_named_with_the_nearest(comparison):
    with pytest.raises(ValueError, match=r"no indicator is called trst; there are: .*Did you mean trust"):
        comparison.plot(indicator="trst")
    assert pyplot.get_fignums() == []


def test_without_matplotlib_a_sentence_says_what_to_install(comparison, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        comparison.plot()
    monkeypatch.setenv("COGOV_LANG", "zh")
    with pytest.raises(ImportError, match="尚未安装"):
        comparison.plot()


def test_showing_a_record_does_not_load_matplotlib(comparison, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert "Effectiveness" in notebook.of_comparison(comparison)


@pytest.fixture(scope="module")
def gains(tiny):
    return multiplier("synergy", players="rules", replicates=5, weeks=8, changes=tiny, controls=False)


@pytest.mark.parametrize("table", ["shapley", "dividends"])
def test_a_multiplier_draws_its_gains_with_intervals(gains, table):
    axes = gains.plot(table=table)
    rows = getattr(gains, table).query("arm == 'given' and scale == 'log'")
    bars = [bar.get_width() for bar in axes.patches]
    assert sorted(bars) == pytest.approx(sorted(rows["value"]))
    assert len(axes.containers) == 1 + len(rows)  # the bars, and a whisker each
    if table == "shapley":
        assert bars == pytest.approx(list(rows["value"]))
        assert [text.get_text() for text in axes.get_yticklabels()] == [
            words("en")(f"player.{name}") for name in gains.names
        ]
    assert axes.yaxis_inverted()  # the first on top, as on the page


def test_a_multiplier_with_too_few_seeds_is_drawn_without_whiskers(tiny):
    few = multiplier("synergy", players="rules", replicates=2, weeks=4, changes=tiny, controls=False)
    assert len(few.plot().containers) == 1


def test_an_unknown_table_of_gains_is_named_with_the_nearest(gains):
    with pytest.raises(ValueError, match=r"called shaply; .*Did you mean shapley"):
        gains.plot(table="shaply")
