"""Figures of the house, measured from the sources: what ``docs/explanation/rooms.md`` says of it.

``python tests/architecture/measure.py`` prints them; with ``--write`` it puts them into the page.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOMS = ("model", "scenarios", "experiments", "visualization")

IRREGULAR = "made|told|found|said|held|put|kept|written|shown|taken|given|drawn|cut|left|known|chosen|begun|built"
PARTICIPLE = re.compile(rf"_?({IRREGULAR}|(?!(seed|feed|need|heed)(_|$))[a-z]+ed)(_|$)")


@cache
def trees(root: Path) -> dict[str, ast.Module]:
    """Return the modules of the product, by their path."""
    files = [file for room in ROOMS for file in sorted((root / room).rglob("*.py"))]
    return {file.relative_to(root).as_posix(): ast.parse(file.read_text("utf-8")) for file in files}


def functions(root: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield every function with the path of its module."""
    for name, tree in trees(root).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, node


def imported(name: str, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield what an import of a module asks for: ours as ``.model.state``, others as ``numpy.typing``."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif not node.level:
        yield str(node.module)
    else:
        parts = name.split("/")
        home = ".".join(("", *parts[: len(parts) - node.level], *([node.module] if node.module else [])))
        if node.module and home.removeprefix(".") not in ROOMS:
            yield home
        else:
            yield from (f"{home}.{alias.name}" for alias in node.names)


def deferred(root: Path) -> Iterator[tuple[str, str]]:
    """Yield place and name of each import inside a function."""
    for name, tree in trees(root).items():
        inside = {
            node
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        for node in sorted(inside, key=lambda each: each.lineno):
            yield from ((f"{name}:{node.lineno}", module) for module in imported(name, node))


def arrows(root: Path, room: str | None = None) -> set[tuple[str, str]]:
    """Return which parts import which: the parts of one of the four folders, or those of all.

    A part is a folder or a module directly below one of the four. Imports inside functions count; those for type
    checking do not, nor does the one module through which results show themselves in a notebook.
    """
    result: set[tuple[str, str]] = set()
    for name, tree in trees(root).items():
        source = _part(root, f".{name.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}")
        for node in _run_time(tree):
            for module in imported(name, node):
                target = _part(root, module)
                if target and target != source and not module.endswith(".reports.notebook"):
                    result.add((source, target))
    if room is None:
        return result
    return {pair for pair in result if all(part.startswith(f"{room}.") for part in pair)}


def _part(root: Path, module: str) -> str:
    """Return the part that a module is in, or that a name of one of the four packages stands for; empty if not ours."""
    if not module.startswith("."):
        return ""
    folder, *rest = module.removeprefix(".").split(".")
    if rest and ((root / folder / rest[0]).is_dir() or (root / folder / f"{rest[0]}.py").is_file()):
        return f"{folder}.{rest[0]}"
    return folder


def _run_time(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        yield from _run_time(child)


def circles(pairs: set[tuple[str, str]]) -> list[set[str]]:
    """Return the sets of parts that reach one another."""
    reach = _closure(pairs)
    rings = {frozenset(b for b in reach[a] if a in reach.get(b, ())) for a in reach if a in reach[a]}
    return [set(ring) for ring in rings]


def floors(pairs: set[tuple[str, str]]) -> int:
    """Return the number of parts on the longest chain of imports; a circle counts once."""
    ring = {part: min(each) for each in circles(pairs) for part in each}
    edges = {(ring.get(a, a), ring.get(b, b)) for a, b in pairs}
    below: dict[str, set[str]] = {}
    for a, b in edges:
        if a != b:
            below.setdefault(a, set()).add(b)

    @cache
    def height(part: str) -> int:
        return 1 + max((height(each) for each in below.get(part, ())), default=0)

    return max((height(part) for part in below), default=1)


def _closure(pairs: set[tuple[str, str]]) -> dict[str, set[str]]:
    below: dict[str, set[str]] = {}
    for a, b in pairs:
        below.setdefault(a, set()).add(b)
    result: dict[str, set[str]] = {}
    for start in below:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            for each in below.get(ahead.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    ahead.append(each)
        result[start] = seen
    return result


def lines(root: Path, room: str) -> int:
    """Return the lines of Python in one of the four folders."""
    return sum(len(file.read_text("utf-8").splitlines()) for file in (root / room).rglob("*.py"))


def figures(root: Path) -> dict[str, str]:
    """Return the figures of the page, by the sign that stands in its table."""
    inside = arrows(root, "experiments")
    every = list(functions(root))
    participles = sum(PARTICIPLE.match(node.name) is not None for _, node in every)
    late = [place for place, _ in deferred(root)]
    return {
        "lines": f"{lines(root, 'experiments'):,}",
        "floors": str(floors(inside)),
        "arrows": str(len(inside)),
        "circles": str(len(circles(inside))),
        "circles of all": str(len(circles(arrows(root)))),
        "late": str(sum(place.startswith("experiments/") for place in late)),
        "late of all": str(len(late)),
        "participles": f"{100 * participles / len(every):.1f} %",
    }


PAGES = ("docs/explanation/rooms.md", "docs/explanation/rooms.zh.md")
_LABEL = re.compile(r"^\| (?P<label>.*?) \| (?P<before>[^|]*) \| (?P<now>[^|]*) \|$", re.MULTILINE)
LABELS = {
    "lines": ("lines of Python in `experiments/`", "`experiments/` 的 Python 行数"),
    "floors": ("floors (parts on the longest chain of imports)", "层数（最长导入链上的部分数）"),
    "arrows": ("arrows (pairs of parts, one of which imports the other)", "箭头数（一方导入另一方的部分对数）"),
    "circles": ("circles between its parts", "各部分之间的循环数"),
    "circles of all": ("circles between the parts of all four folders", "四个文件夹各部分之间的循环数"),
    "late": ("imports inside functions, in `experiments/`", "`experiments/` 中函数内的导入数"),
    "late of all": ("imports inside functions, in all four folders", "四个文件夹中函数内的导入数"),
    "participles": ("function names that begin with a past participle", "以过去分词开头的函数名"),
}
"""Rows of the pages' table, in both languages."""


def stated(page: str) -> dict[str, str]:
    """Return the figures that a page states, by what they are of."""
    cells = {row["label"]: row["now"] for row in _LABEL.finditer(page)}
    return {what: cells[label] for what, labels in LABELS.items() for label in labels if label in cells}


def renew(page: str, measured: dict[str, str]) -> str:
    """Return a page with the figures as measured."""
    what_of = {label: what for what, labels in LABELS.items() for label in labels}
    return _LABEL.sub(
        lambda row: (
            f"| {row['label']} | {row['before']} | {measured[what_of[row['label']]]} |"
            if row["label"] in what_of
            else row[0]
        ),
        page,
    )


if __name__ == "__main__":
    root = Path(__file__).parents[2]
    measured = figures(root)
    for what, figure in measured.items():
        print(f"{what}: {figure}")
    if sys.argv[1:] == ["--write"]:
        for name in PAGES:
            page = root / name
            page.write_text(renew(page.read_text("utf-8"), measured), "utf-8")
