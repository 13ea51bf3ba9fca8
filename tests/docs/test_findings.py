"""The figures of the READMEs are written by a command, at any size, in both languages; the pages have its form."""

import importlib.util
import shutil

import pytest

from cogov.visualization.language.translations import LANGUAGES

SMALL = {
    "run.weeks": 4, "world.city.streets_per_district": 1, "world.city.communities_per_street": 1,
    "world.city.townships_per_county": 1, "world.city.villages_per_township": 1, "world.city.agents_per_grid": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def findings(root):
    about = importlib.util.spec_from_file_location("findings", root / "docs" / "findings.py")
    module = importlib.util.module_from_spec(about)
    about.loader.exec_module(module)
    module.WORKERS = 1
    return module


@pytest.fixture(scope="module")
def made(root, findings, tmp_path_factory):
    """A copy of both READMEs with the figures of tiny cities."""
    copy = tmp_path_factory.mktemp("findings")
    (copy / "docs" / "explanation").mkdir(parents=True)
    for language in LANGUAGES:
        shutil.copy(findings.readme(root, language), copy)
    findings.main(["headline", "multiplier", "effects"], copy, 3, SMALL)
    return copy


def block(text, name):
    return text.partition(f"<!-- findings: {name}, written by make findings -->\n")[2].partition("\n<!-- end")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_block_is_written_and_nothing_else_is_touched(root, findings, made, language):
    before = findings.readme(root, language).read_text("utf-8")
    after = findings.readme(made, language).read_text("utf-8")
    for name in ("headline", "multiplier"):
        old, new = block(before, name), block(after, name)
        assert old
        assert new
        assert old != new
        after = after.replace(new, old)
    assert after == before
    assert block(before, "multiplier").count("* ") == len(findings.GAMES)
    assert ("20" if language == "zh" else "20 seeds") in block(before, "multiplier"), "the README tells 20 seeds"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["multiplier", "levers", "removals"])
def test_the_table_of_the_page_has_the_form_of_today(root, made, language, name):
    file = f"{name}.table.md" if language == "en" else f"{name}.table.{language}.md"
    kept, new = ((each / "docs" / "explanation" / file).read_text("utf-8").splitlines() for each in (root, made))
    assert kept[:2] == new[:2]
    assert len(kept) == len(new)
    assert [len(line.split(" | ")) for line in kept] == [len(line.split(" | ")) for line in new]


def test_what_was_made_is_found_again(findings, made, monkeypatch):
    monkeypatch.setattr("cogov.experiments.execution.executors.execute", None)  # nothing could be made
    before = findings.readme(made, "en").read_bytes()
    findings.main(["headline", "multiplier"], made, 3, SMALL)
    assert findings.readme(made, "en").read_bytes() == before


def test_a_readme_without_the_block_is_refused(findings, tmp_path):
    (tmp_path / "README.md").write_text("nothing")
    with pytest.raises(ValueError, match=r"README.md has 0 blocks 'headline'"):
        findings.replace_block(tmp_path / "README.md", "headline", "x")
