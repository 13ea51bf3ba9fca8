"""Patterns: known answers of what they compute, how they are judged, and how they are shown."""

import json
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from cogov.experiments.calibration import load_task
from cogov.experiments.execution.runs import RunError
from cogov.experiments.execution.signals import Interrupted
from cogov.experiments.validation import PATTERNS, Criterion, Pattern, PatternVerdict, Runs, judge
from cogov.experiments.validation.cities import FRAGMENTED, ON_TIME
from cogov.experiments.validation.ended_cases import live_and_note
from cogov.experiments.validation.institutions import MEETINGS
from cogov.experiments.validation.pattern import CriterionResult, evaluate_criterion, gain_of_best
from cogov.experiments.validation.people import BETTER, WORSE, _recovery
from cogov.experiments.validation.rates import P6
from cogov.experiments.validation.service import smallest_share, smallest_share_of_equals
from cogov.experiments.validation.times import eta_squared, weibull_shape
from cogov.experiments.validation.validate import Validation, _source, arms, validate
from cogov.model.engine.simulation import Simulation
from cogov.scenarios import load
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.narratives import validation as sentences
from cogov.visualization.reports import pattern_table
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.commands import validate as command

NO_RUNS = Runs({})


class TestWhatTheyCompute:
    @pytest.mark.parametrize("shape", [0.5, 1.0, 1.5])
    def test_weibull_shape_is_found_though_only_weeks_are_known(self, shape):
        luck = np.random.default_rng(1)
        times = 3.0 * luck.weibull(shape, 20_000)
        assert weibull_shape(np.floor(times)) == pytest.approx(shape, rel=0.04)

    @pytest.mark.parametrize("shape", [0.5, 1.0, 1.5])
    def test_lapsing_does_not_bias_it(self, shape):
        luck = np.random.default_rng(2)
        times, patience = 3.0 * luck.weibull(shape, 20_000), luck.geometric(0.1, 20_000) - 1
        weeks = np.floor(times)
        solved = weeks <= patience
        assert weibull_shape(weeks[solved], patience[~solved]) == pytest.approx(shape, rel=0.04)

    def test_share_of_variance(self):
        group = np.array([0, 0, 1, 1, 3, 3])
        assert eta_squared(np.array([1.0, 1.0, 2.0, 2.0, 5.0, 5.0]), group) == pytest.approx(1.0)
        assert eta_squared(np.array([1.0, 3.0, 1.0, 3.0, 1.0, 3.0]), group) == pytest.approx(0.0)
        # Means 1 and 4 about 2.5: 2.25 of a variance of 3.25.
        assert eta_squared(np.array([0.0, 2.0, 3.0, 5.0]), np.array([0, 0, 1, 1])) == pytest.approx(2.25 / 3.25)

    def test_the_best_is_not_favoured_by_its_luck(self):
        noise = np.random.default_rng(3).normal(size=(8, 400))
        assert abs(gain_of_best(noise, np.zeros(400)).mean()) < 0.15
        assert gain_of_best(np.array([[1.0, 1.0], [3.0, 3.0]]), np.zeros(2)).tolist() == [3.0, 3.0]

    def test_recovery_counts_weeks_up_less_weeks_down(self):
        gap = np.zeros((2, 260))
        gap[:, WORSE + 10 : BETTER + 30] = -1.0  # half of the fall after 10 weeks, half regained after 30
        gap[1, BETTER:] = -1.0  # never regained
        assert _recovery(gap).tolist() == [20.0, 260 - BETTER - 10.0]

    def test_few_who_give_much(self):
        assert smallest_share(np.array([8.0, 1.0, 1.0, 0.0])) == 0.25
        assert smallest_share(np.ones(300)) == pytest.approx(2 / 3, abs=0.01)

    @pytest.mark.parametrize("rate", [0.02, 0.3])
    def test_equals_give_as_luck_has_it(self, rate):
        drawn = np.random.default_rng(4).binomial(52, rate, 200_000).astype(float)
        assert smallest_share_of_equals(rate) == pytest.approx(smallest_share(drawn), abs=0.003)

    def test_every_case_that_was_reported_is_there_once(self):
        city = {"streets_per_district": 1, "communities_per_street": 1, "rural_counties": 0, "agents_per_grid": 10}
        changes = {"run.weeks": 40, **{f"world.city.{key}": value for key, value in city.items()}}
        simulation = Simulation(load("fragmented", changes=changes).settings, history=True)
        noted = live_and_note(simulation).records
        told = simulation.history.frame()
        assert len(noted.ended) == told.loc[told["what"] == "reported", "case"].nunique()
        assert noted.solved.sum() == told.loc[
            (told["what"] == "resolved") & told["case"].isin(told.loc[told["what"] == "reported", "case"]), "case"
        ].nunique()  # fmt: skip
        assert (noted.weeks >= 0).all()
        assert (noted.ended[~noted.solved] <= 39).all()


