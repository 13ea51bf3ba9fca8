"""The examples in docstrings run as they stand there."""

import doctest
import importlib

import pytest

ROOMS = ("model", "scenarios", "experiments", "visualization")


def examples(root):
    finder = doctest.DocTestFinder(exclude_empty=True)
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            name = ".".join(("cogov", *file.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
            if not name.endswith("__main__"):
                yield from (test for test in finder.find(importlib.import_module(name)) if test.examples)


def test_examples_in_docstrings_hold(root):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    found = list(examples(root))
    assert len(found) >= 5
    for test in found:
        runner.run(test)
    if runner.failures:
        pytest.fail(f"{runner.failures} of {runner.tries} examples in docstrings do not hold")
