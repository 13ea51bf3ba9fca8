"""Bootstrap, verdicts, posterior and regions, on figures whose answer is known."""

import csv
import re

import numpy as np
import pytest
from matplotlib import pyplot

from cogov.experiments.calibration import load_task
from cogov.experiments.calibration.bootstrap import bootstrap_interval
from cogov.experiments.calibration.document import document
from cogov.experiments.calibration.evaluation import Evaluation, evaluation
from cogov.experiments.calibration.identifiability import ridges, verdict
from cogov.experiments.calibration.posterior import posterior, weighted_quantile
from cogov.experiments.calibration.profile import region
from cogov.experiments.calibration.search import Search, most
from cogov.experiments.calibration.targets_schema import SETTLED
from cogov.model.parameter import quantities
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.world import Actors
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives.calibration import effort, headline, verdicts, warnings
from cogov.visualization.reports.calibration import page

from .truth import LOAD, SCALE, tables

TARGET = [{"scenario": "fragmented", "indicator": "official_closing", "value": 0.5, "tolerance": 0.1}]


@pytest.fixture
def task():
    return load_task(tables([SCALE], TARGET, search={"seeds": 4}))


def at(task, *points, figures):
    return [evaluation(task, point, np.array(each)[:, None]) for point, each in zip(points, figures, strict=True)]


def test_the_misfit_is_in_units_of_tolerance(task):
    assert task.misfit(np.full((4, 1), 0.7)) == pytest.approx(4.0)
    assert task.units(np.full((4, 1), 0.3)) == pytest.approx([-2.0])


class TestBootstrap:
    def test_where_all_runs_agree_there_is_no_doubt(self, task):
        found = at(task, (1.0,), (2.0,), (3.0,), figures=[[0.1] * 4, [0.5] * 4, [0.9] * 4])
        np.testing.assert_array_equal(bootstrap_interval(task, found), [[2.0], [2.0]])

    def test_where_runs_disagree_the_best_may_lie_at_either(self, task):
        found = at(task, (1.0,), (2.0,), (3.0,), figures=[[0.5, 0.5, 0.1, 0.1], [0.9, 0.9, 0.5, 0.5], [0.0] * 4])
        np.testing.assert_array_equal(bootstrap_interval(task, found), [[1.0], [2.0]])

    def test_one_seed_says_nothing_about_luck(self):
        alone = load_task(tables([SCALE], TARGET, search={"seeds": 1}))
        assert bootstrap_interval(alone, at(alone, (1.0,), figures=[[0.5]])) is None


@pytest.mark.parametrize(
    ("low", "high", "rise", "said"),
    [
        (1.1, 1.2, 9.0, "identified"),
        (1.1, np.inf, 9.0, "bounded_below"),
        (-np.inf, 1.2, 9.0, "bounded_above"),
        (-np.inf, np.inf, 1.0, "flat"),
        (-np.inf, np.inf, 0.0, "inert"),
    ],
)
def test_verdicts(low, high, rise, said):
    assert verdict(low, high, rise) == said


@pytest.mark.parametrize("ends", [(1.1, 1.2), (1.1, np.inf), (-np.inf, np.inf)])
def test_nothing_is_identified_by_targets_that_are_missed_by_far(ends):
    assert verdict(*ends, 9.0, missed=17.0) == "missed"
    assert verdict(*ends, 9.0, missed=1.9) == verdict(*ends, 9.0)
    assert verdict(*ends, 0.0, missed=17.0) == verdict(*ends, 0.0)  # no effect at all says more


