"""A study as a whole: names that readers take for one, settings that contradict each other, factors that cannot act."""

import time

import duckdb
import pytest

from cogov.experiments import simulate
from cogov.experiments.design.columns import SQL
from cogov.experiments.design.factors import declaration
from cogov.experiments.design.inertness import GATES
from cogov.experiments.design.loading import load_study, studies
from cogov.experiments.sweeps.plan import Plan
from cogov.model.parameter import Quantity
from cogov.scenarios import ScenarioError, load

HEAD = """\
schema_version = 1
[study]
scenario = "{scenario}"
question = {{ en = "q" }}
"""


@pytest.fixture
def read(tmp_path):
    """Read a study of these tables; return what is said of it, or the study."""

    def read(text, scenario="synergy"):
        path = tmp_path / "s.toml"
        path.write_text(HEAD.format(scenario=scenario) + text, encoding="utf-8")
        try:
            return load_study(path)
        except ScenarioError as error:
            return str(error).replace(f"{tmp_path}/", "").splitlines()

    return read


def lever(name, key="rules.goals.strength", values="[0.3, 0.7]", table="levers"):
    return f'[{table}."{name}"]\nkey = "{key}"\nvalues = {values}\n'


LISTS = "rules.mechanism.responsibility_lists"


class TestNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [("Lists", "lists"), ("\u00e9tat", "e\u0301tat"), ("\ufb01x", "fix"), ("Ⅷ", "viii"), ("STRASSE", "straße")],
    )
    @pytest.mark.parametrize("table", ["levers", "uncertainties"])
    def test_two_that_readers_take_for_one_are_refused_with_both_lines(self, read, one, other, table):
        key = "behaviour.arise.rate" if table == "uncertainties" else "rules.goals.strength"
        (said,) = read(lever(one, LISTS) + lever(other, key, "[0.02, 0.03]", table))
        assert said.startswith(f"s.toml:8: {table}.")
        assert "is read as the same name as" in said
        assert said.endswith("in line 5 (SQL knows no case); rename one")

    @pytest.mark.parametrize(
        "name", ["Trust", "Seed", "EFFECTIVENESS", "Point", "Wall", "n", "low", "Finished", "ｔrust"]
    )
    def test_one_that_hides_a_column_is_refused(self, read, name):
        (said,) = read(lever(name))
        assert "the name of a column of the results" in said

    @pytest.mark.parametrize("name", ["lists ", " lists", "a.b", "1st", "a b", "a-b", "", "x" * 41])
    def test_what_is_no_word_is_refused(self, read, name):
        assert "a factor's name is a word" in read(lever(name))[0]

    @pytest.mark.parametrize("name", ["order", "Group", "true", "NULL"])
    def test_a_word_of_sql_is_refused(self, read, name):
        assert "is a word of SQL" in read(lever(name))[0]

    def test_the_words_of_sql_are_those_that_break_a_query(self):
        breaking = set()
        with duckdb.connect() as connection:
            words = {word for (word,) in connection.execute("select keyword_name from duckdb_keywords()").fetchall()}
            for word in words:
                connection.execute(f'create or replace table t as select 42 as "{word}", 1 as other')
                try:
                    if connection.execute(f"select {word} from t").fetchall() != [(42,)]:
                        breaking.add(word)
                except duckdb.Error:
                    breaking.add(word)
        assert breaking
        assert breaking <= SQL

    @pytest.mark.parametrize("names", [("NA", "b"), ("a", "nan"), ("null", "b"), ("a", "None"), ('""', "b")])
    def test_levels_that_readers_take_for_no_value_are_refused(self, read, names):
        said = read(
            "[levers.x]\n" + "".join(f"levels.{n} = {{ rules.goals.strength = 0.{i} }}\n" for i, n in enumerate(names))
        )
        assert "readers of tables take the level" in said[0]

    @pytest.mark.parametrize(
        ("names", "what"),
        [
            (('"\u00e9"', '"e\u0301"'), 'is read as the same name as "\u00e9" in line 6'),
            (('" a"', "b"), "begins or ends with a blank"),
        ],
    )
    def test_levels_that_tables_tell_otherwise_are_refused(self, read, names, what):
        said = read(
            "[levers.x]\n" + "".join(f"levels.{n} = {{ rules.goals.strength = 0.{i} }}\n" for i, n in enumerate(names))
        )
        assert what in said[0]


