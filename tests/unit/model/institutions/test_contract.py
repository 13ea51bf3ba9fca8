"""The contract that every coordination rule keeps.

Off is absent to the bit, whatever its dials say; without its carrier it is absent to the bit; it costs; it moves what
it is declared to move, in the declared direction; it has names in both languages; it stands in the description of the
model. The rules are those of the package: a new file is held to all of it.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest

from cogov.model.agents import NAMES, GovernanceModel, columns
from cogov.model.agents.levers import FIELDS
from cogov.model.engine.simulation import Simulation
from cogov.model.institution import Institution, RuleLever
from cogov.model.institution_tables import DOCUMENTS, refresh
from cogov.model.institutions import BY_NAME, INSTITUTIONS
from cogov.model.parameter import quantities
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import Settings, merge

EVERY = pytest.mark.parametrize("institution", INSTITUTIONS, ids=lambda institution: institution.name)

# 60 residents for bits; 200 residents and 8,000 persons at the usual flow of cases for effects.
TINY, SMALL = (
    {
        "world": {
            "city": {
                "urban_districts": 1, "streets_per_district": streets, "communities_per_street": 2, "rural_counties": 1,
                "townships_per_county": 1, "villages_per_township": 1, "grids_per_community": 2,
                "agents_per_grid": agents,
            },
        },
        "run": {"weeks": weeks},
    }
    for streets, agents, weeks in ((1, 10, 8), (2, 20, 52))
)  # fmt: skip
SEEDS = range(1, 9)
CLEAR = 3.0
"""Standard errors from which on a mean difference of paired runs counts."""


def lay_out(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path as nested tables."""
    tables: dict[str, Any] = {}
    for path, value in values.items():
        *above, last = path.split(".")
        table = tables
        for key in above:
            table = table.setdefault(key, {})
        table[last] = value
    return tables


def settle(city: dict[str, Any], *changes: Mapping[str, Any]) -> Settings:
    tables = city
    for change in changes:
        tables = merge(tables, lay_out(change))
    return Settings.model_validate(tables)


@cache
def _record(text: str, seed: int) -> dict[str, float]:
    """Return means over a year by indicator, and the mean effort of departments, of a run of the compiled edition."""
    simulation = Simulation(Settings.model_validate_json(text), seed=seed).run()
    departments = simulation.city.bodies.domain >= 0
    return simulation.final() | {"effort": float(simulation.city.bodies.effort[departments].mean())}


def record(settings: Settings) -> list[dict[str, float]]:
    """Return what the runs of some settings show, seed by seed."""
    text = settings.model_dump_json()
    return [_record(text, seed) for seed in SEEDS]


@cache
def _agents_bits(text: str) -> bytes:
    model = GovernanceModel(Settings.model_validate_json(text))
    for _ in range(model.settings.run.weeks):
        model.step()
    state = columns(model)
    del state["place.levers"]  # also holds how a rule would work that is off
    return b"".join(np.ascontiguousarray(state[name]).tobytes() for name in sorted(state)) + model.series.tobytes()


@cache
def _compiled_bits(text: str) -> str:
    return Simulation(Settings.model_validate_json(text)).run().digest()


def bits(settings: Settings) -> tuple[bytes, str]:
    """Return the history of both editions, to the bit."""
    text = settings.model_dump_json()
    return _agents_bits(text), _compiled_bits(text)


def difference(one: Settings, other: Settings, column: str) -> tuple[float, float]:
    """Return the mean paired difference of a column, and how many standard errors it is."""
    gap = np.array([a[column] - b[column] for a, b in zip(record(one), record(other), strict=True)])
    error = float(gap.std(ddof=1)) / np.sqrt(len(gap))
    return float(gap.mean()), float(gap.mean() / max(error, 1e-12))


def parts(institution: Institution) -> tuple[Institution, ...]:
    """Return the rules that a rule is made of: itself, if it has levers of its own."""
    return tuple(BY_NAME[name] for name in institution.parts) or (institution,)


def gates(institution: Institution) -> tuple[RuleLever, ...]:
    return tuple(gate for part in parts(institution) for gate in part.gates)


def whatever(institution: Institution) -> dict[str, Any]:
    """Return other values than the declared ones for the dials of a rule."""
    high = {f"rules.{number.path}": number.high for number in quantities(Rules())}
    other: dict[str, Any] = {}
    for dial in (dial for part in parts(institution) for dial in part.dials):
        _, group, name = dial.path.split(".")
        annotation = type(getattr(Rules(), group)).model_fields[name].annotation
        words = (False, True) if annotation is bool else get_args(annotation)
        other[dial.path] = words[-1] if words else annotation(high[dial.path])
    return other


