"""Scripts of the widgets. A widget's module reaches the browser as one text, so files of one widget are joined."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).parents[1] / "assets"


def script(*names: str) -> str:
    """Return the files of `assets` as one module; only the last exports."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in names)
