"""Words that ``cogov new`` left to be filled in are filled in."""

from pathlib import Path

from cogov.visualization.terminal.scaffolding import (
    PLACEHOLDERS,
    TEMPLATES,
    draft_indicator,
    draft_page,
    draft_rule,
    write_files,
)

FOLDERS = ("model/indicators", "model/institutions", "visualization/browser/pages", "visualization/browser/wording")


def left(root: Path) -> list[str]:
    files = [
        path for folder in FOLDERS for path in sorted((root / folder).rglob("*")) if path.suffix in (".py", ".toml")
    ]
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(f'"{mark}"' in line for mark in PLACEHOLDERS.values())
    ]


def test_no_words_are_left_to_be_filled_in(root):
    assert left(root) == []


def test_words_that_were_left_are_seen(tmp_path):
    blank = dict.fromkeys(("en", "zh", "meaning", "meaning_zh"))
    files = draft_indicator(tmp_path, "one_more", blank)
    files |= draft_rule(tmp_path, "one_more", blank)
    files |= draft_page(tmp_path, "one_more", dict.fromkeys(("en", "zh", "about", "about_zh")), "trust")
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    write_files(files)
    assert len(left(tmp_path)) == 4 + 4 + 1 + 2
    assert len(list(TEMPLATES.glob("*.txt"))) == 6