class TestContradictions:
    def test_one_setting_under_two_factors_is_refused_with_both_lines(self, read):
        (said,) = read(lever("first", LISTS) + lever("second", LISTS, "[0.2, 0.8]"))
        assert said.startswith(f"s.toml:8: levers.second: varies {LISTS}, which first in line 5 varies too")

    def test_also_where_a_key_is_written_otherwise_or_stands_in_a_level(self, read):
        (said,) = read(lever("first", 'rules.\\"goals\\".strength') + lever("second"))
        assert "which first in line 5 varies too" in said
        levels = (
            '[levers.second]\nlevels.a = { rules.goals.strength = 0.1 }\nlevels.b = { rules.goals.rule = "command" }\n'
        )
        (said,) = read(lever("first") + levels)
        assert "varies rules.goals.strength, which first in line 5 varies too" in said

    def test_a_fixed_setting_that_is_also_a_factor_is_refused_with_both_lines(self, read):
        (said,) = read("[settings]\nrun.weeks = 8\nrules.goals.strength = 0.4\n" + lever("goals"))
        assert said.startswith("s.toml:8: levers.goals: varies rules.goals.strength, which [settings] fixes in line 7")

    def test_a_level_may_depart_from_what_is_fixed(self, read):
        text = "[settings]\nrules.goals.strength = 0.4\n[levers.x]\nlevels.a = { rules.goals.strength = 0.9 }\n"
        study = read(text + 'levels.b = { rules.goals.rule = "command" }\n')
        assert [settings.rules.goals.strength for settings in map(Plan(study).settings, (0, 1))] == [0.9, 0.4]

    def test_a_corner_that_cannot_be_is_told_with_both_lines(self, read):
        text = "".join(
            f'[uncertainties.{name}]\nkey = "behaviour.founding.{name}"\nlow = {low}\nhigh = {high}\n'
            for name, low, high in (
                ("conditional_cooperators", 0.4, 0.6),
                ("free_riders", 0.1, 0.25),
                ("hump_shaped", 0.05, 0.2),
            )
        )
        design = '[design]\nmethod = "lhs"\npoints = 1000000\n'
        said = read(text + design)
        assert len(said) == 1
        assert said[0].startswith(
            "s.toml:13: uncertainties.hump_shaped: hump_shaped = 0.2 beside conditional_cooperators = 0.6"
        )
        assert "(line 5)" in said[0]
        assert "together at most 1" in said[0]

    def test_a_city_too_large_at_a_corner_is_told(self, read):
        text = lever("places", "world.city.grids_per_community", "[1, 10000]", "uncertainties")
        text += lever("people", "world.city.agents_per_grid", "[20, 800]", "uncertainties")
        (said,) = read(text)
        assert "people = 800 beside places = 10000 (line 5)" in said
        assert "residents" in said

    def test_the_time_hardly_grows_with_the_points(self, read):
        def seconds(levels):
            start = time.perf_counter()
            study = read(
                "".join(
                    f'[{table}.{name}]\nkey = "{key}"\nlow = {low}\nhigh = {high}\nsteps = {levels}\n'
                    for table, name, key, low, high in (
                        ("levers", "lists", LISTS, 0.1, 0.9),
                        ("levers", "goals", "rules.goals.strength", 0.1, 0.9),
                        ("uncertainties", "demand", "behaviour.arise.rate", 0.01, 0.03),
                        ("uncertainties", "sigma", "behaviour.arise.severity_sigma", 0.2, 0.9),
                    )
                )
            )
            assert study.warnings == ()
            return time.perf_counter() - start

        few, many = min(seconds(2) for _ in range(3)), min(seconds(31) for _ in range(2))  # 16 points, 923,521
        assert many < 5 * few + 0.5


