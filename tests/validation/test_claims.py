"""What the stories of the library claim, on 20 paired seeds: each holds, or its file says that it is broken.

Among them are two in which more coordination governs worse, so that the program cannot become one in which coordination
never loses. Others that were thought to lose do not: meetings every week win over fewer, and command and grids win over
nothing at all.
"""

import pytest

from cogov.experiments import compare
from cogov.experiments.contrasts import judge_claim
from cogov.experiments.execution.runs import replicate, run_many
from cogov.experiments.statistics.paired import paired_difference
from cogov.scenarios import library, load
from cogov.scenarios.twin import move

REPLICATES = 20
CLAIMS = [(name, claim) for name in library() for claim in load(name).expect]


@pytest.fixture(scope="module")
def finals():
    """Final values of a scenario in the place of another, run once."""
    made = {}

    def of(scenario, place):
        settings = move(load(scenario), load(place)).settings
        digest = settings.digest()
        if digest not in made:
            made[digest] = run_many(replicate(scenario, settings, REPLICATES))
        return made[digest]

    return of


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=lambda each: each if isinstance(each, str) else each.indicator)
def test_a_claim_is_what_its_file_says_of_it(finals, name, claim):
    mine, theirs = ([run.final[claim.indicator] for run in finals(each, name)] for each in (name, f"{claim.than}"))
    difference = paired_difference(mine, theirs)
    assert judge_claim(difference, claim.direction) == claim.found, difference


@pytest.mark.parametrize(("name", "than"), [("overloaded_hub", "synergy"), ("command", "jianfu")])
def test_more_coordination_governs_worse(finals, name, than):
    mine, theirs = (finals(each, name) for each in (name, than))
    cost, worth = (
        paired_difference([run.final[indicator] for run in mine], [run.final[indicator] for run in theirs])
        for indicator in ("coordination_cost", "effectiveness")
    )
    assert cost.low > 0.0
    assert worth.high < 0.0
    assert worth.higher == 0


def test_a_comparison_judges_them_alike():
    found = compare(["fragmented", "participatory"], replicates=3, weeks=120)
    assert len(found.claims) == len(load("participatory").expect)
    assert {finding.verdict for finding in found.claims} <= {"holds", "not_shown"}
