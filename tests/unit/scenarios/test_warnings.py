"""What a file may say but probably does not mean: it is read, and whoever wrote it is told."""

import pytest

from cogov.scenarios import loads

HEAD = "schema_version = 2\n[scenario]\n"


def warned(text: str, language: str = "en") -> list[str]:
    return [each.text(language) for each in loads(HEAD + text, "town.toml").warnings]


def test_what_never_happens():
    (said,) = warned("extends = 'flood'\n[run]\nweeks = 100")
    assert said.startswith("library/flood.toml:")
    assert said.endswith("events.0.week: week 208 is after the last week 99, so it never happens")
    assert warned("[world.issues.dispte]\nshare = 0.1") == [
        "town.toml:3: world.issues.dispte: adds a new issue type; did you mean dispute"
    ]
    assert warned("[world.issues.noise]\ndeadline_weeks = 3") == [
        "town.toml:3: world.issues.noise: a new issue type with share 0, so it never arises"
    ]


def test_a_lever_without_its_carrier():
    lines = warned("[rules.party_building]\ngrid_coverage = 0.5\n[world.actors.self_governing]\nenabled = false\n")
    assert lines == [
        "town.toml:4: rules.party_building.grid_coverage: "
        "has no effect, since nobody of self_governing acts, who would carry it"
    ]
    assert "rests on rules.goals.rule" in warned("[rules.goals]\ncampaign = 0.5\n")[0]
    assert warned("[rules.party_building]\ngrid_coverage = 0.5\n") == []


def test_levers_without_effect():
    text = "[rules.goals]\nstrength = 0.5\n[rules.resources]\nshare = 0.5\n[rules.mechanism]\nstrength = 0.5\n"
    assert sorted(warned(text)) == [
        "town.toml:4: rules.goals.strength: has no effect, since rules.goals.rule is independent",
        "town.toml:6: rules.resources.share: has no effect, since rules.resources.rule is separate",
        "town.toml:8: rules.mechanism.strength: has no effect, since rules.mechanism.rule is silo",
    ]
    later = '[[events]]\nweek = 5\nrules = {goals.rule="command", resources.rule="city", mechanism.rule="hub"}'
    assert warned(text + later) == []
    assert warned("[rules.goals]\nrule = 'deliberative'\nstrength = 1") == [
        "town.toml:4: rules.goals.rule: goals follow what meetings agree on, but none are held; did you mean "
        "rules.deliberation.interval_weeks"
    ]


COMMAND = "[rules.goals]\nrule = 'command'\nstrength = 0.5\n"


def two(first: str, second: str, *, values: tuple[float, float] = (0.2, 0.8)) -> str:
    """Two events that set one lever, each with lines of its own."""
    return COMMAND + "".join(
        f"[[events]]\n{lines}\nrules.goals.strength = {value}\n"
        for lines, value in zip((first, second), values, strict=True)
    )


class TestOneLeverSetTwice:
    """Events of one moment apply in the order of the file; whoever wrote them is told which one holds."""

    def test_in_one_week(self):
        (said,) = warned(two("week = 5", "week = 5"))
        assert said == (
            "town.toml:11: events.1.rules.goals.strength: event 0 of the same week 5 sets it to 0.2; only 0.8 holds"
        )
        assert warned(two("week = 5", "week = 5"), "zh") == [
            "town.toml:11: events.1.rules.goals.strength: 同在第 5 周的事件 0 把它设为 0.2；只有 0.8 生效"
        ]

    def test_on_one_condition(self):
        same = two("when = 'load > 2'", "when = ' load  >  2.0'")
        (said,) = warned(same)
        assert "event 0 on the same condition load  >  2.0 sets it to 0.2; only 0.8 holds" in said
        assert "条件同为 load  >  2.0 的事件 0 把它设为 0.2；只有 0.8 生效" in warned(same, "zh")[0]

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("week = 4", "week = 5"),
            ("when = 'load > 2'", "when = 'load > 3'"),
            # The load of one district says nothing of another's, nor of the city's.
            ("when = 'load > 2'", "when = 'load > 2'\nwhere = ['County 1']"),
            ("week = 5\nwhere = ['Urban district 1']", "week = 5\nwhere = ['Urban district 2', 'County 1']"),
            # A rule for all, and then the exception of one place.
            ("week = 5", "week = 5\nwhere = ['Street 1-1']"),
            # What comes first holds again.
            ("week = 5", "week = 5\nfor_weeks = 9"),
            ("week = 5\nfor_weeks = 10", "week = 5\nfor_weeks = 9"),
            ("week = 5", "week = 5\nuntil = 'load < 1'"),
            ("week = 5\nuntil = 'load < 2'", "week = 5\nuntil = 'load < 1'"),
        ],
    )
    def test_at_other_times_or_places_is_no_fault(self, first, second):
        assert warned(two(first, second)) == []

    def test_to_the_same_is_no_fault(self):
        assert warned(two("week = 5", "week = 5", values=(0.2, 0.2))) == []

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("week = 5\nwhere = ['Street 1-1']", "week = 5"),
            ("week = 5\nwhere = ['Community 1-1-1']", "week = 5\nwhere = ['Urban district 1']"),
            ("week = 5\nfor_weeks = 9", "week = 5\nfor_weeks = 9"),
            ("week = 5\nfor_weeks = 9", "week = 5"),
            ("week = 5\nuntil = 'load < 1'", "week = 5\nuntil = 'load<1'"),
        ],
    )
    def test_which_leaves_nothing_of_the_first(self, first, second):
        (said,) = warned(two(first, second))
        assert said.endswith("sets it to 0.2; only 0.8 holds")

    def test_at_places_that_overlap(self):
        text = two(
            "week = 5\nwhere = ['Urban district 1', 'Urban district 2']",
            "week = 5\nwhere = ['Street 2-1', 'County 1']",
        )
        assert warned(text)[0].endswith("event 0 of the same week 5 sets it to 0.2; where both are, only 0.8 holds")
        assert warned(text, "zh")[0].endswith("把它设为 0.2；两者重合的地方只有 0.8 生效")