class TestIdle:
    def warnings(self, study):
        return [f"s.toml{str(each).partition('s.toml')[2]}" for each in study.warnings]

    def test_a_lever_whose_rule_is_off_is_told(self, read):
        (said,) = self.warnings(read(lever("goals") + lever("lists", LISTS), "fragmented"))
        assert said.startswith(
            "s.toml:5: levers.goals: cannot act: rules.goals.strength has no effect while rules.goals.rule"
        )
        assert self.warnings(read(lever("goals"), "synergy")) == []

    def test_a_rule_that_another_factor_puts_on_is_on(self, read):
        rule = lever("rule", "rules.goals.rule", '["independent", "command"]')
        assert self.warnings(read(lever("goals") + rule, "fragmented")) == []
        off = lever("rule", "rules.goals.rule", '["independent"]')
        said = self.warnings(read(lever("goals") + off, "synergy"))
        assert "also by rule in line 8" in said[0]
        assert 'has one value only, "independent"' in said[1]

    def test_meetings_that_are_not_held_are_told(self, read):
        (said,) = self.warnings(read(lever("promise", "rules.deliberation.pledge"), "fragmented"))
        assert "has no effect while rules.deliberation.interval_weeks is 0" in said

    def test_a_factor_that_an_event_overwrites_is_told(self, read, tmp_path):
        (tmp_path / "late.toml").write_text(
            'schema_version = 2\n[scenario]\nextends = "synergy"\n[[events]]\nweek = 5\nrules.goals.strength = 0.1\n'
            "[[events]]\nweek = 0\nrules.mechanism.responsibility_lists = 0.2\n",
            encoding="utf-8",
        )
        said = self.warnings(read(lever("goals") + lever("lists", LISTS), "late"))
        assert "acts before week 5 only: then an event of late sets rules.goals.strength" in said[0]
        assert "cannot act: an event of late sets rules.mechanism.responsibility_lists in week 0" in said[1]

    def test_an_event_after_the_end_is_told(self, read):
        text = "[settings]\nrun.weeks = 3\n" + lever("flood", "events.0.surge.factor", "[1.0, 9.0]", "uncertainties")
        assert "after the last week 2" in self.warnings(read(text, "flood"))[0]

    def test_a_sweep_in_which_nothing_varies_says_so(self, read):
        said = self.warnings(read(lever("goals", values="[0.4]")))
        assert "has one value only, 0.4: nothing varies by it" in said[0]
        assert "nothing varies: all points are the same city" in said[1]
        level = "{ rules.goals.strength = 0.2 }"
        said = self.warnings(read(f"[levers.x]\nlevels.a = {level}\nlevels.b = {level}\n"))
        assert "the same settings at all its values" in said[0]

    @pytest.mark.parametrize("name", studies())
    def test_of_shipped_studies_nothing_is_told(self, name):
        assert load_study(name).warnings == ()


CITY = (
    "world.city.streets_per_district=1",
    "world.city.communities_per_street=1",
    "world.city.townships_per_county=1",
    "world.city.villages_per_township=1",
    "world.city.agents_per_grid=20",
)
OPEN = load(
    "synergy",
    changes=(
        *CITY, "run.weeks=16", "rules.goals.rule=command", "rules.goals.strength=0.7", "rules.goals.campaign=0.5",
        "rules.deliberation.interval_weeks=4",
    ),
)  # fmt: skip


@pytest.mark.parametrize("path", GATES, ids=".".join)
def test_what_is_said_to_be_off_is_off(path):
    """Where the gate is shut no value of the lever moves a bit, and where it is open one does."""
    gate, shut = GATES[path]
    declared = declaration(OPEN, ".".join(path))
    if isinstance(declared, Quantity):
        kind = int if declared.whole else float
        values = [kind(declared.sweep[0]), kind(declared.sweep[1])]
    else:
        values = list(declared)

    def course(value, **changes):
        return simulate(load(OPEN, changes={".".join(path): value, **changes}))

    for word in shut:
        first, *others = (course(value, **{".".join(gate): word}) for value in values)
        assert all(other.equals(first) for other in others)
    assert not course(values[0]).equals(course(values[-1]))