class TestRegion:
    @pytest.fixture
    def profiled(self, task):
        """The region of a profile that has given misfits at 1, 1.5, 2, 2.5 and 3; the threshold is 3.84."""

        def profiled(*misfits):
            points = [(value,) for value in (1.0, 1.5, 2.0, 2.5, 3.0)]
            found = [Evaluation(point, np.zeros((4, 1)), each) for point, each in zip(points, misfits, strict=True)]
            search = Search(task, None, None)
            search.tried = [("profile", each) for each in found]
            return region(search, 0, {each.point[0]: each for each in found})

        return profiled

    def test_ends_are_interpolated(self, profiled):
        found = profiled(99.0, 7.68, 0.0, 3.84 * 4, 99.0)
        assert (found.low, found.high) == (pytest.approx(1.75), pytest.approx(2.125))
        assert found.parts == 1

    def test_open_at_one_end_or_both(self, profiled):
        assert profiled(0.0, 1.0, 9.0, 20.0, 30.0).bounded == (False, True)
        assert profiled(30.0, 20.0, 9.0, 1.0, 0.0).bounded == (True, False)
        assert profiled(1.0, 0.5, 0.0, 0.5, 1.0).bounded == (False, False)

    def test_pieces_are_counted(self, profiled):
        found = profiled(9.0, 0.0, 9.0, 0.1, 9.0)
        assert found.parts == 2
        assert found.low < 1.5 < 2.5 < found.high

    def test_where_a_run_failed_the_region_ends(self, profiled):
        assert profiled(0.0, 1.0, np.inf, 9.0, 9.0).high == 1.5


class TestRidges:
    @pytest.fixture
    def told(self):
        task = load_task(tables([SCALE, LOAD], TARGET))
        return lambda points: ridges(task, [Evaluation(tuple(point), None, 0.0) for point in points])

    def test_a_ridge_is_told(self, told):
        (pair,) = told([(1 + 0.1 * step, 0.01 + 0.001 * step) for step in range(12)])
        assert (pair.one, pair.other, pair.points) == (SCALE, LOAD, 12)
        assert pair.correlation == pytest.approx(1.0)

    def test_a_cloud_is_not(self, told):
        luck = np.random.default_rng(1)
        assert told(np.column_stack([luck.uniform(1, 3, 60), luck.uniform(0.01, 0.04, 60)])) == ()

    def test_nor_are_few_points_or_points_in_a_row(self, told):
        assert told([(1 + 0.1 * step, 0.01 + 0.001 * step) for step in range(9)]) == ()
        assert told([(1 + 0.1 * step, 0.02) for step in range(12)]) == ()


class TestPosterior:
    def test_the_closest_are_accepted_and_the_closest_of_them_weigh_most(self, task):
        values = np.linspace(1.0, 3.0, 41)
        found = at(task, *((value,) for value in values), figures=[[0.5 + (value - 2.0)] * 4 for value in values])
        left = posterior(task, found)
        assert len(left.draws) == 5  # accept is .1 of 41, and never less than 5
        assert left.draws[0].point == (2.0,)
        assert left.weights[0] == left.weights.max()
        assert left.weights.sum() == pytest.approx(1.0)
        assert left.low[0] < left.median[0] < left.high[0]
        assert left.median[0] == pytest.approx(2.0)
        assert 1.0 < left.effective <= 5.0

    def test_ties_share_their_weight(self, task):
        left = posterior(task, at(task, *((1.0 + n / 10,) for n in range(5)), figures=[[0.5] * 4] * 5))
        np.testing.assert_allclose(left.weights, 0.2)

    def test_weighted_quantiles(self):
        values = np.array([1.0, 2.0, 3.0, 4.0])
        assert weighted_quantile(values, np.full(4, 0.25), 0.5) == 2.5
        assert weighted_quantile(values, np.array([0.0, 0.0, 0.0, 1.0]), 0.5) == pytest.approx(4.0, abs=0.51)


def test_the_trials_that_are_announced_are_the_most_there_can_be(one, two, drawn):
    for found in (one, two, drawn):
        assert len(found.tried) <= most(found.task)


