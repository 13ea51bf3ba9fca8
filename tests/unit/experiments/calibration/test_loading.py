"""Targets files: what they say, and what is said about those that are wrong."""

import re

import pytest

from cogov.experiments.calibration import load_task, targets
from cogov.experiments.calibration.targets_schema import ProfileForm, SearchForm
from cogov.scenarios import ScenarioError
from cogov.scenarios.errors import errors_in

FILE = """\
schema_version = 1
[calibration]
question = { en = "Which?", zh = "哪个？" }
[settings]
run.weeks = 60
[parameters]
world.actors.capacity_scale = {}
behaviour.arise.rate = { low = 0.002, high = 0.008, scale = "log" }
"world.city.agents_per_grid" = { low = 10.0, high = 20.0 }
[[targets]]
scenario = "fragmented"
indicator = "official_closing"
value = 0.5
tolerance = 0.05
[[targets]]
scenario = "synergy"
indicator = "arrivals"
value = 2.0
tolerance = 0.5
first_week = 20
weeks = 10
[search]
trials = 5
seeds = 3
"""


@pytest.fixture
def write(tmp_path):
    def write(old="", new="", name="mine.toml", text=FILE):
        assert old in text
        path = tmp_path / name
        path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def problems(write):
    """What is said of a targets file in which one thing is replaced by another."""

    def problems(old, new):
        path = write(old, new)
        with pytest.raises(ScenarioError) as caught:
            load_task(path)
        return str(caught.value).replace(f"{path.parent}/", "").splitlines()

    return problems


class TestShipped:
    @pytest.mark.parametrize("name", targets())
    def test_each_is_valid_and_says_what_it_asks_in_both_languages(self, name):
        task = load_task(name)
        assert task.name == name
        texts = [task.title, task.question, *(each.title for each in task.parameters)]
        for text in (*texts, *(each.source for each in task.targets)):
            assert text.en
            assert text.zh
            assert text.en != text.zh
        assert task.search.seeds >= 8

    def test_beijing_is_what_the_default_was_fitted_to(self):
        task = load_task("beijing")
        assert [each.key for each in task.parameters] == ["world.actors.capacity_scale"]
        asked = [(each.scenario, each.indicator) for each in task.targets]
        assert asked == [
            ("fragmented", "official_closing"), ("synergy_assessed", "official_closing"),
            ("synergy_assessed", "solved"),
        ]  # fmt: skip
        assert task.scenarios["synergy_assessed"].settings.rules.administration.assessment == 1.0
        assert task.scenarios["fragmented"].settings.rules.administration.assessment == 0.0


class TestReading:
    def test_all_is_there(self, write):
        task = load_task(write())
        scale, load, residents = task.parameters
        assert (scale.low, scale.high, scale.log) == (*scale.declared.sweep, False)
        assert (load.low, load.high, load.log) == (0.002, 0.008, True)
        assert residents.declared.whole
        assert task.name == "mine"
        assert [each.name for each in task.targets] == [
            "fragmented.official_closing",
            "synergy.arrivals@20+10",
        ]
        assert task.scenarios["synergy"].settings.run.weeks == 60
        assert task.runs == 6

    def test_tables_from_a_notebook_are_the_same(self, write):
        import tomllib

        assert load_task(tomllib.loads(FILE)).identity() == load_task(write()).identity()

    def test_trials_can_be_chosen(self, write):
        assert load_task(write(), trials=9).search.trials == 9
        assert load_task(load_task(write()), trials=9).search.trials == 9

    def test_a_scenario_beside_the_file(self, write):
        write(
            name="own.toml",
            text='schema_version = 2\n[scenario]\nextends = "fragmented"\n[rules.goals]\nstrength = 0.3\n',
        )
        task = load_task(write('"fragmented"', '"own"'))
        assert task.scenarios["own"].settings.rules.goals.strength == 0.3

    def test_shares_and_values_are_each_others_inverse(self, write):
        scale, load, residents = load_task(write()).parameters
        assert load.at(0.5) == pytest.approx(0.004)
        for parameter in (scale, load, residents):
            assert (parameter.at(0.0), parameter.at(1.0)) == (parameter.low, parameter.high)
            for share in (0.0, 0.2, 0.5, 0.9, 1.0):
                value = parameter.at(share)
                assert parameter.at(parameter.share(value)) == pytest.approx(value)
        assert residents.setting(residents.at(0.33)) == 13


