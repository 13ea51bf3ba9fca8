"""The numbers of the second edition: inside their bounds, named in both languages, off by default, and by place."""

import math
import re

import pytest
from pydantic import ValidationError

from cogov.model.parameter import quantities
from cogov.model.parameters import streams
from cogov.model.parameters.behaviour import Behaviour
from cogov.model.parameters.declaration import names
from cogov.model.parameters.events import SUMS, Event, parse, step
from cogov.model.parameters.places import CITY, COMMUNITY, DISTRICT, STREET, lay_out
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.tables import CHINESE
from cogov.model.parameters.world import City, Place, World, default_issues

NUMBERS = list(quantities(Settings()))


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.path)
def test_default_lies_in_the_sweep_and_the_sweep_in_the_bounds(number):
    first, last = number.sweep
    assert number.low <= first < last <= number.high
    assert number.low <= number.default <= number.high
    if number.path.startswith("behaviour."):
        assert first <= number.default <= last


def test_a_value_beyond_its_bounds_is_refused():
    for number in NUMBERS:
        record, table, *rest = number.path.split(".")
        if record != "behaviour":
            continue
        for value in (number.low - 1, number.high + 1):
            value = int(value) if number.whole else value
            with pytest.raises(ValidationError):
                Behaviour.model_validate({table: {rest[0]: value}})


def test_everything_declared_has_a_name_in_both_languages():
    called = dict(names(Settings()))
    assert {number.path for number in NUMBERS} <= called.keys()
    for path, name in called.items():
        assert name.keys() == {"en", "zh"}, path
        assert re.search(r"[A-Za-z]", name["en"]), path
        assert re.search(r"[\u4e00-\u9fff]", name["zh"]), path


def test_names_of_one_table_differ():
    for language in ("en", "zh"):
        tables = {}
        for path, name in names(Settings()):
            table, _, key = path.rpartition(".")
            tables.setdefault(table, {}).setdefault(name[language], []).append(key)
        assert not {(t, n): k for t, inside in tables.items() for n, k in inside.items() if len(k) > 1}


def test_every_unit_can_be_said_in_chinese():
    assert {number.unit for number in NUMBERS} <= CHINESE.keys()


def test_every_number_has_a_source_in_both_languages():
    for number in NUMBERS:
        assert number.source, number.path
        assert number.source_zh, number.path


def test_with_default_rules_nothing_is_coordinated():
    rules = Rules()
    assert rules.goals.rule == "independent"
    assert rules.resources.rule == "separate"
    assert rules.mechanism.rule == "silo"
    assert rules.deliberation.interval_weeks == 0
    carried_by_a_rule = {
        "rules.deliberation.inclusiveness", "rules.deliberation.rounds", "rules.deliberation.voice_equality",
        "rules.deliberation.pledge",
    }  # fmt: skip
    on = {q.path for q in quantities(rules, "rules") if q.default != 0.0}
    assert on == carried_by_a_rule


def test_levers_stand_in_nine_sections():
    assert list(Rules.model_fields) == [
        "goals", "resources", "mechanism", "party_building", "deliberation", "participation", "law", "virtue",
        "administration",
    ]  # fmt: skip


def test_no_number_of_a_stream_is_used_twice_or_again():
    numbers = list(streams.STREAMS.values())
    assert len(set(numbers)) == len(numbers)
    assert not set(numbers) & set(streams.RETIRED)
    assert max(numbers) < streams.USER
    assert all(getattr(streams, name) == number for name, number in streams.STREAMS.items())


def test_shipped_types_share_all_arrivals_and_all_needs():
    issues = default_issues()
    assert math.fsum(kind.share for kind in issues.values()) == pytest.approx(1.0)
    for kind in issues.values():
        assert math.fsum(kind.needs.model_dump().values()) == pytest.approx(1.0)
        assert kind.patience_weeks > kind.deadline_weeks


def test_parts_of_the_tiers_of_a_kind_are_all_of_it():
    party, government = World().actors.party, World().actors.government
    assert party.city + party.district + party.street + party.community == pytest.approx(1.0)
    assert government.city + government.department + government.street == pytest.approx(1.0)
    with pytest.raises(ValidationError, match="party: the parts of its tiers"):
        World.model_validate({"actors": {"party": {"community": 0.9}}})


