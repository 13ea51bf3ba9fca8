"""A lesson of the first edition, in steps, becomes one of the second, in scenes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

_OF_STEP = {"title": "headline", "text": "narration", "question": "poll"}
_OF_OPTION = {"explanation": "reveal"}

VERSION = 2
"""Version of the form of lessons in scenes."""


def into_scenes(lesson: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a lesson with scenes in place of steps; what a scene has besides is left open."""
    result: dict[str, Any] = {"schema_version": VERSION}
    for key, value in lesson.items():
        if key == "steps" and isinstance(value, list):
            result["scenes"] = [_scene(step) for step in cast("list[Any]", value)]
        elif key != "schema_version":
            result[key] = value
    return result


def _scene(step: Any) -> Any:
    scene = _rename(step, _OF_STEP)
    if isinstance(scene, dict) and isinstance(poll := cast("dict[str, Any]", scene).get("poll"), dict):
        options = cast("dict[str, Any]", poll).get("options")
        if isinstance(options, list):
            poll["options"] = [_rename(option, _OF_OPTION) for option in cast("list[Any]", options)]
    return scene


def _rename(table: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(table, dict):
        return table
    return {names.get(key, key): value for key, value in cast("dict[str, Any]", table).items()}
