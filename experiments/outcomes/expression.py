"""Expressions over series: ``official - effectiveness``, ``log(harm)``, ``max(trust, 0.2)``, week by week.

Arithmetic on names of indicators and on numbers, and a few functions; nothing else is an expression, so that a study
file from elsewhere can be read without running anything of it.
"""

from __future__ import annotations

import ast
import difflib
import operator
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

LONGEST = 400
"""Characters of an expression, and as many parts."""

LARGEST = 1e300
"""Greatest number that may be written."""

OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}

FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "abs": (1, np.abs),
    "exp": (1, np.exp),
    "log": (1, np.log),
    "sqrt": (1, np.sqrt),
    "min": (2, np.minimum),
    "max": (2, np.maximum),
}
"""By name: how many values it takes, and what it does with them week by week."""


class ExpressionError(ValueError):
    """A text is no expression.

    Attributes
    ----------
    reason : str
        ``long``, ``syntax``, ``unknown`` (a name), ``function``, ``values`` (of a function), ``number`` (too large),
        ``part`` (not arithmetic), or ``constant`` (no indicator occurs).
    part : str
        What is wrong, as written.
    column : int
        Where it begins, from 1; 0 for the whole.
    nearest : str
        The allowed name that is nearest; may be empty.
    """

    def __init__(self, reason: str, part: str, column: int = 0, nearest: str = "") -> None:
        super().__init__(f"{reason}: {part}" + (f" (column {column})" if column else ""))
        self.reason, self.part, self.column, self.nearest = reason, part, column, nearest


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was checked.

    Attributes
    ----------
    text : str
        As written.
    names : tuple of str
        Indicators that occur in it, each once, in order.
    """

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    @classmethod
    def parse(cls, text: str, allowed: Sequence[str]) -> Expression:
        """Read an expression.

        Parameters
        ----------
        text : str
        allowed : sequence of str
            Names that may occur in it.

        Raises
        ------
        ExpressionError
            With what is wrong first.
        """
        if len(text) > LONGEST:
            raise ExpressionError("long", f"{len(text)}")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what Python says of odd spellings is nothing to the user of a study
                tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise ExpressionError("syntax", text) from None
        found: dict[str, None] = {}
        _check(tree, text.strip(), allowed, found)
        if not found:
            raise ExpressionError("constant", text)
        return cls(text, tuple(found), tree)

    def of(self, series: Mapping[str, Series]) -> Series:
        """Return its value in each week.

        Parameters
        ----------
        series : mapping of str to ndarray of float64, shape (weeks,)
            Each indicator that occurs in it.

        Returns
        -------
        ndarray of float64, shape (weeks,)
            Not a number where arithmetic says nothing, as the logarithm of 0.
        """
        with np.errstate(all="ignore"):
            value = np.asarray(_value(self._tree, series), dtype=np.float64)
        return np.where(np.isfinite(value), value, np.nan)


def _check(node: ast.expr, text: str, allowed: Sequence[str], found: dict[str, None]) -> None:
    match node:
        case ast.Constant(value=bool()):
            raise ExpressionError("part", _source(node, text), node.col_offset + 1)
        case ast.Constant(value=int() | float() as number):
            if abs(number) > LARGEST:
                raise ExpressionError("number", _source(node, text), node.col_offset + 1)
        case ast.Name(id=name):
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, 1)
                raise ExpressionError("unknown", name, node.col_offset + 1, near[0] if near else "")
            found[name] = None
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _check(operand, text, allowed, found)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            _check(left, text, allowed, found)
            _check(right, text, allowed, found)
        case ast.Call(func=ast.Name(id=name), args=values, keywords=[]):
            if name not in FUNCTIONS:
                near = difflib.get_close_matches(name, FUNCTIONS, 1)
                raise ExpressionError("function", name, node.col_offset + 1, near[0] if near else "")
            if len(values) != FUNCTIONS[name][0]:
                raise ExpressionError("values", f"{name}: {len(values)}", node.col_offset + 1)
            for each in values:
                _check(each, text, allowed, found)
        case _:
            raise ExpressionError("part", _source(node, text), node.col_offset + 1)


def _source(node: ast.expr, text: str) -> str:
    return ast.get_source_segment(text, node) or text


def _value(node: ast.expr, series: Mapping[str, Series]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.float64(number)
        case ast.Name(id=name):
            return series[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, series)
        case ast.UnaryOp(operand=operand):
            return _value(operand, series)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, series), _value(right, series))
        case ast.Call(func=ast.Name(id=name), args=values):
            return FUNCTIONS[name][1](*(_value(each, series) for each in values))
        case _:
            raise AssertionError(f"{ast.dump(node)} was checked")