class TestRulesThatNeverHold:
    def test_under_rules(self):
        event = "[[events]]\nweek = 0\nrules.goals.strength = 0.2\n"
        assert warned(COMMAND + event)[0].endswith(
            "events.0.rules.goals.strength: sets rules.goals.strength to 0.2 in week 0, so 0.5, which stands under "
            "[rules], never holds"
        )
        assert warned(COMMAND + event, "zh")[0].endswith(
            "在第 0 周把 rules.goals.strength 设为 0.2，因此 [rules] 中的 0.5 从不生效"
        )

    @pytest.mark.parametrize(
        "event",
        [
            "week = 0\nrules.goals.strength = 0.5",
            "week = 1\nrules.goals.strength = 0.2",
            "week = 0\nfor_weeks = 9\nrules.goals.strength = 0.2",
            "week = 0\nuntil = 'load > 9'\nrules.goals.strength = 0.2",
            "week = 0\nwhere = ['County 1']\nrules.goals.strength = 0.2",
            "week = 0\nrules.law.service = 0.2",  # as it was by default
        ],
    )
    def test_if_they_hold_somewhere_or_for_a_while_nothing_is_said(self, event):
        assert warned(f"{COMMAND}[[events]]\n{event}\n") == []

    def test_all_districts_are_the_city(self):
        where = "where = ['Urban district 1', 'Urban district 2', 'County 1']"
        assert "never holds" in warned(f"{COMMAND}[[events]]\nweek = 0\n{where}\nrules.goals.strength = 0.2\n")[0]

    def test_of_places(self):
        text = (
            COMMAND + "[[places.rules]]\nwhere = ['Street 1-1']\n[places.rules.goals]\nstrength = 0.9\n"
            "[[events]]\nweek = 0\nwhere = ['Urban district 1']\nrules.goals.strength = 0.2\n"
        )
        (said,) = warned(text)
        assert said.endswith("so 0.9, which stands under places.rules.0, never holds")
        assert warned(text.replace("['Urban district 1']", "['Urban district 2']")) == []


SHOCKS = """[[events]]
week = 9
surge = { types = ["dispute"], factor = 2.0, weeks = 3 }
capacity = { actors = ["government"], factor = 0.5, weeks = 3 }
[[events]]
week = 9
where = ["Urban district 1"]
surge = { types = ["dispute", "refuse"], factor = 3.0, weeks = 1 }
capacity = { actors = ["government", "enterprise"], factor = 0.5, weeks = 3 }
"""


def test_shocks_of_one_week_to_the_same():
    assert [said.partition(": ")[2] for said in warned(SHOCKS)] == [
        f"events.1.{kind}: event 0 of the same week 9 strikes the same: their factors multiply"
        for kind in ("surge", "capacity")
    ]
    assert all("同在第 9 周的事件 0 冲击相同的对象：两者的倍数相乘" in said for said in warned(SHOCKS, "zh"))
    assert warned(SHOCKS.replace("week = 9", "week = 8", 1)) == []
    assert warned(SHOCKS.replace("week = 9\n", "week = 9\nwhere = ['County 1']\n", 1)) == []
    assert len(warned(SHOCKS.replace('["dispute"]', '["safety"]'))) == 1
