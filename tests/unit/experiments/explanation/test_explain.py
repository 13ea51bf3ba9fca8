"""An explanation is what its parts are, whoever makes the runs, and can be given up at any week."""

import asyncio

import pytest

from cogov.experiments.execution.runs import RunSpec, replicate, run_one
from cogov.experiments.explanation.attribution import attribute_changes
from cogov.experiments.explanation.decomposition import contributions
from cogov.experiments.explanation.divergence import divergence
from cogov.experiments.explanation.explain import explain
from cogov.scenarios import load


@pytest.fixture(scope="module")
def pair(small):
    return [load(name, changes=[*small, "run.weeks=12"]) for name in ("fragmented", "formalism")]


async def course(settings):
    return run_one(RunSpec("", settings))


async def rest():
    await asyncio.sleep(0)


def test_an_explanation_is_that_of_runs_made_one_by_one(pair):
    before, after = pair
    result = asyncio.run(explain(before, after, replicates=2, run=course, on_week=rest))
    for logged, scenario in ((result.before, before), (result.after, after)):
        alone = [run_one(case).series for case in replicate("", scenario.settings, 2)]
        assert logged.scenario is scenario
        assert all((one == other).all() for one, other in zip(logged.runs, alone, strict=True))
    assert result.divergence == divergence(before.settings, after.settings)
    assert result.contributions == tuple(
        contributions(result.before.runs, result.after.runs, after.settings.behaviour.index)
    )
    assert result.attribution == attribute_changes(before.settings, after.settings, replicates=2)


def test_it_can_be_given_up_at_a_week(pair):
    weeks = []

    async def stop():
        weeks.append(0)
        if len(weeks) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(explain(*pair, replicates=1, run=course, on_week=stop))
    assert len(weeks) == 3