class TestHowTheyAreJudged:
    def test_the_whole_interval_must_lie_inside(self):
        values = np.array([0.0, 1.0, 0.4, 0.6])
        assert not evaluate_criterion(Criterion("x", 0.4, 0.6), values).met
        assert evaluate_criterion(Criterion("x", -0.5, 1.5), values).met
        assert evaluate_criterion(Criterion("x", -0.5, 1.5), values).value == pytest.approx(0.5)

    def test_exactly_nothing_is_no_effect(self):
        nothing = np.zeros(5)
        assert not evaluate_criterion(Criterion("x", low=0.0), nothing).met
        assert not evaluate_criterion(Criterion("x", high=0.0), nothing).met

    def test_ratios_are_averaged_on_the_log_scale(self):
        finding = evaluate_criterion(Criterion("x", low=0.2, scale="ratio"), np.array([0.5, 2.0]))
        assert finding.value == pytest.approx(1.0)
        assert finding.low == pytest.approx(1.0 / finding.high)

    @pytest.mark.parametrize("values", [[1.0], [1.0, np.nan], [1.0, inf]])
    def test_what_cannot_be_judged_is_refused(self, values):
        with pytest.raises(ValueError, match="two finite values"):
            evaluate_criterion(Criterion("x"), np.array(values))

    def test_a_ratio_of_nothing_is_refused(self):
        with pytest.raises(ValueError, match="not positive"):
            evaluate_criterion(Criterion("x", scale="ratio"), np.array([0.0, 1.0]))

    @pytest.mark.parametrize(("low", "mark"), [((0.0, 0.0), "met"), ((0.0, 9.0), "part"), ((9.0, 9.0), "unmet")])
    def test_a_pattern_is_met_if_all_its_criteria_are(self, low, mark):
        criteria = (Criterion("a", low=low[0]), Criterion("b", low=low[1]))
        ones = np.array([1.0, 1.0])
        assert judge(Pattern("p1", "seen", criteria, lambda runs: {"a": ones, "b": ones}, ()), NO_RUNS).mark == mark

    def test_what_is_declared_is_what_is_measured(self):
        with pytest.raises(ValueError, match="other criteria"):
            judge(Pattern("p1", "seen", (Criterion("a"),), lambda runs: {"b": np.ones(2)}, ()), NO_RUNS)

    def test_what_the_null_model_gives_too_is_not_met(self):
        near, far = np.array([0.5, 0.6]), np.array([4.5, 4.6])
        wide = Criterion("x", -2.0, 3.0)
        assert evaluate_criterion(wide, near, far).met
        both = evaluate_criterion(wide, near, near)
        assert both.inside
        assert both.trivial
        assert not both.met

    def test_a_figure_that_nothing_is_wanted_of_judges_nothing(self):
        told, ones = Criterion("a"), np.ones(2)
        assert not told.judges
        pattern = Pattern("p1", "seen", (told, Criterion("b", low=0.0)), lambda runs: {"a": ones, "b": ones}, ())
        assert judge(pattern, NO_RUNS).mark == "met"

    def test_an_input_is_never_met(self):
        pattern = Pattern("p21", "input", (Criterion("a", low=0.0),), lambda runs: {"a": np.ones(2)}, ())
        assert judge(pattern, NO_RUNS).mark == "input"


ROLES = {
    "fitted": "p1 p14 p18 p19 p20", "input": "p21 p23", "design": "p22", "seen": "p2 p3 p4 p6 p8 p12",
    "late": "p5 p7 p9 p10 p11", "held_out": "p13 p15 p25",
}  # fmt: skip