def test_the_default_is_what_the_figures_support(root):
    """Rounded from the fit, whose trials are kept; the declaration says from what."""
    declared = {each.path: each for each in quantities(Settings())}[SCALE]
    assert declared.source.startswith("fitted by cogov calibrate beijing")
    assert "1.59, supported 1.35 to 1.89" in declared.source
    figures = [re.findall(r"[0-9]+\.[0-9]+", text) for text in (declared.source, declared.source_zh)]
    assert figures[0] == figures[1], "the two languages give other figures"
    with (root / "experiments" / "targets" / "found" / "beijing.csv").open(encoding="utf-8") as file:
        trials = [(float(trial[SCALE]), float(trial["misfit"])) for trial in csv.DictReader(file)]
    best, misfit = min(trials, key=lambda trial: trial[1])
    assert f"{best:.2f}" == "1.59"
    supported = [value for value, each in trials if each <= misfit + SETTLED]
    assert 1.35 <= min(supported) <= Actors().capacity_scale <= max(supported) <= 1.89
    fitted = [each.path for each in quantities(Settings()) if each.source.startswith("fitted")]
    assert fitted == [SCALE] == [each.key for each in load_task("beijing").parameters]


class TestSentences:
    @pytest.fixture
    def told(self, ridge, useless, drawn):
        """What is said of a calibration in a language."""

        def told(name, language):
            found = {"ridge": ridge, "useless": useless, "drawn": drawn}[name]
            document_of = document(found)
            say = words(language)
            return [
                headline(document_of, say), *warnings(document_of, say), *verdicts(document_of, say),
                effort(document_of, say),
            ]  # fmt: skip

        return told

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_is_not_identified_is_said_not_to_be(self, told, language):
        wanted = {"en": "is not identified: no target depends on it at all", "zh": "各项目标都不随它变化"}[language]
        (said,) = [each for each in told("useless", language) if wanted in each]
        assert "behaviour.volunteer.reward" in said

    @pytest.mark.parametrize(
        ("language", "wanted", "never"),
        [
            (
                "en",
                ("misses 1 of 1 target, the farthest by", "is not identified, since targets are missed"),
                "is identified",
            ),
            ("zh", ("有 1 个目标（共 1 个）没有达到", "不可辨识，因为有目标没有达到"), "可以辨识"),
        ],
    )
    def test_targets_that_are_missed_by_far_identify_nothing(self, far, language, wanted, never):
        assert {each.verdict for each in far.found} == {"missed"}
        shown = page(document(far), far.origin, language)
        say = words(language)
        said = " ".join([*warnings(document(far), say), *verdicts(document(far), say)])
        for text in (said, shown):
            assert all(each in text for each in wanted)
            assert never not in text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_ridges_and_posteriors_are_told(self, told, language):
        ridge, left = {"en": ("make up for each other", "closest are accepted"), "zh": ("抵补", "最接近的")}[language]
        assert any(ridge in each for each in told("ridge", language))
        assert left in told("drawn", language)[-1]

    def test_a_ridge_between_identified_parameters_is_no_contradiction(self, ridge):
        known = document(ridge)
        known["parameters"] = [{**each, "verdict": "identified"} for each in known["parameters"]]
        assert "neither alone" not in " ".join(verdicts(known, words("en")))


def test_a_calibration_draws_the_profile_of_a_parameter(two, monkeypatch):
    monkeypatch.setenv("COGOV_LANG", "en")
    pyplot.switch_backend("agg")
    axes = two.plot(parameter=LOAD)
    rows = two.profile.query("parameter == @LOAD").dropna(subset="misfit")
    assert np.allclose(axes.lines[1].get_xdata(), rows["value"])
    assert np.allclose(axes.lines[1].get_ydata(), rows["above_best"])
    assert axes.get_xlabel().startswith(LOAD)
    assert two.plot(axes) is axes
    with pytest.raises(ValueError, match=r"no parameter of this calibration is called capacity_scale; there are: "):
        two.plot(parameter="capacity_scale")
    pyplot.close("all")


def test_a_posterior_has_no_profile_to_draw(drawn, monkeypatch):
    monkeypatch.setenv("COGOV_LANG", "en")
    with pytest.raises(ValueError, match="has no profile to draw"):
        drawn.plot()
