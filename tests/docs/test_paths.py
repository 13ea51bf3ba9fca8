"""What documents say of the code is there: paths, modules, and the functions of the two walks through the rooms."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest

ROOMS = ("model", "scenarios", "experiments", "visualization")
PATH = re.compile(rf"(?<![\w/.-])((?:{'|'.join((*ROOMS, 'tests', 'docs', 'benchmarks'))})/[\w./{{}},-]*\w/?)(?![\w*<])")
MODULE = re.compile(rf"(?<![\w.])cogov\.(?:{'|'.join(ROOMS)})(?:\.[a-z_]\w*)*")
STEP = re.compile(r"^\| \d \| (\w+) \| `([\w/]+\.py)`: `(\w+)` \|", re.MULTILINE)


def documents(root: Path) -> list[Path]:
    """The documents that speak of the code as it is; generated ones are checked where they are made."""
    pages = [page for page in sorted((root / "docs").rglob("*.md")) if not {"generated", "_build"} & {*page.parts}]
    return [root / "CONTRIBUTING.md", *sorted(root.glob("README*.md")), *pages]


def begun(root: Path) -> set[str]:
    """Names of what the recipes of CONTRIBUTING.md add."""
    return set(re.findall(r"^\$ cogov new \w+ (\w+)", (root / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE))


def missing_paths(root: Path, text: str) -> list[str]:
    added = begun(root)
    return [
        path
        for path in sorted(set(PATH.findall(text)))
        if not (root / path).exists()
        and not any(name in path for name in added)
        and "{" not in path
        and "_build" not in path
    ]


def missing_modules(text: str) -> list[str]:
    return [name for name in sorted(set(MODULE.findall(text))) if not resolves(name)]


def resolves(name: str) -> bool:
    """Tell whether a dotted name is a module, or stands in one."""
    parts = name.split(".")
    for length in range(len(parts), 1, -1):
        try:
            found = importlib.util.find_spec(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        if found is not None:
            module: object = importlib.import_module(".".join(parts[:length]))
            for attribute in parts[length:]:
                if not hasattr(module, attribute):
                    return False
                module = getattr(module, attribute)
            return True
    return False


def test_every_path_in_a_document_exists(root):
    missing = {str(page.relative_to(root)): missing_paths(root, page.read_text("utf-8")) for page in documents(root)}
    assert {page: paths for page, paths in missing.items() if paths} == {}


def test_every_module_in_a_document_exists(root):
    missing = {str(page.relative_to(root)): missing_modules(page.read_text("utf-8")) for page in documents(root)}
    assert {page: names for page, names in missing.items() if names} == {}


def test_what_is_not_there_is_seen(root):
    assert missing_paths(root, "see `model/none.py` and `model/stock.py`") == ["model/none.py"]
    assert missing_modules("cogov.model.none cogov.model.engine.week.live_through cogov.model.Settings") == [
        "cogov.model.none"
    ]


@pytest.mark.parametrize("walk", ["From a scenario's name to the engine", "From a lever in the browser to the kernel"])
def test_each_walk_passes_at_most_six_places_and_each_is_there(root, walk):
    text = (root / "docs" / "explanation" / "rooms.md").read_text("utf-8")
    steps = STEP.findall(text.split(f"## {walk}")[1].split("\n## ")[0])
    assert 2 < len(steps) <= 6
    for _, file, function in steps:
        tree = ast.parse((root / file).read_text("utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert function in names, f"{file}: {function}"