def words_of(institution: Institution) -> tuple[str, ...]:
    """Return the words under which carriers differ; one empty word where there are none."""
    return tuple(institution.by_word) or ("",)


def gone(kinds: tuple[str, ...], how: str) -> dict[str, Any]:
    """Return a world without some kinds of actor: disabled, or with all posts vacant (citizens have no posts)."""
    return {
        f"world.actors.{kind}.{'enabled' if how == 'disabled' or kind == 'citizen' else 'vacancies'}": (
            False if how == "disabled" or kind == "citizen" else 1.0
        )
        for kind in kinds
    }


def absences(institution: Institution) -> list[tuple[str, tuple[str, ...]]]:
    """Return the word of a rule with each set of kinds without which it is absent."""
    if institution.parts:
        every = [part.gone_without(words_of(part)[0])[0] for part in parts(institution)]
        return [("", tuple(dict.fromkeys(kind for kinds in every for kind in kinds)))]
    above = [kinds for name in institution.within for kinds in BY_NAME[name].gone_without(_word_of(institution))]
    return [(word, kinds) for word in words_of(institution) for kinds in (*institution.gone_without(word), *above)]


def _word_of(institution: Institution) -> str:
    """Return the word of the rule on which one rests, in the city in which it is seen."""
    above = BY_NAME[institution.within[0]]
    return str(institution.seen_in.get(above.gates[0].path, ""))


@EVERY
def test_off_is_absent_to_the_bit(institution):
    absent = bits(settle(TINY, institution.seen_in, {gate.path: gate.off for gate in gates(institution)}))
    for part in parts(institution):
        others = {gate.path: gate.off for gate in gates(institution) if gate not in part.gates}
        for gate in part.gates:
            off = {**institution.seen_in, **institution.example, **whatever(part), **others, gate.path: gate.off}
            assert bits(settle(TINY, off)) == absent, gate.path


@EVERY
def test_on_is_seen_in_the_bits(institution):
    """What must be absent when it is off would otherwise be seen."""
    off = {gate.path: gate.off for gate in gates(institution)}
    plain, agents, compiled = (
        settle(SMALL, institution.seen_in, off, {"run.weeks": 10}),
        *bits(settle(SMALL, institution.seen_in, institution.example, {"run.weeks": 10})),
    )
    assert agents != bits(plain)[0]
    assert compiled != bits(plain)[1]


@EVERY
@pytest.mark.parametrize("how", ["disabled", "vacant"])
def test_without_its_carrier_it_is_absent_to_the_bit(institution, how):
    assert absences(institution), "nobody carries it"
    for word, kinds in absences(institution):
        worded = {institution.gates[0].path: word} if word else {}
        bare = {**institution.seen_in, **gone(kinds, how)}
        without = settle(TINY, bare, {gate.path: gate.off for gate in gates(institution)})
        assert bits(settle(TINY, bare, institution.example, worded)) == bits(without), (word, kinds)


@EVERY
def test_what_it_rests_on_off_it_is_absent_to_the_bit(institution):
    for name in institution.within:
        off = {**institution.seen_in, **{gate.path: gate.off for gate in BY_NAME[name].gates}}
        without = {gate.path: gate.off for gate in institution.gates}
        assert bits(settle(TINY, off, institution.example)) == bits(settle(TINY, off, without)), name


@EVERY
def test_it_costs(institution):
    """Each declared cost is seen in its column; where a rule has none of its own, what it rests on has."""
    priced = [part for part in parts(institution) if part.costs]
    assert priced or any(BY_NAME[name].costs for name in institution.within)
    on = settle(SMALL, institution.seen_in, institution.example)
    for part in priced:
        for cost in part.costs:
            free = settle(SMALL, institution.seen_in, institution.example, cost.without)
            gap, errors = difference(on, free, cost.column)
            if cost.column == "effort":
                gap, errors = -gap, -errors
            assert gap > 0.0, cost
            assert errors > CLEAR, cost


@EVERY
def test_it_moves_what_it_is_declared_to_move(institution):
    on = settle(SMALL, institution.seen_in, institution.example)
    off = settle(SMALL, institution.seen_in, {gate.path: gate.off for gate in gates(institution)})
    clear = 0
    for effect in institution.effects:
        gap, errors = difference(on, off, effect.indicator)
        clear += abs(errors) > CLEAR
        if effect.direction != "either":
            assert gap * (1.0 if effect.direction == "up" else -1.0) > 0.0, (effect, gap, errors)
            assert abs(errors) > CLEAR, (effect, gap, errors)
    assert clear, "it moves nothing"


