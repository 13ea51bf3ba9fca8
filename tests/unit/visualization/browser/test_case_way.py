"""The way of a case is that of the history, in both cities; and cases that are offered are worth a look."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model.engine.history import CaseEvent
from cogov.model.engine.simulation import Simulation
from cogov.visualization.browser.case_way import ENDS, LATELY, follow, offer
from cogov.visualization.browser.panels.followed_case import name_of, sentence_of, summary_of
from cogov.visualization.browser.recording import film
from cogov.visualization.browser.translations import LANGUAGES, words


@pytest.fixture(scope="module")
def films(apart, together):
    return film(apart), film(together)


@pytest.fixture(scope="module")
def histories(apart, together):
    return tuple(Simulation(settings, history=True).run().history.frame() for settings in (apart, together))


def test_a_way_is_that_of_the_headless_run_in_both_cities(films, histories):
    common = set(films[0].stories.key.tolist()) & set(films[1].stories.key.tolist())
    assert len(common) > 50
    for key in sorted(common)[::7]:
        for shown, history in zip(films, histories, strict=True):
            own = history[history["case"] == key]
            way = follow(shown, key)
            assert [(step.week, step.what.name.lower(), step.body) for step in way.steps] == list(
                zip(own["week"], own["what"], own["body"], strict=True)
            )
            assert way.steps[0].what == CaseEvent.BORN
            ended = own["what"].iloc[-1] in ("resolved", "lapsed")
            assert (way.end is not None) == ended
            assert way.weeks == (own["week"].iloc[-1] if ended else shown.weeks - 1) - own["week"].iloc[0]
            assert way.count(CaseEvent.PASSED_ON) == (own["what"] == "passed_on").sum()


def test_nothing_happens_after_an_end(films):
    for shown in films:
        for key in shown.stories.key[::11]:
            way = follow(shown, int(key))
            assert all(step.what not in ENDS for step in way.steps[:-1])


def test_who_is_unknown_has_no_way(films):
    assert follow(films[0], 0) is None


def test_cases_offered_were_born_lately_in_both_cities_and_solved_after(films):
    for week in (6, 20):
        keys = offer(*films, week)
        assert keys
        assert len(set(keys)) == len(keys) <= 8
        for key in keys:
            before, after = (follow(shown, key) for shown in films)
            assert after.end == CaseEvent.RESOLVED
            assert week - LATELY < before.steps[0].week <= week
        named = [name_of(follow(films[1], key), films[1], "city.journey.case", words("zh")) for key in keys]
        assert len(set(named)) == len(named), "two that read the same"
    first, last = (follow(films[0], offer(*films, 20)[place]) for place in (0, -1))
    assert first.weeks + first.doors >= last.weeks + last.doors - 4


def test_a_case_that_nobody_takes_on_stays_where_it_lies(films):
    stayed = moved = 0
    for key in films[0].stories.key[:400]:
        way = follow(films[0], int(key))
        at = -1
        for k, step in enumerate(way.steps):
            if step.what == CaseEvent.PASSED_ON:
                assert way.stays(k) == (step.body == at)
                stayed += step.body == at
                moved += step.body != at
            at = step.desk if step.what == CaseEvent.REPORTED else at
            at = step.body if step.what in (CaseEvent.PASSED_ON, CaseEvent.ACCEPTED, CaseEvent.FORCED) else at
    assert stayed
    assert moved


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_a_sentence(films, language):
    say = words(language)
    seen = set()
    for shown in films:
        for key in shown.stories.key:
            way = follow(shown, int(key))
            assert "{" not in summary_of(way, "A", say) + name_of(way, shown, "city.journey.title", say)
            for k, step in enumerate(way.steps):
                line = sentence_of(step, shown, say, stays=way.stays(k))
                assert line
                assert "{" not in line
                seen.add(step.what)
    assert len(seen) >= 12
    assert say("city.journey.absent", city="A") == summary_of(None, "A", say)


def test_doors_are_desks_each_counted_once(films):
    ways = (follow(films[0], int(key)) for key in films[0].stories.key)
    way = next(way for way in ways if way.count(CaseEvent.PASSED_ON) > 3)
    taking = (CaseEvent.PASSED_ON, CaseEvent.ACCEPTED, CaseEvent.FORCED)
    desks = {step.desk for step in way.steps if step.what == CaseEvent.REPORTED}
    assert way.doors == len(desks | {step.body for step in way.steps if step.what in taking})
    assert np.all(np.diff([step.week for step in way.steps]) >= 0)