def test_default_city_has_the_tiers_of_the_design():
    places = lay_out(City())
    assert [len(tier) for tier in places.tiers] == [18, 6, 3, 1]
    assert [node.rural for node in places.tiers[COMMUNITY]] == [False] * 12 + [True] * 6
    assert places.tiers[CITY][0].agents == 2880
    assert places.tiers[CITY][0].persons == 57_600
    for street in places.tiers[STREET]:
        assert all(c.address.startswith(street.address) for c in places.tiers[COMMUNITY][street.first : street.last])


def test_listed_places_are_brought_together_by_district_and_street():
    def place(district, street, name):
        return Place(district=district, street=street, kind="urban", name=name, grids=1, persons=10, agents=5)

    city = City(places=(place("A", "a", "1"), place("B", None, "2"), place("A", "b", "3"), place("A", "a", "4")))
    places = lay_out(city)
    assert [c.address for c in places.tiers[COMMUNITY]] == ["A/a/1", "A/a/4", "A/b/3", "B/B/2"]
    assert [(s.address, s.first, s.last) for s in places.tiers[STREET]] == [
        ("A/a", 0, 2), ("A/b", 2, 3), ("B/B", 3, 4),
    ]  # fmt: skip
    assert [node.address for node in places.find("B")] == ["B"]
    with pytest.raises(ValueError, match="A/a/1"):
        lay_out(City(places=(place("A", "a", "1"), place("A", "a", "1"))))


def test_district_with_a_street_of_its_name_is_meant_by_its_address():
    def place(district, street, name):
        return Place(district=district, street=street, kind="urban", name=name, grids=1, persons=10, agents=5)

    listed = (
        place("A", "A", "1"),
        place("A", "b", "2"),
        place("B", "A", "3"),
        place("B", "c", "4"),
        place("C", "c", "5"),
    )
    places = lay_out(City(places=listed))
    for node in places:
        if node.tier != CITY:
            assert places.find(node.address) == (node,)
    assert [node.tier for node in places.find("A")] == [DISTRICT]
    assert [node.address for node in places.find("c")] == ["B/c", "C/c"]
    assert places.find("/") == ()


def test_rules_of_a_place_hold_there_and_in_what_it_holds():
    settings = Settings.model_validate(
        {
            "rules": {"goals": {"strength": 0.1}, "law": {"service": 0.3}},
            "places": {
                "rules": [
                    {"where": ["County 1"], "goals": {"strength": 0.5}},
                    {"where": ["Village 1-2-3", "Street 2-1"], "goals": {"strength": 1}},
                ]
            },
        }
    )
    rows = settings.rows(lay_out(settings.world.city), {})
    strengths = {address: row.goals.strength for address, row in rows.items()}
    assert strengths["/"] == strengths["Urban district 2"] == 0.1
    assert strengths["County 1"] == strengths["County 1/Township 1-2"] == 0.5
    assert strengths["County 1/Township 1-2/Village 1-2-3"] == 1.0
    assert strengths["Urban district 2/Street 2-1/Community 2-1-2"] == 1.0
    assert {row.law.service for row in rows.values()} == {0.3}


def test_rules_that_are_the_same_everywhere_are_one_row():
    everywhere = {"where": ["Urban district 1", "Urban district 2", "County 1"], "law": {"service": 0.4}}
    by_place = Settings.model_validate({"places": {"rules": [everywhere]}, "rules": {"law": {"service": 0.4}}})
    plain = Settings.model_validate({"rules": {"law": {"service": 0.4}}})
    places = lay_out(plain.world.city)
    assert by_place.rows(places, {}) == plain.rows(places, {})


def test_later_events_lie_over_earlier_ones_and_over_places():
    settings = Settings.model_validate(
        {
            "places": {"rules": [{"where": ["County 1"], "law": {"service": 0.1}}]},
            "events": [
                {"week": 5, "rules": {"law": {"service": 0.2}}},
                {"week": 3, "where": ["County 1"], "rules": {"law": {"service": 0.3}}},
            ],
        }
    )
    places = lay_out(settings.world.city)

    def service(active):
        return settings.rows(places, active)["County 1"].law.service

    assert service({}) == 0.1
    assert service({1: 3}) == 0.3
    assert service({0: 5, 1: 3}) == 0.2


