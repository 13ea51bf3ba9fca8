import doctest
import importlib
import pkgutil

import pytest

import cogov.experiments

MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(cogov.experiments.__path__, "cogov.experiments.")
    if not name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0
