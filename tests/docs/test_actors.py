"""What the documents say of actors is so: the methods they name, and the example of a kind of one's own."""

import ast
import re
from pathlib import Path

import pytest

EXAMPLE = re.compile(r"^<!-- example -->\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {
    "party": ("party", "owner", "body"),
    "department": ("government", "owner", "body"),
    "committee": ("self_governing", "owner", "body"),
    "enterprise": ("enterprise", "body"),
    "union": ("mass_organisation", "body"),
    "social": ("social_organisation", "body"),
    "resident": ("citizen",),
}
"""Where the methods of the sections stand, in their order: their own file, and those of what they share."""


def methods(root: Path, name: str) -> dict[str, str]:
    """Return the methods of a file of the agents' edition, with their docstrings."""
    tree = ast.parse((root / "model" / "agents" / f"{name}.py").read_text("utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for kind in tree.body
        if isinstance(kind, ast.ClassDef)
        for node in kind.body
        if isinstance(node, ast.FunctionDef)
    }


def sections(root: Path, page: str) -> list[str]:
    return (root / "docs" / "explanation" / page).read_text("utf-8").split("\n## ")[1:]


@pytest.mark.parametrize("page", ["actors.md", "actors.zh.md"])
def test_each_section_names_methods_of_its_kind(root, page):
    found = sections(root, page)
    assert len(found) == len(FILES)
    for section, (kind, files) in zip(found, FILES.items(), strict=True):
        known = {name for file in files for name in methods(root, file)}
        named = set(re.findall(r"`([a-z_]+)`", section))
        assert named, kind
        assert named <= known, (kind, named - known)


@pytest.mark.parametrize("page", ["actors.md", "actors.zh.md"])
def test_every_decision_is_told_of(root, page):
    files = {file for group in FILES.values() for file in group}
    decisions = {name for file in files for name, text in methods(root, file).items() if text.startswith("Decide")}
    told = set(re.findall(r"`([a-z_]+)`", "".join(sections(root, page))))
    assert len(decisions) > 12
    assert decisions <= told, decisions - told


def test_the_example_of_a_kind_of_ones_own_runs_and_shows_what_is_said(root, capsys):
    pages = [(root / "docs" / "how-to" / f"own-actor{end}.md").read_text("utf-8") for end in ("", ".zh")]
    examples = [EXAMPLE.findall(page) for page in pages]
    assert examples[0] == examples[1]
    assert len(examples[0]) == 2
    names: dict = {}
    for example in examples[0]:
        exec(example, names)
    usual, other = names["usual"], names["other"]
    assert other["responsibility_assigned"] > usual["responsibility_assigned"]
    assert other["hops"] < usual["hops"]
    assert other["load"] > usual["load"]
    assert 0.0 < names["attendance"][1] < names["attendance"][0]
    assert "responsibility_assigned" in capsys.readouterr().out
