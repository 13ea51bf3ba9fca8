"""The commands of the READMEs and of the tutorials run as they stand there.

A block is run if the line `<!-- run -->` stands before its fence. In a ```console block the lines after `$ `
are the commands and the others their output, which is not compared; a ```bash block is commands throughout.
The blocks of a file run in order and in one new folder, so that a later one finds what an earlier one wrote.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"^<!-- run -->\n+```(console|bash)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = 300  # for one block


def commands(readme: Path) -> list[tuple[int, str]]:
    """Line number and shell script of every block to run."""
    text = readme.read_text("utf-8")
    blocks = []
    for match in BLOCK.finditer(text):
        kind, body = match.groups()
        if kind == "console":
            # A command goes on as long as its lines end with a backslash.
            body = "\n".join(re.findall(r"^\$ ((?:.*\\\n)*.*)$", body, re.MULTILINE))
        blocks.append((text.count("\n", 0, match.start()) + 1, body.strip()))
    return blocks


PAGES = (
    "README",
    "docs/tutorials/first-run",
    "docs/tutorials/study",
    "docs/tutorials/lesson",
    "docs/tutorials/city",
    "docs/tutorials/regression-job",
)


def test_no_tutorial_is_forgotten(root):
    tutorials = {path.stem for path in (root / "docs" / "tutorials").glob("*.md")}
    shown = {page.rsplit("/", 1)[1] for page in PAGES if "/" in page}
    assert tutorials == shown | {f"{name}.zh" for name in shown} | {"index"}


@pytest.mark.parametrize("page", PAGES)
def test_every_marker_marks_a_block(root, page):
    for name in (f"{page}.md", f"{page}.zh.md"):
        text = (root / name).read_text("utf-8")
        assert text.count("<!-- run -->") == len(commands(root / name)) > 0, name


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same_commands(root, page):
    english, chinese = ([script for _, script in commands(root / name)] for name in (f"{page}.md", f"{page}.zh.md"))
    assert english == chinese


@pytest.mark.skipif(not shutil.which("bash"), reason="the blocks are written for bash")
@pytest.mark.parametrize("page", PAGES)
def test_the_commands_run(root, tmp_path, page):
    here = str(Path(sys.executable).parent)  # where `cogov` was installed
    # A reader's checkout is clean; one with uncommitted changes, as while this is written, would refuse a baseline.
    git = {"GIT_DIR": str(tmp_path / "no checkout")}
    environment = {**os.environ, **git, "PATH": here + os.pathsep + os.environ["PATH"]}
    for line, script in commands(root / f"{page}.md"):
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        assert result.returncode == 0, f"{page}.md:{line}: exit {result.returncode}\n{script}\n{result.stdout}"
