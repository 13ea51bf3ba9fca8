"""The recipes of CONTRIBUTING.md run as they stand there, in a copy of the checkout, and what they add shows.

One test, since a recipe goes on from the one before: about a minute, most of it for lint and the started browser.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RECIPE = re.compile(r"^<!-- recipe -->\n```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)
KERNELS = Path("model", "__pycache__", "kernels")
ROOMS = ("model", "scenarios", "experiments", "visualization")


def recipes(root: Path) -> list[list[str]]:
    return [COMMAND.findall(body) for body in RECIPE.findall((root / "CONTRIBUTING.md").read_text("utf-8"))]


@pytest.fixture
def copy(root, tmp_path):
    """A copy of the checkout's files, and a runner of commands in it that imports the copy."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True
    )
    if listed.returncode:
        pytest.fail("this checkout has no list of files: " + listed.stderr.decode())
    scratch, site = tmp_path / "scratch", tmp_path / "site"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).is_file():
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, scratch / name)
    if (root / KERNELS).is_dir():  # what is compiled already need not be compiled again
        shutil.copytree(root / KERNELS, scratch / KERNELS)
    (site / "cogov").mkdir(parents=True)
    for room in ROOMS:
        (site / "cogov" / room).symlink_to(scratch / room)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(site), "LANG": "en_US.UTF-8"}
    environment.pop("PYTEST_ADDOPTS", None)

    def run(command: str) -> str:
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=scratch,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        assert result.returncode == 0, f"$ {command}\n{result.stdout}{result.stderr}"
        return result.stdout

    run.folder = scratch
    return run


def test_there_is_a_recipe_for_everything_that_can_be_begun(root):
    commands = [command for recipe in recipes(root) for command in recipe]
    begun = [command.split()[2] for command in commands if command.startswith("cogov new ")]
    assert begun == ["indicator", "rule", "page", "scenario", "lesson", "study"]


def test_the_guide_to_rules_gives_the_commands_of_the_recipe(root):
    recipe = next(recipe for recipe in recipes(root) if recipe[0].startswith("cogov new rule "))
    for page in ("own-rule.md", "own-rule.zh.md"):
        guide = (root / "docs" / "how-to" / page).read_text("utf-8")
        block = re.search(r"^```console\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
        assert COMMAND.findall(block[1]) == recipe, page


@pytest.mark.browser
def test_the_recipes_run_and_what_they_add_shows(root, copy):
    said = {command: copy(command) for recipe in recipes(root) for command in recipe}

    document = json.loads(copy("cogov run fragmented --weeks 12 --json --series"))
    assert 0.0 < document["final"]["open_share"] < 1.0
    assert len(document["series"]["open_share"]) == 12
    for name, row in (("ODD.md", "| open_share |"), ("ODD.zh.md", "| open_share 在办问题占比 |")):
        assert (copy.folder / "model" / name).read_text("utf-8").count(row) == 1

    for name, title in (
        ("ODD.md", "**early warning** (`early_warning`)"),
        ("ODD.zh.md", "**苗头预警**（`early_warning`）"),
    ):
        assert (copy.folder / "model" / name).read_text("utf-8").count(title) == 1
    held = [output for command, output in said.items() if "test_early_warning.py" in command]
    assert [int(re.search(r"^(\d+) passed", output, re.MULTILINE)[1]) >= 10 for output in held] == [True]

    shown = [output for command, output in said.items() if "_page.py" in command]
    assert len(shown) == 1
    assert re.search(r"^\d+ passed", shown[0], re.MULTILINE), "the page was not driven in a browser: " + shown[0]
    assert "my_city" in said["cogov scenarios check my_city.toml"]
    assert "my_lesson" in said["cogov lessons check my_lesson.toml"]
    assert "cogov sweep my_study.toml --estimate" in said
    assert "15 runs" in copy(
        "cogov sweep my_study.toml --estimate 2>&1"
    )  # what it would cost is told beside the results
