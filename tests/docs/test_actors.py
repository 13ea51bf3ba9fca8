"""What the documents say of actors is so: the methods they name, and the example of a kind of one's own."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
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


@pytest.mark.parametrize("page", ["own-actor.md", "own-actor.zh.md"])
def test_the_table_of_decisions_has_their_arguments(root, page):
    from cogov.model import agents

    text = (root / "docs" / "how-to" / page).read_text("utf-8")
    found = re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE)
    assert len(found) == 7
    for kind, row in found:
        for name, said in re.findall(r"`(\w+)\((.*?)\)`", row):
            taken = inspect.signature(getattr(getattr(agents, kind), name)).parameters
            assert [each for each in taken if each != "self"] == [each for each in said.split(", ") if each], (
                kind,
                name,
            )
            assert text.count(f"`{name}`") >= 1, f"what {name} returns is not said"


@pytest.mark.parametrize("page", ["own-extension.md", "own-extension.zh.md"])
def test_the_example_of_an_extension_changes_a_run(root, page, tmp_path):
    from cogov.experiments import simulate

    [module] = EXAMPLE.findall((root / "docs" / "how-to" / page).read_text("utf-8"))
    (tmp_path / "unions.py").write_text(module, "utf-8")
    head = 'schema_version = 2\n[scenario]\nname = "unions"\nextends = "synergy"\nuses = ["unions.py"]\n'
    (tmp_path / "unions.toml").write_text(head, "utf-8")
    few = {"world.city.agents_per_grid": 10, "world.city.streets_per_district": 1}
    closed, opened = (
        simulate(tmp_path / "unions.toml", weeks=12, changes={**few, "extensions.unions.openness": value})
        for value in (0.0, 1.0)
    )
    plain = simulate("synergy", weeks=12, changes=few)
    shared = [name for name in plain.columns if name != "scenario"]
    np.testing.assert_allclose(opened[shared].to_numpy(), plain[shared].to_numpy(), rtol=1e-9, atol=1e-9)
    assert not np.allclose(closed[shared].to_numpy(), plain[shared].to_numpy(), equal_nan=True)