def test_every_error_of_the_settings_is_told_at_once():
    with pytest.raises(ValidationError) as raised:
        Settings.model_validate(
            {
                "world": {
                    "city": {"ties": [{"source": "Community 1-1-1/party", "target": "Nowhere/party", "weight": 1.0}]}
                },
                "places": {"rules": [{"where": ["Countyy 1"], "goals": {"strengh": 1.0}}]},
                "events": [
                    {"week": 1, "where": ["Atlantis"], "rules": {"law": {"service": 2}}},
                    {"week": 1, "surge": {"types": ["flood"], "factor": 2.0, "weeks": 1}},
                ],
            }
        )
    told = str(raised.value)
    for part in (
        "places.rules.0.where: no place 'Countyy 1'",
        "places.rules.0.goals.strengh",
        "events.0.where: no place 'Atlantis'",
        "events.0.rules.law.service",
        "events.1.surge.types: no type of case 'flood'",
        "world.city.ties.0.to: 'Nowhere/party'",
    ):
        assert part in told


def test_a_condition_is_a_sum_a_comparison_and_a_number():
    condition = parse("backlog_share > 0.2")
    assert condition.holds(0.21)
    assert not condition.holds(0.2)
    assert parse(" load<3 ").holds(2.9)
    for text in ("effectiveness > 50", "backlog_share", "backlog_share >= .2", "load > much", "load > 1e", "1 < load"):
        with pytest.raises(ValueError, match=SUMS[0]):
            parse(text)


def test_an_event_on_a_condition_begins_lasts_and_ends():
    events = (
        Event(when="load > 2", for_weeks=3, rules={"law": {"service": 1}}),
        Event(when="load > 2", until="load < 1", rules={"law": {"service": 1}}),
        Event(week=1, rules={"law": {"service": 1}}),
        Event(when="load > 99", rules={"law": {"service": 1}}),
    )
    loads = [9.0, 1.5, 2.5, 1.5, 1.5, 0.5, 0.5]
    active, seen = {}, []
    for week in range(len(loads)):
        active = step(events, week, active, lambda name, where, week=week: loads[week - 1])
        seen.append(dict(active))
    assert seen[0] == {}
    assert seen[1] == {0: 1, 1: 1, 2: 1}
    assert 0 in seen[3]
    assert 0 not in seen[4]
    assert [1 in now for now in seen] == [False, True, True, True, True, True, False]
    assert all(now[2] == 1 for now in seen[1:])


def test_no_sum_is_read_in_the_first_week():
    def read(name, where):
        raise AssertionError(name)

    assert step((Event(when="load < 1", rules={"law": {"service": 1}}),), 0, {}, read) == {}


@pytest.mark.parametrize(
    "event",
    [
        {"rules": {"law": {"service": 1}}},
        {"week": 1, "when": "load > 1", "rules": {"law": {"service": 1}}},
        {"week": 1},
        {"when": "harm > 1", "rules": {"law": {"service": 1}}},
        {"week": 1, "until": "trust > 1", "rules": {"law": {"service": 1}}},
    ],
)
def test_an_event_that_makes_no_sense_is_refused(event):
    with pytest.raises(ValidationError):
        Event.model_validate(event)


def test_one_spelling_of_a_number_gives_one_digest():
    def digest(value):
        event = {"week": 1, "rules": {"law": {"service": value}}}
        place = {"where": ["County 1"], "law": {"service": value}}
        return Settings.model_validate({"events": [event], "places": {"rules": [place]}}).digest()

    assert digest(1) == digest(1.0)
    assert digest(1) != digest(0.5)


def test_settings_survive_a_round_trip():
    settings = Settings.model_validate({"places": {"rules": [{"where": ["County 1"], "goals": {"rule": "command"}}]}})
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
    assert Settings() == Settings.model_validate(Settings().model_dump())