VARIANT = """\
[variants.pressed]
scenario = "fragmented"
title = { en = "Pressed", zh = "受压" }
settings = { rules.administration.assessment = 1.5 }
"""


class TestVariants:
    @pytest.fixture
    def varied(self, write):
        def varied(old="", new=""):
            text = FILE.replace("[search]", VARIANT + "[search]").replace('"synergy"', '"pressed"')
            return write(old, new, text=text)

        return varied

    def test_a_variant_is_a_scenario_with_settings_changed(self, varied):
        task = load_task(varied())
        city = task.scenarios["pressed"]
        assert (city.name, city.title.zh) == ("pressed", "受压")
        assert (city.settings.rules.administration.assessment, city.settings.run.weeks) == (1.5, 60)
        assert task.scenarios["fragmented"].settings.rules.administration.assessment == 0.0
        assert task.variants["pressed"].settings == {"rules.administration.assessment": 1.5}

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (
                "assessment = 1.5",
                "assesment = 1.5",
                "variants.pressed.settings.rules.administration.assesment: unknown",
            ),
            ('scenario = "fragmented"\ntitle', "title", "variants.pressed.scenario: is missing"),
            ("title = {", "titel = {", "variants.pressed.titel: unknown key"),
            (
                "assessment = 1.5",
                "assessment = 9.0",
                "variants.pressed.settings.rules.administration.assessment: 9.0 is",
            ),
        ],
    )
    def test_what_is_wrong_with_it_is_said_once(self, varied, old, new, said):
        with pytest.raises(ScenarioError) as caught:
            load_task(varied(old, new))
        assert str(caught.value).count(said) == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "is rewritten by"), ("zh", "转换")])
