"""What a function consists of: everything that decides what it does moves its digest, and nothing else does."""

import copyreg
import functools
import importlib
import sys
import types

import numpy as np
import pytest

from cogov.model.content import content, is_installed, name_of

RATES = '''"""Rates."""
import enum

class Kind(enum.IntEnum):
    ONE = 1
    TWO = 2

RATE = 0.5

def half(x):
    """Halve it."""
    return x * RATE
'''
RUNS = '''"""Runs."""
import math
import numpy as np
import rates
from rates import Kind, half

TABLE = {"a": [1.0, 2.0]}
WEIGHTS = np.array([1.0, 2.0])
LIMIT = 3

def inner(x: float, by=2) -> float:
    return x + by

def made(x):
    """Make it."""
    values = [inner(each) for each in TABLE["a"]]
    return half(x) + math.exp(LIMIT) + sum(values) + Kind.ONE + WEIGHTS[0] + rates.half(1)

unrelated = 7
'''


@pytest.fixture
def digest_with(tmp_path, monkeypatch):
    """Import the two modules above, with replacements, and return the digest of `made`."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def digest(*replacements):
        rates, runs = RATES, RUNS
        for was, now in replacements:
            assert was in rates + runs
            rates, runs = rates.replace(was, now), runs.replace(was, now)
        (tmp_path / "rates.py").write_text(rates)
        (tmp_path / "runs.py").write_text(runs)
        for name in ("rates", "runs"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        return of(importlib.import_module("runs").made).digest

    yield digest
    for name in ("rates", "runs"):
        sys.modules.pop(name, None)


def of(function):
    return content(function, lambda module: not is_installed(module))


@pytest.mark.parametrize(
    "change",
    [
        ('"""Make it."""', '"""Do it in another way."""'), ('"""Runs."""\n', '"""Longer."""\n\n\n# A comment.\n'),
        ("(x: float, by=2) -> float", "(x, by=2)"), ("unrelated = 7", "unrelated = 8\ndef other(): pass"),
        ('"""Halve it."""', '"""Halve."""'),
    ],
    ids=["docstring", "lines", "annotations", "unrelated", "docstring elsewhere"],
)  # fmt: skip
def test_what_changes_nothing_moves_nothing(digest_with, change):
    assert digest_with(change) == digest_with()


@pytest.mark.parametrize(
    "change",
    [
        ("half(x) +", "half(x) -"), ("x + by", "x - by"), ("by=2", "by=3"), ("x * RATE", "x / RATE"),
        ("RATE = 0.5", "RATE = 0.25"), ("LIMIT = 3", "LIMIT = 4"), ("[1.0, 2.0]}", "[1.0, 3.0]}"),
        ("np.array([1.0, 2.0])", "np.array([1.0, 3.0])"), ("ONE = 1", "ONE = 3"), ("inner(each)", "inner(each + 1)"),
        ("math.exp", "math.log"), ("LIMIT = 3", "LIMIT = 3.0"), ("LIMIT = 3", "LIMIT = True + 2 == 3"),
    ],
    ids=lambda change: f"{change[0]} -> {change[1]}",
)  # fmt: skip
def test_every_edit_that_can_matter_is_seen(digest_with, change):
    assert digest_with(change) != digest_with()


def adder(n):
    def add(x):
        return x + n

    return add


class Maker:
    factor = 2

    def __init__(self, share):
        self.share = share

    def __call__(self, x):
        return self.scaled(x)

    def scaled(self, x):
        return x * self.share * self.factor

    @staticmethod
    def nothing():
        """Do nothing."""


def test_closures_partial_functions_methods_and_objects_are_told_apart_by_what_they_hold():
    makers = [
        adder(1), adder(2), functools.partial(adder(1), 1), functools.partial(adder(1), 2), Maker(0.1), Maker(0.2),
        Maker(0.1).scaled, Maker(0.2).scaled, Maker, lambda x: x + 1, lambda x: x + 2, functools.cache(adder(1)),
    ]  # fmt: skip
    assert len({of(maker).digest for maker in makers}) == len(makers)
    assert of(adder(1)).digest == of(adder(1)).digest
    assert of(Maker(0.1)).digest == of(Maker(0.1)).digest


def test_a_wrapper_is_told_with_what_it_wraps():
    def loud(function):
        @functools.wraps(function)
        def wrapper(x):
            return function(x)

        return wrapper

    assert of(loud(adder(1))).digest != of(loud(adder(2))).digest


def test_functions_that_call_each_other_come_to_an_end():
    space = types.ModuleType("rounds")
    exec("def a(n): return b(n)\ndef b(n): return a(n) if n else held\nheld = []\nheld.append(held)", vars(space))
    assert of(space.a).digest == of(space.a).digest


def test_what_cannot_be_seen_is_said():
    space = {"__name__": "here", "luck": np.random.default_rng(1), "append": [].append}
    exec("def draws():\n    append(1)\n    return luck.random()", space)
    assert of(space["draws"]).unseen == (
        "here.append (builtin_function_or_method)",
        "here.luck (numpy.random._generator.Generator)",
    )


def test_numpy_counts_as_installed_wherever_it_is_found(monkeypatch):
    """A cluster's modules hand NumPy over by PYTHONPATH; its version stands in the name of every kernel."""
    monkeypatch.setattr(np, "__file__", "/somewhere/else/numpy/__init__.py")
    assert is_installed("numpy")
    assert is_installed("numpy.random")


def test_what_is_installed_is_known():
    assert is_installed("math")
    assert is_installed("numpy.random")
    assert not is_installed("__main__")
    assert not is_installed(__name__)
    assert not is_installed("cogov.model.random_draws")


def test_a_script_has_one_name_in_all_processes():
    def made():
        """Do nothing."""

    made.__module__, made.__qualname__ = "__mp_main__", "made"
    assert name_of(made) == "__main__:made"


def test_what_pickling_leaves_in_a_class_is_not_what_it_is():
    class Kind:
        here = 1

    Kind.__module__ = Kind.__qualname__ = "kinds"

    def made():
        return Kind()

    before = of(made).digest
    copyreg._slotnames(Kind)  # as pickling an object does
    assert "__slotnames__" in vars(Kind)
    assert of(made).digest == before
