"""Text from files is made safe once, where it is read, and is plain text from then on."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pandas as pd
import pytest

from cogov.experiments.store.manifest import load_manifest
from cogov.experiments.store.results import _scrub_words
from cogov.scenarios import ScenarioError, loads
from cogov.scenarios.toml.sanitize import load_json, scrub
from cogov.visualization.reports import from_folder

ROOT = Path(__file__).parents[4]
HOSTILE = {
    "escape": "a\x1b[31mb\x1b[0m",
    "title": "a\x1b]0;evil\x07b",
    "bidi": "a\u202eb",
    "control": "a\x07\x08b",
    "zero": "a\u200bb",
    "c1": "a\x9b31mb",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_document_loses_what_no_text_needs(text: str) -> None:
    assert scrub({text: [text, {"x": text}], "n": 1.5}) == {"ab": ["ab", {"x": "ab"}], "n": 1.5}
    assert load_json(json.dumps({"a": text})) == {"a": "ab"}


@pytest.mark.parametrize("text", ["多元协同", "a\nb\tc", "é=cmd|' /C calc'!A0", "::error::x", "👩‍🌾"])
def test_a_document_keeps_what_is_plain(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_scenario_file_with_it_is_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="control, direction or invisible"):
        loads(f"schema_version = 2\n[scenario]\n[scenario.title]\nen = {json.dumps(text)}\n")


def test_a_title_is_one_line_and_a_story_has_its_lines() -> None:
    text = 'schema_version = 2\n[scenario.story]\nen = "a\\n\\nb"\n[[events]]\nweek = 1\nnote = { en = "c\\nd" }\n'
    scenario = loads(f"{text}rules.goals.strength = 0.5\n")
    assert scenario.story.en == "a\n\nb"
    assert scenario.notes[0].en == "c d"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_folder_of_results_is_read_without_it(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"schema_version": 1, "identity": {}, "name": text}))
    (tmp_path / "summary.json").write_text(json.dumps({"kind": "run", "title": {"en": text}}))
    assert load_manifest(tmp_path)["name"] == "ab"
    assert from_folder._document(tmp_path, "summary.json")["title"]["en"] == "ab"
    assert _scrub_words(pd.DataFrame({"error": [text], "point": [1]})).to_dict("list") == {
        "error": ["ab"],
        "point": [1],
    }


def test_only_writers_clean() -> None:
    """What is inside takes text as it is; a terminal, a log, XML and a chart escape what their medium knows."""
    writers = {
        "scenarios/toml/sanitize.py",
        *(
            f"visualization/terminal/{name}.py"
            for name in ("cli", "consoles", "failures", "regression_answer", "commands/regress", "commands/run")
        ),
        *(f"visualization/reports/{name}.py" for name in ("github", "junit")),
        *(f"visualization/charts/{name}.py" for name in ("axes", "svg")),
    }
    found = {
        str(path.relative_to(ROOT))
        for folder in ("model", "scenarios", "experiments", "visualization")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "clean"
    }
    assert found == writers
