"""What shipped plausible cities say of the multiplier stands beside an answer, and beside no other game's."""

import json
import re

import pytest

from cogov.experiments import multiplier
from cogov.experiments.ensembles.declaration import FOUND, RESULT
from cogov.experiments.ensembles.found_claims import PLAUSIBLE, found_game
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.ensemble import percent
from cogov.visualization.narratives.multiplier import context, over_cities


def play(*, scenario="synergy", baseline="fragmented", players="goals,resources,mechanism"):
    return multiplier(scenario, baseline=baseline, players=players, replicates=2, weeks=2, controls=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_shipped_numbers_are_said_of_the_game_that_was_looked_at(language):
    document = json.loads((FOUND / PLAUSIBLE / RESULT).read_text("utf-8"))
    kept = next(claim for claim in document["claims"] if claim["name"] == "multiplier")["kept"]
    found = found_game()
    assert (found.holds, found.cities) == (kept["holds"], kept["cities"])
    told = over_cities(play(), words(language))
    assert {str(kept["holds"]), str(kept["cities"])} <= set(re.findall(r"\d+", told))
    assert percent(kept["share"], words(language)) in told
    assert told in context(play(), words(language))


@pytest.mark.parametrize(
    "other", [{"scenario": "middling"}, {"baseline": "middling"}, {"players": "goals,law"}, {"players": "institutions"}]
)
def test_of_another_game_nothing_is_said(other):
    assert over_cities(play(**other), words("en")) == ""
