"""What is begun with ``cogov new``: whole or not at all, and everything that is wrong is told at once."""

import ast
import tomllib

import pytest

from cogov.model.file import OutputError
from cogov.scenarios import ScenarioError
from cogov.visualization.terminal.cli import main
from cogov.visualization.terminal.scaffolding import (
    draft_indicator,
    draft_page,
    draft_rule,
    find_checkout,
    write_files,
)

WORDS = {"en": 'The "open"', "zh": "在办\\占比", "meaning": "m", "meaning_zh": "含义"}
PAGE = {"en": "Open", "zh": "在办", "about": 'say "{x}"', "about_zh": "说明"}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "cogov"\n')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_checkout_is_found_from_below(checkout):
    assert find_checkout(checkout / "below") == checkout
    assert find_checkout(checkout.parent) is None


def test_words_are_quoted_so_that_python_and_toml_read_them_back(checkout):
    texts = list(draft_indicator(checkout, "one", WORDS).values())
    found = {node.value for node in ast.walk(ast.parse(texts[0])) if isinstance(node, ast.Constant)}
    assert set(WORDS.values()) <= found
    ast.parse(texts[1])
    files = draft_page(checkout, "one", PAGE, "trust")
    tables = [tomllib.loads(text) for path, text in files.items() if path.suffix == ".toml"]
    assert tables == [{"about": PAGE["about"]}, {"about": PAGE["about_zh"]}]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["cannot name a module", "did you mean old_problems", "holds no Chinese", "did you mean open_issues"]),
        ("zh", ["不能用作模块名", "是否想写 old_problems", "不含汉字", "是否想写 open_issues"]),
    ],
)
def test_everything_wrong_is_told_at_once_and_nothing_is_written(checkout, capsys, language, said):
    before = files_in(checkout)
    command = ["new", "page", "Old Problems", "--zh", "x", "--indicator", "open_isues", "--lang", language]
    assert main(command) == 2
    told = capsys.readouterr().err
    assert [words for words in said if words not in told] == []
    assert files_in(checkout) == before


@pytest.mark.parametrize("name", ["", "Trust", "class", "9a", "a-b", "../x", "x" * 41, "信任"])
def test_names_that_no_module_can_bear_are_refused(checkout, name):
    with pytest.raises(ScenarioError, match="cannot name a module"):
        draft_indicator(checkout, name, WORDS)


def test_an_indicator_that_there_is_is_not_begun_again(checkout):
    with pytest.raises(ScenarioError, match="is an indicator already"):
        draft_indicator(checkout, "trust", WORDS)


def test_a_rule_or_a_name_of_a_rule_that_there_is_is_not_begun_again(checkout):
    with pytest.raises(ScenarioError, match="is a rule already"):
        draft_rule(checkout, "hotline", WORDS)
    with pytest.raises(ScenarioError, match="is what household_links is called"):
        draft_rule(checkout, "links", {**WORDS, "zh": "党员联户"})


def test_meanings_of_a_rule_end_as_sentences_do(checkout):
    for meaning, meaning_zh in (("So", "如此"), ("So.", "如此。")):
        words = {**WORDS, "meaning": meaning, "meaning_zh": meaning_zh}
        text = next(iter(draft_rule(checkout, "one", words).values()))
        assert 'about="So.",' in text
        assert 'about_zh="如此。",' in text


def test_files_that_there_are_stay_as_they_are(checkout, capsys):
    path = checkout / "visualization/browser/wording/en/one.toml"
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert main(["new", "page", "one"]) == 2
    assert "wording/en/one.toml: is there already" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_if_one_file_cannot_be_written_none_is_left(tmp_path):
    (tmp_path / "b").write_text("mine")
    with pytest.raises(OutputError):
        write_files({tmp_path / "a": "x", tmp_path / "b": "y"})
    assert files_in(tmp_path) == ["b"]


def test_outside_a_checkout_there_is_nothing_to_add_to(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "indicator", "one"]) == 2
    assert "is not inside a checkout of cogov" in capsys.readouterr().err


@pytest.mark.parametrize("noun", ["scenario", "lesson", "study"])
def test_a_file_of_ones_own_is_valid_as_it_stands_and_never_overwritten(tmp_path, noun):
    command = ["new", noun, "mine.toml", "--folder", str(tmp_path)]
    assert main(command) == 0
    check = {"scenario": ["scenarios", "check"], "lesson": ["lessons", "check"], "study": ["sweep"]}[noun]
    assert main([*check, str(tmp_path / "mine.toml"), *(["--estimate"] if noun == "study" else [])]) == 0
    text = (tmp_path / "mine.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(text + "# more\n", "utf-8")
    assert main(command) == 2
    assert (tmp_path / "mine.toml").read_text("utf-8").endswith("# more\n")