@EVERY
def test_it_has_names_and_a_paragraph_in_both_languages(institution):
    for text in (institution.zh, institution.about_zh):
        assert re.search(r"[一-鿿]", text), text
    for text in (institution.en, institution.about):
        assert text.strip()
        assert not re.search(r"[一-鿿]", text), text
    assert institution.about.endswith(".")
    assert institution.about_zh.endswith("。")
    others = [other for other in INSTITUTIONS if other.name != institution.name]
    assert institution.en not in {other.en for other in others}
    assert institution.zh not in {other.zh for other in others}


@EVERY
def test_it_stands_in_the_description_of_the_model(institution, root):
    english = (root / "model" / "ODD.md").read_text("utf-8")
    assert institution.about in english, "run python -m cogov.model.institution_tables --write"
    for section in institution.section.split(", "):
        assert re.search(rf"^### {re.escape(section)} ", english, re.MULTILINE), section
    chinese = (root / "model" / "ODD.zh.md").read_text("utf-8")
    assert institution.about_zh in chinese, "run python -m cogov.model.institution_tables --write"


def test_the_documents_are_those_of_today(root):
    for name, language in DOCUMENTS.items():
        text = (root / name).read_text("utf-8")
        assert refresh(text, language) == text, "run python -m cogov.model.institution_tables --write"
    with pytest.raises(ValueError, match="0 texts"):
        refresh("nothing", "en")


@EVERY
def test_what_it_names_there_is(institution):
    settings = Settings()
    numbers = {number.path for number in quantities(settings)}
    for cost in institution.costs:
        assert cost.coefficient in numbers, cost.coefficient
        assert cost.column in (*NAMES, "effort"), cost.column
    for effect in institution.effects:
        assert effect.indicator in NAMES, effect.indicator
    settled = settle(SMALL, institution.seen_in, institution.example).rules.model_dump()
    for gate in gates(institution):
        _, group, name = gate.path.split(".")
        assert settled[group][name] != gate.off, "its example leaves it off"
    assert bool(institution.gates) != bool(institution.parts), "a rule has levers of its own, or is made of others"


def test_every_lever_belongs_to_one_rule_and_is_known_to_the_agents():
    declared = [
        f"rules.{group}.{name}" for group in Rules.model_fields for name in getattr(Rules(), group).model_dump()
    ]
    owned = [lever.path for institution in INSTITUTIONS for lever in institution.levers]
    assert sorted(owned) == sorted(declared)
    assert sorted(FIELDS) == sorted(declared)


def test_every_gate_is_off_as_shipped():
    rules = Rules().model_dump()
    for institution in INSTITUTIONS:
        if institution.within:
            continue  # what it rests on is off
        for gate in institution.gates:
            _, group, name = gate.path.split(".")
            assert rules[group][name] == gate.off, gate.path


def test_links_need_a_member(monkeypatch):
    bare = {"behaviour.founding.party_members": 0.0}
    linked = BY_NAME["household_links"].example
    assert bits(settle(TINY, bare, linked)) == bits(settle(TINY, bare))


def test_whistling_hangs_on_the_party_body_of_the_street_and_not_on_the_branch():
    names = ["Community 1-1-1", "Community 1-1-2", "Village 1-1-1"]
    cut = {"week": 0, "where": names, "capacity": {"actors": ["party"], "factor": 0.0, "weeks": 20}}
    without = {"events": [cut], "behaviour": {"route": {"escalation_hops": 1}}}
    city = settle(merge(TINY, without))
    whistling = settle(merge(TINY, without), BY_NAME["escalation"].example)
    assert all(one != other for one, other in zip(bits(whistling), bits(city), strict=True))


def test_a_file_of_another_name_or_that_rests_on_nothing_is_refused(tmp_path, monkeypatch):
    from cogov.model import institutions

    monkeypatch.setattr(institutions, "__path__", [*institutions.__path__, str(tmp_path)])
    text = "from cogov.model.institutions.pledge import INSTITUTION as p\nfrom dataclasses import replace\n"
    (tmp_path / "other.py").write_text(text + "INSTITUTION = p\n")
    with pytest.raises(ValueError, match=r"other\.py declares the rule pledge"):
        institutions.load_institutions()
    (tmp_path / "other.py").unlink()
    (tmp_path / "third.py").write_text(text + "INSTITUTION = replace(p, name='third', within=('nothing',))\n")
    with pytest.raises(ValueError, match=r"third\.py: no rule nothing"):
        institutions.load_institutions()
