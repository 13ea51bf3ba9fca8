"""Study files: what they say, and what is said about those that are wrong."""

import json
import re

import pytest

from cogov.experiments.design.loading import load_study, studies
from cogov.experiments.design.study import Factor
from cogov.experiments.sweeps.plan import Plan
from cogov.scenarios import ScenarioError

STUDY = """\
schema_version = 1
[study]
scenario = "fragmented"
question = { en = "Which?", zh = "哪个？" }
[settings]
run.weeks = 5
[levers.share]
key = "rules.resources.share"
values = [0.0, 0.5]
[levers.goals]
levels.apart = { rules.goals.strength = 0.0 }
levels.joined = { rules.goals.rule = "party_led", rules.goals.strength = 0.8 }
[uncertainties.demand]
key = "behaviour.arise.rate"
low = 0.01
high = 0.03
steps = 3
[seeds]
first = 7
replicates = 4
"""


@pytest.fixture
def write(tmp_path):
    def write(text=STUDY, old="", new="", name="mine.toml"):
        assert old in text
        path = tmp_path / name
        path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def problems(write):
    """What is said of a study file in which one thing is replaced by another."""

    def problems(old, new):
        with pytest.raises(ScenarioError) as caught:
            load_study(write(STUDY, old, new))
        return str(caught.value).replace(str(write().parent), "").replace("/mine.toml", "mine.toml").splitlines()

    return problems


class TestShipped:
    @pytest.mark.parametrize("name", studies())
    def test_each_is_valid_and_says_what_it_asks_in_both_languages(self, name):
        study = load_study(name)
        assert study.name == name
        assert study.minutes > 0
        for text in (study.title, study.question, *(factor.title for factor in study.factors)):
            assert text.en
            assert text.zh
            assert text.en != text.zh
        assert study.question.en.endswith("?")
        assert study.question.zh.endswith("？")
        assert study.replicates >= 10
        assert len(set(Plan(study).digests)) > 1

    def test_there_are_the_five(self):
        assert {"coordination_grid", "meeting_frequency", "hub_load", "crowding_out", "urban_rural_pooling"} <= set(
            studies()
        )


class TestReading:
    def test_levers_uncertainties_and_seeds_are_kept_apart(self, write):
        study = load_study(write())
        assert [(factor.name, factor.role) for factor in study.factors] == [
            ("share", "lever"), ("goals", "lever"), ("demand", "uncertainty"),
        ]  # fmt: skip
        assert (study.first, study.replicates) == (7, 4)
        plan = Plan(study)
        assert plan.seeds == (7, 8, 9, 10)
        assert len(plan.points) == 2 * 2 * 3
        assert plan.points[:4] == [
            (0.0, "apart", 0.01),
            (0.0, "apart", 0.02),
            (0.0, "apart", 0.03),
            (0.0, "joined", 0.01),
        ]

    def test_a_point_is_the_scenario_with_its_factors(self, write):
        plan = Plan(load_study(write()))
        point = plan.points.index((0.5, "joined", 0.03))
        settings = plan.settings(point, 9)
        assert settings.rules.resources.share == 0.5
        assert (settings.rules.goals.rule, settings.rules.goals.strength) == ("party_led", 0.8)
        assert settings.behaviour.arise.rate == 0.03
        assert (settings.run.seed, settings.run.weeks) == (9, 5)
        assert plan.weeks == 5

    def test_a_study_from_a_notebook_is_the_same(self, write):
        import tomllib

        tables = tomllib.loads(STUDY)
        assert Plan(load_study(tables)).digests == Plan(load_study(write())).digests

    def test_replicates_can_be_chosen(self, write):
        assert load_study(write(), replicates=9).replicates == 9

    def test_a_scenario_beside_the_study(self, write):
        write(
            'schema_version = 2\n[scenario]\nextends = "fragmented"\n[rules.goals]\nstrength = 0.3\n', name="own.toml"
        )
        study = load_study(write(STUDY, '"fragmented"', '"own"'))
        assert study.scenario.settings.rules.goals.strength == 0.3

    def test_without_a_range_the_declared_one_is_taken(self, write):
        text = STUDY.replace("low = 0.01\nhigh = 0.03\nsteps = 3", "steps = 3")
        study = load_study(write(text))
        low, high = study.factors[2].ends()
        assert 0 < low < high
        choices = load_study(write(text, 'rules.resources.share"\nvalues = [0.0, 0.5]', 'rules.resources.rule"'))
        assert choices.factors[0].values == ("separate", "community", "street", "district", "city")


