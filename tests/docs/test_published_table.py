"""The table of another model that is shipped gives the figures that the page tells."""

import json
from pathlib import Path

import pytest

from cogov.visualization.terminal.cli import main

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    out = tmp_path_factory.mktemp("commons") / "m"
    table = str(DOCS / "tables" / "commons.csv")
    words = ["--parts", "reputation,identity", "--outcome", "resource", "--pair", "seed", "--out", str(out)]
    assert main(["multiplier", "--table", table, *words]) == 0
    return json.loads(next(out.glob("*.json")).read_text("utf-8"))


@pytest.mark.parametrize("page", ["published_designs.md", "published_designs.zh.md"])
def test_the_page_tells_what_the_table_says(found, page):
    text = (DOCS / "explanation" / page).read_text("utf-8")
    said = text[text.index("commons.csv") :]
    row = next(each for each in found["synergy"] if each["scale"] == "raw")
    for name in ("synergy", "low", "high"):
        assert f"{row[name]:.1f}".replace("-", "−") in said
    assert f"{row['whole']:.1f}" in said
    assert "--table docs/tables/commons.csv --parts reputation,identity --outcome resource --pair seed" in said
