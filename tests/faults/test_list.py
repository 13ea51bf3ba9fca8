"""The list of faults is complete: every code of it is the case of some test, and there are enough of them.

A case bears its code as a mark (``@pytest.mark.fault("D6")``), in the name of its test (``test_d6_…``), or at the
beginning of its id (``D6-…``). Run with ``-rP`` to see the list.
"""

from __future__ import annotations

import collections
import json
import re
import subprocess
import sys

import pytest

# The faults that were thought of before the program was written; later ones have higher numbers.
CODES = {
    "A": (1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20),
    "B": (2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24, 26, 27, 29, 30, 32, 33),
    "C": (1, 2, 4, 5, 7, 8, 10, 11, 13),
    "D": (1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 24, 25),
    "E": (1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16),
    "F": (1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22),
    "G": (2, 3, 5, 6, 8, 9, 11, 12, 14),
    "H": (1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16),
}
LEAST = 150

COLLECT = """
import json, re, sys, pytest


class Cases:
    def pytest_collection_finish(self, session):
        found = []
        for item in session.items:
            codes = {str(code).upper() for mark in item.iter_markers("fault") for code in mark.args}
            codes |= {"".join(name).upper() for name in re.findall(r"^test_([a-h])(\\\\d+)_", item.name)}
            codes |= set(re.findall(r"(?:\\\\[|-)([A-H]\\\\d+)(?=-)", item.name))
            found += [(code, item.nodeid) for code in codes]
        print("CASES" + json.dumps(found))


sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", *sys.argv[1:]], plugins=[Cases()]))
""".replace("\\\\", "\\")


@pytest.fixture(scope="module")
def cases(root):
    """The ids of the tests of each code."""
    there = re.compile(r"mark\.fault\(|def test_[a-h]\d+_")
    files = [
        str(path.relative_to(root))
        for path in sorted((root / "tests").rglob("test_*.py"))
        if path.name != "test_list.py" and there.search(path.read_text("utf-8"))
    ]
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, *files], cwd=root, capture_output=True, text=True, check=True, timeout=120
    )
    [line] = [line for line in done.stdout.splitlines() if line.startswith("CASES")]
    found = collections.defaultdict(list)
    for code, test in json.loads(line.removeprefix("CASES")):
        found[code].append(test)
    return found


def test_every_code_has_a_case(cases):
    groups = {code[0] for code in cases}
    wanted = [f"{group}{number}" for group in sorted(groups | {*"ABCDEGH"}) for number in CODES[group]]
    for code in sorted({*wanted, *cases}, key=lambda code: (code[0], int(code[1:]))):
        print(f"{code}: {len(cases[code])} × {cases[code][0] if cases[code] else 'NOTHING'}")
    assert [code for code in wanted if not cases[code]] == []


def test_there_are_enough_of_them(cases):
    tests = {test for code in cases for test in cases[code]}
    functions = {test.partition("[")[0] for test in tests}
    print(f"{len(tests)} cases of {sum(map(bool, cases.values()))} codes, by {len(functions)} tests")
    assert len(tests) >= LEAST
