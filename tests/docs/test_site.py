"""The documentation site is built without a warning, and asks nothing of another machine."""

import re
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def site(root, tmp_path_factory):
    """The folder of the built pages."""
    out = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "--jobs", "auto"]
    result = subprocess.run(
        [*build, "--doctree-dir", str(out / "doctrees"), str(root / "docs"), str(out / "html")],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return out / "html"


def test_every_page_is_reached_from_the_first(site):
    """A page that no list of contents names is a warning, so being built at all is the test; here the four parts."""
    front = (site / "index.html").read_text("utf-8")
    for page in ("tutorials/index.html", "how-to/index.html", "reference/index.html", "explanation/index.html"):
        assert page in front
        assert (site / page).exists()


def test_every_command_stands_in_the_reference(site):
    text = (site / "reference" / "generated" / "commands.html").read_text("utf-8")
    for command in ("run", "compare", "sweep", "multiplier", "calibrate", "regress", "lessons check", "scenarios new"):
        assert f"<code>cogov {command}" in text or f"cogov {command}<a" in text, command


def test_no_page_loads_anything_from_elsewhere(site):
    loads = re.compile(r"""<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=["'](https?:)?//""")
    for page in site.rglob("*.html"):
        assert not loads.search(page.read_text("utf-8")), page.name