class TestProblems:
    def test_all_of_them_at_once_with_lines(self, problems):
        found = problems("[seeds]\nfirst = 7", "[seed]\nfirst = 7\n[precison]")
        assert found[0].startswith("mine.toml:18: seed: unknown key")
        assert "did you mean seeds" in found[0]
        assert found[1].startswith("mine.toml:20: precison: unknown key")
        assert "did you mean precision" in found[1]

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("rules.resources.share", "rules.resources.shard", ":8: levers.share.key: rules.resources.shard"),
            ("rules.resources.share", "rules.resources.shard", "did you mean share"),
            ("[0.0, 0.5]", "[0.0, 1.5]", ":9: levers.share.values.1: rules.resources.share: 1.5 is too large"),
            ("[0.0, 0.5]", "[0.0, 0.0]", ":9: levers.share.values.1: 0.0 is given twice"),
            ("[0.0, 0.5]", "[]", "levers.share.values: a list is no list of values"),
            ('rule = "party_led"', 'rule = "party_lead"', ":12: levers.goals.levels.joined: rules.goals.rule"),
            ("rules.goals.strength = 0.0", "world.city.urban_districts = 1", "is no lever; allowed keys below rules"),
            ("behaviour.arise.rate", "rules.goals.strength", ":14: uncertainties.demand.key"),
            ("low = 0.01", "low = 0.05", "high: 0.03 is not above low, 0.05"),
            ("low = 0.01", "low = -1", "is too small"),
            ("steps = 3", "scale = \"log\"", "uncertainties.demand.steps: is missing"),
            ("steps = 3", "steps = 1", "steps: 1 is too small"),
            ("levers.share", "levers.trust", "is the name of a column of the results"),
            ("levers.share", "levers.'a b'", "a factor's name is a word"),
            ("uncertainties.demand", "uncertainties.goals", "is the name of a lever too"),
            ('"fragmented"', '"fragmentd"', "did you mean fragmented"),
            ('"fragmented"', '"../fragmented"', "is not in the library or the same folder"),
            ("run.weeks = 5", "run.week = 5", ":6: settings.run.week: unknown key"),
            ("first = 7", "first = -7", "seeds.first: -7 is too small"),
            ("[seeds]", "[design]\nmethod = \"lhs\"\n[seeds]", "design.points: is missing: the method lhs needs it"),
            ("[seeds]", "[design]\nmethod = \"latin\"\n[seeds]", "\"latin\" is not one of the choices"),
            ("[seeds]", "[design]\npoints = 9\n[seeds]", "design.points: means nothing to the method grid"),
            ("[seeds]", "[design]\nmethod = \"morris\"\ntrajectories = 4\nlevels = 3\n[seeds]", "3 is odd"),
            ("[seeds]", "[design]\nmethod = \"factorial\"\n[design.levers]\n[seeds]", "which say it for each"),
            ("[seeds]", "[precision]\n[seeds]", "precision.half_width: is missing"),
            ("[seeds]", "[precision]\nhalf_width = { efectiveness = 1 }\n[seeds]", "did you mean effectiveness"),
            ("[seeds]", "[precision]\nhalf_width = { trust = 0 }\n[seeds]", "0 is no half-width"),
            ("[seeds]", "[precision]\nhalf_width = { trust = 1 }\n[seeds]", "4 is below minimum + look_ahead"),
            ("schema_version = 1", "schema_version = 2", "was written by a newer version of cogov"),
            ("[study]", "[studie]", "has no [study] table"),
            ('question = { en = "Which?", zh = "哪个？" }', "", "study.question: is missing"),
        ],
    )  # fmt: skip
    def test_each_is_told(self, problems, old, new, says):
        assert any(says in line for line in problems(old, new)), "\n".join(problems(old, new))

    def test_a_study_that_does_not_exist(self):
        with pytest.raises(ScenarioError, match="did you mean hub_load"):
            load_study("hubload")

    def test_a_design_too_large_to_be_meant(self, problems):
        factor = '[uncertainties.{0}]\nkey = "behaviour.volunteer.{0}"\nsteps = 1000\n'
        steps = factor.format("base") + factor.format("neighbours")
        assert "design: has 12,000,000 points; allowed at most 1,000,000" in problems("[seeds]", steps + "[seeds]")[-1]


