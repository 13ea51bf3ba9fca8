"""Records that declare numbers: bounds, frozen, strict; settings: merging and digest."""

import json
import math

import pytest
from pydantic import BaseModel, ValidationError

from cogov.model.parameter import quantities
from cogov.model.parameters.behaviour import Behaviour
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings, change, merge
from cogov.model.parameters.world import DOMAINS, RESOURCES, IssueType, Needs, World

DECLARED = {q.path: q for q in quantities(Settings())}


def with_value(path: str, value) -> dict:
    """Tables of the default settings with one value changed."""
    tables = Settings().model_dump()
    *steps, last = path.split(".")
    place = tables
    for step in steps:
        place = place[step]
    place[last] = value
    return tables


def test_the_walk_finds_every_number_once():
    paths = [q.path for q in quantities(Settings())]
    assert len(paths) == len(set(paths)) > 200
    for path in (
        "world.city.urban_districts",
        "world.issues.dispute.deadline_weeks",
        "world.issues.dispute.needs.social",
        "world.actors.enterprise.number",
        "behaviour.trust_gain".replace("behaviour.", "behaviour.experience."),
        "rules.goals.strength",
        "run.seed",
    ):
        assert path in paths

    def numbers(value, path: str) -> set[str]:
        if isinstance(value, BaseModel):
            value = {name: getattr(value, name) for name in type(value).model_fields}
        if isinstance(value, dict):
            return {found for name, item in value.items() for found in numbers(item, f"{path}.{name}")}
        return {path} if isinstance(value, (int, float)) and not isinstance(value, bool) else set()

    assert numbers(Settings(), "")  # every number of the records, found without looking at declarations
    assert {path.removeprefix(".") for path in numbers(Settings(), "")} == set(paths)


def test_the_walk_of_a_type_gives_its_defaults():
    assert {q.path: q.default for q in quantities(Rules)} == {q.path: q.default for q in quantities(Rules())}
    assert next(q.default for q in quantities(Behaviour(), "behaviour")) == 6.0


@pytest.mark.parametrize("q", DECLARED.values(), ids=DECLARED)
def test_every_number_is_declared_with_bounds_sweep_unit_and_meaning(q):
    assert q.low <= q.sweep[0] < q.sweep[1] <= q.high
    assert q.low <= q.default <= q.high
    assert math.isfinite(q.low)
    assert math.isfinite(q.high)
    assert q.unit
    assert q.meaning
    assert q.source
    assert any("一" <= letter <= "鿿" for letter in q.meaning_zh)


@pytest.mark.parametrize("q", DECLARED.values(), ids=DECLARED)
def test_no_number_leaves_its_bounds_or_its_type(q):
    wrong = [math.nan, math.inf, -math.inf, "1", None, True]
    wrong += (
        [q.low - 1, q.high + 1, 0.5]
        if q.whole
        else [math.nextafter(q.low, -math.inf), math.nextafter(q.high, math.inf)]
    )
    for value in wrong:
        with pytest.raises(ValidationError):
            Settings.model_validate(with_value(q.path, value))


# Others bound these too. The greatest seed, 2**63 - 1, is no float.
TOGETHER = (
    "run.seed", "behaviour.founding.", "behaviour.align.", "behaviour.experience.priority", "world.city.",
    "world.actors.", "behaviour.arise.size_", "behaviour.route.wrong_",
)  # fmt: skip


@pytest.mark.parametrize("q", [q for q in DECLARED.values() if not q.path.startswith(TOGETHER)], ids=lambda q: q.path)
def test_the_bounds_themselves_are_allowed(q):
    for bound in (q.low, q.high):
        settings = Settings.model_validate(with_value(q.path, int(bound) if q.whole else bound))
        assert next(found.default for found in quantities(settings) if found.path == q.path) == bound


