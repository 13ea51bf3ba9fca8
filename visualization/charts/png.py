"""SVG to PNG, by resvg: no system library, and the fonts of this machine, each sign from one that has it."""

from __future__ import annotations

from functools import cache

import resvg_py

from .svg import FONT

WIDE = 1920
"""Pixels of a picture from left to right."""

_OTHERS = ("DejaVu Sans", "Liberation Sans", "Arial", "Helvetica", "FreeSans", "Roboto", "Ubuntu", "Cantarell",
           "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Source Han Sans SC", "Droid Sans Fallback")  # fmt: skip


def png(svg: str, wide: int = WIDE) -> bytes:
    """Return a picture as PNG.

    Parameters
    ----------
    svg : str
        Made here: it asks for nothing outside itself.
    wide : int
        Pixels from left to right.
    """
    return _render(svg, wide, _family())


def writes_chinese() -> bool:
    """Tell whether a font of this machine has Chinese signs: without one, different signs look the same."""
    family = _family()
    return _render(_word("协同", FONT), 40, family) != _render(_word("治理", FONT), 40, family)


def _render(svg: str, wide: int, family: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=wide, sans_serif_family=family or None))


def _word(text: str, family: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" font-family="{family}" font-size="16">'
        f'<text x="2" y="16">{text}</text></svg>'
    )


@cache
def _family() -> str:
    """Return what stands for sans-serif: nothing where a font of the pictures is here, else the first that draws.

    A browser knows what sans-serif is; resvg has to be told, and leaves out text of a family that it does not find.
    """
    nothing = _render(_word("", FONT), 40, "")
    if _render(_word("A", FONT), 40, "") != nothing:
        return ""
    return next((each for each in _OTHERS if _render(_word("A", each), 40, "") != nothing), "")