class TestLists:
    LIST = STUDY.replace("[levers.share]", '[design]\nmethod = "list"\nfile = "points.csv"\n[levers.share]')

    def test_points_come_from_the_file(self, write):
        write("share,goals,demand,rules.law.service\n0.1,apart,0.02,1\n0.5,joined,0.03,0.25\n", name="points.csv")
        plan = Plan(load_study(write(self.LIST)))
        assert plan.points == [(0.1, "apart", 0.02, 1), (0.5, "joined", 0.03, 0.25)]
        assert [factor.name for factor in plan.study.factors][-1] == "rules_law_service"
        assert plan.settings(1).rules.law.service == 0.25
        assert json.loads(json.dumps(plan.identity()))["design"][0]["file"] == "points.csv"

    def test_a_table_is_taken_as_salib_pandas_and_spreadsheets_write_it(self, write):
        text = "share,goals,demand,rules.deliberation.interval_weeks\n.5,apart,0.02,4.0\n0.50,joined,2e-2,8\n"
        write(text, name="points.csv")
        plan = Plan(load_study(write(self.LIST)))
        assert plan.points == [(0.5, "apart", 0.02, 4), (0.5, "joined", 0.02, 8)]
        assert type(plan.points[0][3]) is int
        assert plan.settings(0).rules.deliberation.interval_weeks == 4

    def test_a_week_of_an_event_is_counted_between_whole_bounds(self, write):
        when = '[levers.moment]\nkey = "events.0.week"\nlow = 10.0\nhigh = 12\nsteps = 3\n[levers.share]'
        study = STUDY.replace('scenario = "fragmented"', 'scenario = "flood"').replace("[levers.share]", when)
        (when,) = (factor for factor in load_study(write(study)).factors if factor.name == "moment")
        assert when.grid() == (10, 11, 12)
        assert all(type(value) is int for value in when.grid())
        with pytest.raises(ScenarioError, match=r"10.5 is not a whole number"):
            load_study(write(study.replace("10.0", "10.5")))

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("share,goals,demand\n,apart,0.02\n", "points.csv:2: the cell in column rules.resources.share is empty"),
            ('share,goals,demand\n"1,000",apart,0.02\n', "write it without thousands separators, 1000"),
            (
                "share,goals,demand\n0.1,apart,0.02\n7,apart,0.02\n",
                "points.csv:3: rules.resources.share: 7 is too large",
            ),
            ("share,goals,demand\n0.1,together,0.02\n", 'points.csv:2: "together" is no level of goals'),
            ("share,goals\n0.1,apart\n", "points.csv:1: has no column demand"),
            ("share,goals,demand,demnd\n0.1,apart,0.02,1\n", 'points.csv:1: "demnd" is no factor and no setting'),
            ("share,goals,demand\n0.1,apart\n", "points.csv:2: has 2 cells; allowed 3"),
            ("share,goals,demand\n", "points.csv:1: has no points"),
        ],
    )
    def test_what_is_wrong_with_it_is_told(self, write, text, says):
        write(text, name="points.csv")
        with pytest.raises(ScenarioError) as caught:
            load_study(write(self.LIST))
        assert says in str(caught.value)


def test_whole_numbers_stay_whole():
    factor = Factor("weeks", "lever", key="rules.deliberation.interval_weeks", low=0, high=3, whole=True)
    shares = [place / 1000 for place in range(1001)]
    found = [factor.at(share) for share in shares]
    assert {type(value) for value in found} == {int}
    assert [found.count(value) for value in range(4)] == [250, 250, 250, 251]


def test_a_log_range_is_divided_by_ratios():
    factor = Factor("scale", "uncertainty", key="k", low=0.01, high=1.0, steps=3, log=True)
    assert factor.grid() == pytest.approx((0.01, 0.1, 1.0))


def test_the_study_in_the_documentation_is_valid_and_the_same_in_both_languages(root, tmp_path):
    digests = []
    for name in ("sweeps.md", "sweeps.zh.md"):
        block, own = re.findall(
            r"^```toml\n(.*?)^```$", (root / "docs" / "how-to" / name).read_text("utf-8"), re.MULTILINE | re.DOTALL
        )
        (tmp_path / "study.toml").write_text(block, encoding="utf-8")
        plan = Plan(load_study(tmp_path / "study.toml"))
        assert len(plan.points) == 2 * 3 * 16
        (tmp_path / "study.toml").write_text(block + own, encoding="utf-8")
        assert list(load_study(tmp_path / "study.toml").own) == ["relief"]
        digests.append(plan.digests)
    assert digests[0] == digests[1]
