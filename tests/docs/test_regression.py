"""The page on regression experiments: its suite can be read, and the exit codes are those of the program."""

import re
from pathlib import Path

from cogov.experiments.regression import ladder
from cogov.experiments.regression.suite import load_suite


def page(root: Path) -> str:
    return (root / "docs" / "regression.md").read_text("utf-8")


def test_the_suite_of_the_page_can_be_read(root, tmp_path):
    text = re.search(r"```toml\n(.*?)```", page(root), re.DOTALL).group(1)
    (tmp_path / "suite.toml").write_text(text, encoding="utf-8")
    (tmp_path / "my_city.toml").write_text('[scenario]\nextends = "fragmented"\n', encoding="utf-8")
    suite = load_suite(tmp_path / "suite.toml")
    assert [*suite.scenarios] == ["fragmented", "synergy", "my_city"]
    assert suite.margin("effectiveness", 50.0) == 0.5
    assert suite.margin("latent", 40.0) == 2.0, "5 % of a count, as the page says"
    assert suite.margin("trust", 0.5) == 0.02


def test_levels_are_those_of_the_page(root):
    text = page(root)
    assert f"at most {ladder.MEANS} alpha" in text
    assert f"at {ladder.SHAPES} alpha" in text
    assert f"at {ladder.CLAIMS} alpha" in text