def test_a_target_of_a_scenario_file_of_old_form_names_the_command_that_rewrites_it(write, lang, said):
    write(name="old.toml", text='[scenario]\nextends = "synergy"\n')
    with pytest.raises(ScenarioError) as caught, errors_in(lang):
        load_task(write('"synergy"', '"old"'))
    with errors_in(lang):
        (line,) = str(caught.value).splitlines()
    assert "old.toml: schema_version: " in line
    assert said in line
    assert "cogov scenarios upgrade FILE" in line


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema_version = 1", "schema_version = 2", "mine.toml:1: schema_version: 2 was written by a newer version"),
        ("[search]", "[serach]", "mine.toml:22: serach: unknown key; allowed schema_version, calibration"),
        ("question =", "qestion =", "mine.toml:3: calibration.qestion: unknown key; allowed name, title, question"),
        ("question =", "name = 'x'\nquestoin =", "calibration.question: is missing"),
        ("capacity_scale = {}", "capacity_scal = {}", "did you mean world.actors.capacity_scale"),
        ("capacity_scale = {}", "capacity_scale = 3", "capacity_scale: 3 is not a table; allowed a table of title"),
        ("capacity_scale = {}", "capacity_scale = { hi = 2 }", "capacity_scale.hi: unknown key"),
        ("low = 0.002", "low = nan", "rate.low: nan is not a finite number"),
        ("low = 0.002", "low = -1", "rate.low: -1 is outside the declared range; allowed 0 to 1 (swept 0.002 to"),
        ("low = 0.002", "low = 0.0", "rate.low: 0 has no logarithm"),
        ("low = 0.002", "low = 0.05", "rate.high: 0.008 is not above low, 0.05"),
        ("low = 10.0", "low = 10.5", "agents_per_grid.low: 10.5 is not a whole number"),
        ("run.weeks = 60", "run.weeks = 60\nworld.actors.capacity_scale = 2.0", "scale: is fixed in [settings]"),
        ("run.weeks = 60", "run.weaks = 60", "mine.toml:5: settings.run.weaks: unknown key"),
        ('"fragmented"', '"fragmentd"', "mine.toml:11: targets.0.scenario: there is no scenario"),
        ('"official_closing"', '"official_closed"', "is not an indicator; allowed"),
        ("value = 0.5", "value = 53.1", "mine.toml:13: targets.0.value: 53.1 is a value that official_closing"),
        ("value = 0.5", "value = nan", "mine.toml:13: targets.0.value: nan is not a finite number"),
        ("tolerance = 0.05", "tolerance = 0.0", "mine.toml:14: targets.0.tolerance: 0.0 is too small"),
        ("tolerance = 0.05", "", "targets.0.tolerance: is missing"),
        ("first_week = 20", "first_week = 55", "the window from week 55 ends behind the 60 weeks of the run"),
        ("first_week = 20\nweeks = 10", "weeks = 61", "61 is more than the 60 weeks of the run"),
        ("trials = 5", "trials = 1", "search.trials: 1 is too small"),
        ("trials = 5", "method = 'tpee'\ntrials = 5", "is not one of the choices; allowed tpe, qmc, abc"),
        ("trials = 5", "accept = 0.2", "search.accept: means nothing to the method tpe"),
        ("trials = 5", "method = 'abc'\nrefine = 2", "search.refine: means nothing to the method abc"),
        ("[calibration]", "[calibratoin]", "has no [calibration] table"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(problems, old, new, said):
    assert said in "\n".join(problems(old, new))


def test_everything_is_said_at_once_and_each_thing_once(problems):
    said = problems(FILE, FILE.replace("run.weeks", "run.weaks").replace("value = 0.5", "value = 7.0"))
    assert len(said) == len(set(said)) == 2


def test_nothing_to_fit_or_to_fit_to(problems):
    first, last = FILE.index("[parameters]"), FILE.index("[[targets]]")
    assert "there is nothing to fit;" in problems(FILE[first:last], "")[0]
    assert "there is nothing to fit to;" in problems(FILE[last : FILE.index("[search]")], "")[0]


def test_a_target_is_given_once(problems):
    given = FILE[FILE.index("[[targets]]") : FILE.index("[search]")]
    assert "is a target twice" in problems("[search]", given + "[search]")[0]


def test_other_encodings_are_named(tmp_path):
    path = tmp_path / "gbk.toml"
    path.write_bytes(FILE.encode("gbk"))
    with pytest.raises(ScenarioError, match="GBK"):
        load_task(path)


def test_a_name_that_is_not_there():
    with pytest.raises(ScenarioError, match="did you mean beijing"):
        load_task("bejing")


@pytest.fixture(scope="module")
def pages(root):
    return [(root / "docs" / "how-to" / name).read_text("utf-8") for name in ("calibration.md", "calibration.zh.md")]


def block(page, language):
    return page.partition(f"```{language}\n")[2].partition("```")[0]


class TestDocumentation:
    def test_the_file_that_is_shown_can_be_read_in_both_languages(self, pages, write):
        english, chinese = (load_task(write(text=block(page, "toml"))) for page in pages)
        assert english.identity() == chinese.identity()
        assert len(english.parameters) == len(english.targets) == 2

    def test_defaults_are_what_the_form_says(self, pages):
        for page in pages:
            shown = dict(re.findall(r"^\| `(\w+)` \| `?([\w.]+)`? \|", page, re.MULTILINE))
            declared = {**SearchForm().model_dump(), **ProfileForm().model_dump()}
            assert {key: str(declared[key]) for key in shown} == shown
            assert set(declared) - set(shown) == {"seeds", "first_seed"}
            assert f"{declared['seeds']}, {declared['first_seed']}" in page.replace("、", ", ")

    def test_what_a_notebook_reads_is_there(self, pages, one):
        for page in pages:
            for name in re.findall(r"^found\.(\w+) ", block(page, "python"), re.MULTILINE):
                assert len(getattr(one, name)) > 0


class TestOutcomes:
    OWN = (
        FILE.replace('indicator = "official_closing"', 'indicator = "most"')
        + """\
[outcomes.most]
title = { en = "Most open at once", zh = "最高在办" }
of = "open_issues"
measure = "highest"
better = "lower"
"""
    )

    def test_a_target_names_one(self, write):
        first = load_task(write(text=self.OWN)).targets[0]
        assert first.own is not None
        assert (first.name, first.own.measure) == ("fragmented.most", "highest")

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("tolerance = 0.05\n", "tolerance = 0.05\nweeks = 9\n", "targets.0.weeks: most is an outcome of your own"),
            ('of = "open_issues"', 'of = "open_issue"', "outcomes.most.of: .* did you mean open_issues"),
            ("better", "bette", "outcomes.most.better: is missing"),
            ("[outcomes.most]", "[outcomes.trust]", '"most" is not an indicator'),
        ],
    )
    def test_what_is_wrong_is_told_once_with_its_place(self, write, old, new, told):
        with pytest.raises(ScenarioError) as caught:
            load_task(write(old, new, text=self.OWN))
        lines = [line for line in str(caught.value).splitlines() if re.search(told, line)]
        assert len(lines) == 1, str(caught.value)
