"""What the shipped scenes claim, against runs with the luck that rooms see and with other luck.

The claims were committed before any run of theirs was made. Three of 22 missed and were told otherwise: that unanimity
costs two points (it costs one), that a flood is over after a year (it is not), that strong points draw volunteers (half
a resident more in a hundred). The trainer's notes say so.
"""

import pytest

from cogov.experiments.lessons import answer_scene, lessons, load_lesson

LUCK = (1, 1001)
"""First seeds: that of the shipped scenarios, and one that nobody looked at when the scenes were written."""

CLAIMS = [
    pytest.param(scene, seed, id=f"{name}-{number}-{seed}")
    for name in lessons()
    for number, scene in enumerate(load_lesson(name).scenes, 1)
    for seed in LUCK
    if scene.poll is not None and scene.poll.claim
]


@pytest.mark.parametrize(("scene", "seed"), CLAIMS)
def test_a_scene_claims_what_its_runs_give(scene, seed):
    found = answer_scene(scene, first=seed)
    assert found.outcome == scene.poll.claim, found
