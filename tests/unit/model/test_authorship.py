import functools

import numpy as np
import pytest

from cogov.experiments.execution.runs import run_one
from cogov.model import authorship
from cogov.model.authorship import edits, identity, key_of, unseen
from cogov.model.engine.processes.volunteer import volunteer


def defined(text, name="f"):
    space = {"__name__": "mine", "LUCK": np.random.default_rng(1)}
    exec(text, space)
    return space[name]


BEFORE = "RATE = 0.5\ndef g(x):\n    return x * RATE\ndef f(x, by=1):\n    return g(x) + by\n"


def test_the_programs_own_functions_are_known_by_their_name():
    assert identity(run_one) == key_of(identity(run_one)) == "cogov.experiments.execution.runs:run_one"
    assert identity(volunteer) == "cogov.model.engine.processes.volunteer:volunteer"


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("RATE = 0.5", "RATE = 0.7", "mine:f has been edited: mine.RATE was float 0.5 and is float 0.7"),
        ("x * RATE", "x / RATE", "mine:f has been edited: the code of mine:g is another"),
        ("by=1", "by=2", "mine:f has been edited: mine:f defaults was"),
        ("+ by", "- by", "mine:f has been edited: the code of mine:f is another"),
    ],
)
def test_an_edit_is_told_with_the_function_and_what_changed(was, now, said):
    before, after = identity(defined(BEFORE)), identity(defined(BEFORE.replace(was, now)))
    assert edits(before, after).startswith(said)
    assert key_of(before) != key_of(after)
    assert edits(before, identity(defined(BEFORE))) == ""


def test_another_function_and_another_python_are_told():
    before, other = identity(defined(BEFORE)), identity(defined(BEFORE, "g"))
    assert edits(before, other) == "mine:g in the place of mine:f"
    assert (
        edits("cogov.experiments.execution.runs:made", other)
        == "mine:g in the place of cogov.experiments.execution.runs:made"
    )
    assert edits({**before, "python": "3.1"}, before).startswith("mine:f was then compiled by Python 3.1, and is now")


def test_what_cannot_be_looked_into_is_told():
    [said] = unseen(identity(defined("def f(x):\n    return LUCK.random()\n")))
    assert said.startswith("mine:f refers to what cannot be looked into: mine.LUCK (numpy.random._generator.Generator)")
    assert unseen(identity(run_one)) == []
    assert unseen(identity(defined(BEFORE))) == []


def test_a_partial_of_the_programs_own_is_known_by_what_it_holds():
    ones = [identity(functools.partial(run_one, on_week=week)) for week in (None, print, print)]
    assert key_of(ones[0]) != key_of(ones[1]) == key_of(ones[2])


def test_the_programs_own_is_not_looked_into():
    found = identity(
        defined("from cogov.experiments.execution.runs import run_one\ndef f(case, w):\n    return run_one(case, w)\n")
    )
    assert found["parts"]["mine.run_one"] == "function cogov.experiments.execution.runs:run_one"
    assert authorship.__name__ not in found["parts"]
