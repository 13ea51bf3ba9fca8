"""The search for live levers in `middling`: what it draws, how one is chosen, and that its log is the scenario's."""

import pandas as pd
import pytest

from cogov.experiments.validation import middling
from cogov.experiments.validation.criteria import lay
from cogov.experiments.validation.middling import BEFORE, LOG, SPACE, count_changes, draw_candidates, search
from cogov.scenarios import from_library, load


def test_candidates_are_the_city_before_and_others_near_it():
    drawn = draw_candidates(20)
    assert drawn[0] == BEFORE
    assert len({tuple(each.items()) for each in drawn}) == 21
    for candidate in drawn[1:]:
        assert count_changes(candidate) <= 5
        assert all(value in SPACE[key] for key, value in candidate.items())
    assert draw_candidates(20) == drawn
    assert draw_candidates(20, seed=2) != drawn


@pytest.mark.parametrize(
    ("means", "chosen"),
    [
        ({0: (7.0, 4.0), 1: (9.0, 4.0), 2: (9.5, 4.0)}, 1),  # 1 departs in fewer levers than 2
        ({0: (9.0, 4.0), 1: (9.9, 4.0), 2: (9.5, 4.0)}, 0),  # what was there is enough
        ({0: (7.0, 4.0), 1: (9.0, 2.9), 2: (9.5, 4.0)}, 2),  # twelve levers must matter
        ({0: (7.0, 4.0), 1: (8.4, 4.0), 2: (8.4, 4.0)}, None),
    ],
)
def test_the_smallest_departure_that_is_good_enough_is_chosen(monkeypatch, means, chosen):
    candidates = [
        dict(BEFORE),
        {**BEFORE, "rules.mechanism.strength": 0.4},
        {**BEFORE, "rules.mechanism.strength": 0.4, "rules.deliberation.rounds": 1},
    ]
    answers = iter([[0.0] * 5 + [sixth] + [0.0] * 5 + [twelfth] for sixth, twelfth in means.values()])
    monkeypatch.setattr(middling, "rank_means", lambda changes: next(answers))
    found = search(candidates)
    assert list(found.index[found["chosen"]]) == ([] if chosen is None else [chosen])


def test_levers_are_ranked_by_what_they_move():
    tiny = lay({"run.weeks": 4, "world.city.streets_per_district": 1, "world.city.communities_per_street": 1,
                "world.city.townships_per_county": 1, "world.city.villages_per_township": 1,
                "world.city.agents_per_grid": 4})  # fmt: skip
    means = middling.rank_means(tiny)
    assert means == sorted(means, reverse=True)
    assert means[0] > 0.0


def test_the_scenario_is_what_the_log_says_was_chosen():
    log = pd.read_csv(LOG)
    assert len(log) == middling.CANDIDATES + 1
    assert not log["chosen"].iloc[0], "the city before had enough live levers"
    row = log[log["chosen"]].iloc[0]
    rules = load(from_library("middling")).settings.model_dump(mode="json")["rules"]
    for key in BEFORE:
        _, group, name = key.split(".")
        assert rules[group][name] == row[key]
