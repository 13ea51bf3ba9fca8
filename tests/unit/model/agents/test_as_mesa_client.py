"""What a user of Mesa writes first works, or is refused by a sentence."""

import warnings

import mesa
import numpy as np
import pytest

from cogov.model import GovernanceModel, Settings
from cogov.scenarios import load

SMALL = {
    "run.weeks": 4, "world.city.streets_per_district": 1, "world.city.communities_per_street": 1,
    "world.city.townships_per_county": 1, "world.city.villages_per_township": 1, "world.city.agents_per_grid": 10,
}  # fmt: skip


class Heir(GovernanceModel):
    """A model of somebody else's, built on this one."""

    def __init__(self, **given):
        super().__init__(**given)


def batch(model, parameters, **how):
    with warnings.catch_warnings():  # Mesa 3.5 would like another keyword, which Mesa 3.3 does not know
        warnings.filterwarnings("ignore", "The `iterations` keyword", DeprecationWarning)
        return mesa.batch_run(model, parameters, max_steps=4, display_progress=False, **how)


@pytest.fixture(scope="module")
def settings():
    return load("synergy", changes=SMALL).settings


@pytest.mark.portable
@pytest.mark.parametrize("model", [GovernanceModel, Heir])
def test_iterations_of_a_batch_differ_and_can_be_made_again(settings, model):
    rows = batch(model, {"settings": [settings]}, iterations=3)
    found = [row["effectiveness"] for row in rows]
    assert len(set(found)) == 3
    for row in rows:
        again = GovernanceModel(settings, rng=settings.run.seed + row["iteration"])
        again.run_model()
        assert row["effectiveness"] == again.effectiveness
    assert found == [row["effectiveness"] for row in batch(model, {"settings": [settings]}, iterations=3)]


@pytest.mark.portable
def test_settings_are_one_value_in_a_batch(settings):
    (row,) = batch(GovernanceModel, {"settings": settings})
    (same,) = batch(GovernanceModel, {"settings": [settings]})
    assert row["effectiveness"] == same["effectiveness"]
    with pytest.raises(TypeError, match="settings are one value"):
        list(settings)


@pytest.mark.portable
def test_a_batch_over_names_settings_and_seeds():
    rows = batch(GovernanceModel, {"settings": ["fragmented", "synergy"], "rng": [3, 4], **SMALL})
    assert len({row["effectiveness"] for row in rows}) == 4
    strengths = batch(GovernanceModel, {"settings": "synergy", "rules.goals.strength": [0.0, 1.0], **SMALL})
    assert [row["rules.goals.strength"] for row in strengths] == [0.0, 1.0]
    assert len({row["goal_agreement"] for row in strengths}) == 2


@pytest.mark.portable
@pytest.mark.parametrize(
    "given", [{"seed": 3}, {"rng": 3}, {"seed": np.int64(3)}, {"rng": 3.0}], ids=["seed", "rng", "numpy", "float"]
)
def test_a_name_a_seed_and_changes(given):
    model = GovernanceModel("synergy", **given, **{**SMALL, "rules.goals.strength": 0.5})
    expected = load("synergy", changes={**SMALL, "rules.goals.strength": 0.5}).settings
    assert model.settings == expected
    model.run_model()
    same = GovernanceModel(expected, rng=3)
    same.run_model()
    assert np.array_equal(model.series, same.series, equal_nan=True)


@pytest.mark.portable
def test_settings_come_from_whatever_holds_them(settings, tmp_path):
    record = load("synergy", changes=SMALL)
    path = tmp_path / "town.toml"
    path.write_text('schema_version = 2\n[scenario]\nextends = "synergy"\n[run]\nweeks = 7\n')
    assert GovernanceModel(record).settings == settings
    assert GovernanceModel(str(path), **{"world.city.agents_per_grid": 9}).settings.run.weeks == 7
    assert GovernanceModel(path, **{"world.city.agents_per_grid": 9}).settings.run.weeks == 7
    assert GovernanceModel(settings, rules={"goals": {"strength": 0.25}}).settings.rules.goals.strength == 0.25
    assert (
        GovernanceModel(**SMALL).settings
        == load(load("synergy").model_copy(update={"settings": Settings()}), changes=SMALL).settings
    )


@pytest.mark.portable
@pytest.mark.parametrize(
    ("given", "kind", "sentence"),
    [
        ({"settings": "synergie"}, ValueError, "no such scenario or file.*did you mean synergy"),
        ({"rules.goals.strenght": 1}, ValueError, "GovernanceModel: rules.goals.strenght: unknown key.*strength"),
        ({"sede": 3}, ValueError, "GovernanceModel: sede: unknown key; allowed keys below world"),
        ({"settings": 42}, TypeError, "settings are the name of a scenario, .* not 42"),
        ({"settings": {"run": {}}}, TypeError, "settings are the name of a scenario, .* not a table"),
        ({"seed": 1, "rng": 2}, TypeError, "rng and seed are two names of one thing, and both are given: 2 and 1"),
        ({"seed": "7"}, TypeError, "the seed is '7'; a whole number is needed"),
        ({"seed": 1.5}, TypeError, "the seed is 1.5; a whole number is needed"),
        ({"seed": True}, TypeError, "the seed is True; a whole number is needed"),
        ({"seed": -1}, ValueError, "the seed is -1; allowed 0 to"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(given, kind, sentence):
    with pytest.raises(kind, match=sentence):
        GovernanceModel(**given)
