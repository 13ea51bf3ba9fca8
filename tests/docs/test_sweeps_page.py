"""The commands of the page on sweeps that are marked to be run, in order, with the outcomes that the page declares."""

import os
import re
import subprocess
import sys
from pathlib import Path

from .test_commands import SECONDS, commands

PAGES = ("docs/how-to/sweeps.md", "docs/how-to/sweeps.zh.md")


def test_both_languages_show_the_same_commands(root):
    english, chinese = ([script for _, script in commands(root / name)] for name in PAGES)
    assert english == chinese
    assert len(english) == (root / PAGES[0]).read_text("utf-8").count("<!-- run -->") > 0


def test_the_commands_run(root, tmp_path):
    text = (root / PAGES[0]).read_text("utf-8")
    own = re.findall(r"^```toml\n(\[outcomes\..*?)^```$", text, re.MULTILINE | re.DOTALL)
    (tmp_path / "outcomes.toml").write_text("".join(own), encoding="utf-8")
    here = str(Path(sys.executable).parent)
    for line, script in commands(root / PAGES[0]):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env={**os.environ, "PATH": here + os.pathsep + os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"line {line}: {script}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "parts" / "by-kind.csv").exists()
    assert "relief" in (tmp_path / "own" / "outcomes.csv").read_text("utf-8")
    assert (tmp_path / "held_against" / "outcome-differences.csv").exists()
    assert (tmp_path / "compared" / "differences-by-type.csv").exists()