@pytest.mark.parametrize("record", [Settings(), Rules(), Behaviour(), World(), Settings().run])
def test_records_are_frozen_and_refuse_unknown_keys(record):
    name = next(iter(type(record).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record, name, getattr(record, name))
    with pytest.raises(ValidationError, match="Extra inputs"):
        type(record).model_validate({"no_such_key": 1})


@pytest.mark.parametrize(
    ("path", "value"),
    [("rules.goals.rule", "Command"), ("rules.mechanism.rule", 1), ("world.city.acquaintance", "county"),
     ("rules.deliberation.decision_rule", "plurality"), ("world.actors.citizen.enabled", 1)],
)  # fmt: skip
def test_words_outside_the_list_are_refused(path, value):
    with pytest.raises(ValidationError):
        Settings.model_validate(with_value(path, value))


def test_an_issue_type_needs_a_resource_and_a_world_an_issue():
    with pytest.raises(ValidationError, match="at least one resource"):
        Needs()
    with pytest.raises(ValidationError, match="share above 0"):
        World(issues={"a": IssueType(share=0.0)})
    with pytest.raises(ValidationError, match="share above 0"):
        World(issues={})


def test_domains_and_resources_are_those_of_the_seed_text():
    assert DOMAINS == ("learning", "livelihood", "civility", "harmony", "environment")
    assert RESOURCES == ("political", "administrative", "economic", "social")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"founding": {"conditional_cooperators": 0.7, "free_riders": 0.3}}, "shares of residents"),
        ({"align": {"rate": 0.9, "anchor": 0.2}}, "pulls on one priority"),
        ({"experience": {"priority_seen": 0.5, "priority_neighbours": 0.3, "priority_anchor": 0.3}}, "pulls on one"),
    ],
)
def test_parts_of_a_whole_do_not_exceed_it(parts, says):
    """Or residents would be of more than all types, and priorities would leave [0, 1]."""
    with pytest.raises(ValidationError, match=f"{says}.* at most 1, not 1.1"):
        Settings.model_validate({"behaviour": parts})


def test_parts_of_a_whole_may_fill_it():
    parts = {"priority_seen": 0.1, "priority_neighbours": 0.2, "priority_anchor": 0.7}
    assert math.fsum(parts.values()) >= 1.0
    Settings.model_validate({"behaviour": {"experience": parts, "align": {"rate": 0.7, "anchor": 0.3}}})


def test_merging_lays_one_table_over_another_and_alters_neither():
    base, change = {"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9}, "d": {"e": 1}}
    assert merge(base, change) == {"a": {"b": 9, "c": 2}, "d": {"e": 1}}
    assert base == {"a": {"b": 1, "c": 2}, "d": 3}


def test_changed_rules_keep_the_rest():
    rules = change(Rules(), {"goals": {"rule": "command"}})
    assert rules.goals.rule == "command"
    assert rules.model_copy(update={"goals": Rules().goals}) == Rules()


# --- digest -----------------------------------------------------------------------------------------------------------


def reversed_keys(value):
    if isinstance(value, dict):
        return {key: reversed_keys(item) for key, item in reversed(value.items())}
    return [reversed_keys(item) for item in value] if isinstance(value, (list, tuple)) else value


def test_the_digest_does_not_depend_on_the_order_of_keys_or_on_how_a_number_is_written():
    settings = Settings.model_validate(
        {"events": [{"week": 3, "rules": {"goals": {"strength": 0.5, "rule": "command"}}}]}
    )
    shuffled = Settings.model_validate(reversed_keys(settings.model_dump()))
    assert shuffled.digest() == settings.digest()
    assert (
        Settings.model_validate(json.loads(json.dumps(settings.model_dump(mode="json")))).digest() == settings.digest()
    )
    assert Settings.model_validate(with_value("rules.goals.strength", 1)).digest() == (
        Settings.model_validate(with_value("rules.goals.strength", 1.0)).digest()
    )


def test_the_digest_hangs_on_every_number():
    digests = {Settings().digest()}
    for q in DECLARED.values():
        value = q.sweep[0] if q.default != q.sweep[0] else 0.5 * sum(q.sweep)
        tables = with_value(q.path, min(int(value), 10**9) if q.whole else value)
        digests.add(Settings.model_validate(tables).digest())
    assert len(digests) == 1 + len(DECLARED)


def test_equal_settings_give_equal_histories_in_whatever_order_issue_types_stand(settings_of, digest_of):
    issues = settings_of().model_dump()["world"]["issues"]
    backwards = dict(reversed(issues.items()))
    one, other = settings_of({"world": {"issues": issues}}), settings_of({"world": {"issues": backwards}})
    assert one == other
    assert one.digest() == other.digest()
    assert digest_of({"world": {"issues": issues}}) == digest_of({"world": {"issues": backwards}})
