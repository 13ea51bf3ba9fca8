"""The table of the library in the documentation has the form and the scenarios of today; figures may be older."""

import pytest

from cogov.experiments.library_table import tabulate_library
from cogov.scenarios import library, load
from cogov.visualization.language.translations import words
from cogov.visualization.reports import library_table as reports


@pytest.fixture(scope="module")
def table():
    return tabulate_library(replicates=2, weeks=4, changes={"world.city.agents_per_grid": 4})


def rows_of(text):
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_of_the_docs_is_in_step(root, table, language):
    """Renew with `cogov scenarios table --markdown --lang …`."""
    name = "library.table.md" if language == "en" else f"library.table.{language}.md"
    kept, made = (
        rows_of(text)
        for text in (
            (root / "docs" / "explanation" / name).read_text("utf-8"),
            reports.markdown(table, words(language)),
        )
    )
    assert kept[:2] == made[:2]
    assert [row[0] for row in kept] == [row[0] for row in made]
    assert {len(row) for row in kept} == {len(made[0])}
    marked = [row[1].endswith("*") for row in kept[2:]]
    assert marked == [row.elsewhere for row in table.rows]
    for row in kept[2:]:
        assert all(cell == "—" or cell[-1].isdigit() or cell.endswith("*") for cell in row[1:])


def test_the_page_counts_the_expectations_and_names_the_broken(root):
    claims = [(name, claim) for name in library() for claim in load(name).expect]
    broken = [(name, claim) for name, claim in claims if claim.found == "broken"]
    for page in ("library.md", "library.zh.md"):
        text = (root / "docs" / "explanation" / page).read_text("utf-8")
        assert str(len(claims)) in text
        assert str(len(claims) - len(broken)) in text
        assert all(f"`{name}`" in text for name, _ in broken)