class TestWhatIsDeclared:
    def test_each_has_the_role_that_was_given_to_it_before_it_was_run(self):
        assert {pattern.key: pattern.role for pattern in PATTERNS} == {
            key: role for role, keys in ROLES.items() for key in keys.split()
        }

    @pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.key)
    def test_a_pattern(self, pattern):
        assert len(pattern.measure.__doc__.split()) > 25, "the definition"
        assert pattern.arms
        assert (pattern.null is None) == (pattern.role == "input"), "a null model that it must beat"
        keys = [criterion.key for criterion in pattern.criteria]
        assert len(keys) == len(set(keys))
        assert all(criterion.low < criterion.high for criterion in pattern.criteria)
        assert any(criterion.judges for criterion in pattern.criteria) == (pattern.role != "input")
        for language in LANGUAGES:
            for key in ("title", "source", "null", "fails", *keys):
                assert words(language)(f"pattern.{pattern.key}.{key}")

    def test_every_arm_is_a_valid_scenario_and_only_one_has_a_caution(self):
        """Without meetings, goals that follow what meetings agree on follow the agenda of the first week."""
        cautioned = {
            arm for arm in arms(PATTERNS) if load(_source(arm), changes=arm.changes).warnings
        }  # fmt: skip
        assert {arm.changes[0] for arm in cautioned} == {MEETINGS[0].changes[0]}

    def test_the_city_that_is_on_time_is_the_one_that_was_found(self, root):
        """Its capacity is the best of the trials that lie beside it, by the targets that are shipped."""
        import csv

        (target,) = load_task("on_time").targets
        with (root / "experiments" / "targets" / "found" / "on_time.csv").open(encoding="utf-8") as file:
            best = min(csv.DictReader(file), key=lambda trial: float(trial["misfit"]))
        scale = load(_source(replace(FRAGMENTED, scenario=ON_TIME))).settings.world.actors.capacity_scale
        assert scale == float(best["world.actors.capacity_scale"])
        assert abs(float(best[target.name]) - target.value) < target.tolerance

    def test_no_words_without_a_pattern(self):
        said = {tuple(key.split(".")[1:]) for key in words("en").lines if key.startswith("pattern.")}
        needed = {
            (pattern.key, key)
            for pattern in PATTERNS
            for key in ("title", "source", "null", "fails", *(criterion.key for criterion in pattern.criteria))
        }
        assert {each for each in said if each[1] != "note"} == needed
        assert {each[0] for each in said if each[1] == "note"} <= {pattern.key for pattern in PATTERNS}


def invented() -> Validation:
    """Every pattern with figures out of the air."""
    return Validation(
        tuple(
            PatternVerdict(pattern, tuple(CriterionResult(each, 20, 0.5, 0.4, 0.6) for each in pattern.criteria))
            for pattern in PATTERNS
        ),
        tuple(range(1, 21)),
    )


def cells(markdown: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in markdown.splitlines() if line[:1] == "|"
    ]


