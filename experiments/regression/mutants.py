"""Edits that nobody thought of: small changes of the model's processes, generated from their sources.

Each turns a sign, a comparison, a bound or a conjunction of one line. What is told of them is how many the comparison
finds, not that it finds all: some change nothing that can happen, others less than matters. Indices and bounds of loops
are left alone, since a mutant that reaches beyond a column says nothing of the comparison.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from pathlib import Path

from ...model.kernel_cache import SOURCES
from .faults import Fault

GENERATED = 40
"""How many are tried."""

_SEED = 20
_FOLDERS = ("engine/processes",)
_TURNED: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Lt: ("<", ">="), ast.Gt: (">", "<="), ast.LtE: ("<=", ">"),
    ast.GtE: (">=", "<"), ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}  # fmt: skip
_CALLS = {"min": "max", "max": "min"}


def generate_mutants(number: int = GENERATED, sources: Path = SOURCES) -> tuple[Fault, ...]:
    """Return a sample of all edits, the same for the same sources."""
    every = [fault for file in _files(sources) for fault in mutants_of(file.relative_to(sources).as_posix(), sources)]
    chosen = random.Random(_SEED).sample(range(len(every)), min(number, len(every)))
    return tuple(every[place] for place in sorted(chosen))


def _files(sources: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from sorted((sources / folder).glob("*.py"))


def mutants_of(file: str, sources: Path = SOURCES) -> list[Fault]:
    """Return all edits of a file, a line each; of lines that stand there once, in functions."""
    text = (sources / file).read_text("utf-8")
    lines, result = text.splitlines(), dict[tuple[str, str], Fault]()
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for statement in function.body:
            for line, start, end, now in _edits(statement, lines):
                was = lines[line]
                if text.count(was) == 1:
                    edited = was[:start] + now + was[end:]
                    result[was, edited] = Fault(file, was, edited)
    return list(result.values())


def _edits(node: ast.AST, lines: list[str]) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, first and last column, and what comes there."""
    if isinstance(node, ast.BinOp | ast.Compare | ast.BoolOp):
        yield from _operators(node, lines)
    elif isinstance(node, ast.AugAssign) and type(node.op) in (ast.Add, ast.Sub):
        was, now = _TURNED[type(node.op)]
        yield from _between(node.target, node.value, f"{was}=", f"{now}=", lines)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        yield node.lineno - 1, node.func.col_offset, node.func.col_offset + 3, _CALLS[node.func.id]
    for name, value in ast.iter_fields(node):
        if name in ("slice", "annotation", "returns") or (isinstance(node, ast.For) and name == "iter"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and not _is_range(each):
                yield from _edits(each, lines)


def _is_range(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "slice", "len")


def _operators(node: ast.BinOp | ast.Compare | ast.BoolOp, lines: list[str]) -> Iterator[tuple[int, int, int, str]]:
    if isinstance(node, ast.BinOp):
        triples = [(node.left, node.op, node.right)]
    elif isinstance(node, ast.Compare):
        triples = list(zip([node.left, *node.comparators], node.ops, node.comparators, strict=False))
    else:
        triples = [(one, node.op, other) for one, other in zip(node.values, node.values[1:], strict=False)]
    for left, operator, right in triples:
        if type(operator) in _TURNED:
            yield from _between(left, right, *_TURNED[type(operator)], lines)


def _between(
    left: ast.expr, right: ast.expr, was: str, now: str, lines: list[str]
) -> Iterator[tuple[int, int, int, str]]:
    """Yield where an operator stands between two operands of one line."""
    if left.end_lineno != right.lineno or left.end_col_offset is None:
        return
    line = right.lineno - 1
    place = lines[line].find(was, left.end_col_offset, right.col_offset)
    if place >= 0 and lines[line].isascii():  # columns of the parser are bytes
        yield line, place, place + len(was), now