class TestHowTheyAreShown:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_fragment_of_the_docs_is_in_step(self, root, language):
        """Same rows, ranges, roles and sources as declared; numbers may be older. Renew with `cogov validate --out`."""
        name = "patterns.table.md" if language == "en" else f"patterns.table.{language}.md"
        kept = (root / "docs" / "explanation" / name).read_text("utf-8")
        made = pattern_table.markdown(invented(), words(language))
        names = [pattern.key.upper() for pattern in PATTERNS]

        def fixed(text):
            rows = cells(text)
            # Without the verdict behind the title, the figures, and whether they are met.
            return [[row[0].split(": **")[0].split("：**")[0], row[1], row[2], row[6]] for row in rows]

        assert fixed(kept) == fixed(made)
        assert [line for line in kept.splitlines() if line.startswith("* ")] == [
            line for line in made.splitlines() if line.startswith("* ")
        ]
        assert all(f"**{each}** " in kept for each in names)
        assert kept.splitlines()[0] == made.splitlines()[0]

    def test_a_row_that_says_met_is_met(self, root):
        """The fragment's own numbers agree with its own verdicts."""
        for row in cells((root / "docs" / "explanation" / "patterns.table.md").read_text("utf-8"))[2:]:
            figures = row[3].replace("−", "-").replace("[", "").replace("]", "").replace(",", "")
            low, high = (float(part) for part in figures.split()[1:])
            if row[2] == "–":
                assert row[5] == "told only"
                continue
            word, *ends = row[2].replace("−", "-").replace(" to ", " ").split()
            if word == "above":
                inside = low >= float(ends[0])
            elif word == "below":
                inside = high <= float(ends[0])
            else:
                inside = float(word) <= low <= high <= float(ends[0])
            assert inside or row[5] != "yes", row

    def test_numbers_have_one_count_of_decimals(self):
        assert sentences.figures(0.99995, 0.9997, 1.0002) == ["1.00", "1.00", "1.00"]
        assert sentences.target_range(Criterion("x", low=-0.005), words("en")) == "above −0.005"

    def test_the_summary_counts(self):
        text = sentences.summary(invented(), words("en"))
        counted = invented().frame().drop_duplicates("pattern")
        for role in ("held_out", "late", "seen", "design", "fitted"):
            marks = counted[counted["role"] == role]["mark"].value_counts()
            said = f"{marks.get('met', 0)} met, {marks.get('part', 0)} in part, {marks.get('unmet', 0)} not"
            assert f"{words('en')(f'validate.{role}')}: {said}" in text


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def _one_pattern(self, monkeypatch):
        monkeypatch.setattr(command, "PATTERNS", (P6,))

    def test_json_and_files(self, capsys, tmp_path):
        assert main(["validate", "--replicates", "2", "--json", "--out", str(tmp_path / "out")]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["kind"] == "validation"
        (pattern,) = document["patterns"]
        assert pattern["pattern"] == "p6"
        assert pattern["criteria"][0]["wanted"] == [0.02, None]
        assert sum(document["counts"]["seen"].values()) == 1
        assert pattern["criteria"][2]["null"]["value"] is not None
        assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
            "LOCK", "patterns.csv", "patterns.json", "patterns.md", "patterns.zh.md", "runs.jsonl",
        ]  # fmt: skip

    def test_an_unmet_pattern_is_no_error(self, capsys, monkeypatch):
        hopeless = replace(P6, criteria=tuple(replace(each, low=99.0, high=100.0) for each in P6.criteria))
        monkeypatch.setattr(command, "PATTERNS", (hopeless,))
        assert main(["validate", "--replicates", "2", "--lang", "zh"]) == 0
        assert "不符合" in capsys.readouterr().out
        assert main(["validate", "--replicates", "2", "--markdown", "--lang", "en"]) == 0
        assert "**not met**" in capsys.readouterr().out

    def test_a_failing_run_is_one(self, capsys, monkeypatch):
        def fails(arm, seed):
            raise RunError("fragmented, seed 1: no residents")

        monkeypatch.setattr("cogov.experiments.validation.validate.make_run", fails)
        assert main(["validate", "--replicates", "2"]) == 5
        assert "no residents" in capsys.readouterr().err

    @pytest.mark.parametrize(("lang", "said"), [("en", "the same command goes on"), ("zh", "同一命令可续做")])
    def test_interrupted_it_says_that_runs_are_kept(self, capsys, monkeypatch, tmp_path, lang, said):
        def stops(arm, seed):
            raise Interrupted(2)

        monkeypatch.setattr("cogov.experiments.validation.validate.make_run", stops)
        assert main(["validate", "--replicates", "2", "--out", str(tmp_path / "out"), "--lang", lang]) == 130
        assert said in capsys.readouterr().err
        assert main(["validate", "--replicates", "2", "--lang", lang]) == 130
        assert said not in capsys.readouterr().err

    @pytest.mark.parametrize("arguments", [["--replicates", "1"], ["--json", "--markdown"]])
    def test_bad_usage(self, capsys, arguments):
        assert main(["validate", *arguments]) == 2
        capsys.readouterr()

    def test_help(self, capsys):
        assert main(["validate", "--help"]) == 0
        assert "Usage: cogov validate" in capsys.readouterr().out

    def test_results_do_not_depend_on_workers(self):
        one, two = (validate((P6,), replicates=2, workers=workers).frame() for workers in (1, 2))
        assert one.equals(two)

    def test_one_replicate_is_refused(self):
        with pytest.raises(ValueError, match="at least 2"):
            validate((P6,), replicates=1)
