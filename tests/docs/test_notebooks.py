"""The notebooks: each runs from its script at a small size, and what is stored was made from that very script."""

import contextlib
import io
import json
import re

import jupytext
import matplotlib
import pytest
from matplotlib import pyplot

NAMES = ("coordination", "meetings")
LARGEST = 600_000  # bytes of a stored notebook
CITY = """
[settings]
run.weeks = 20
world.city.streets_per_district = 1
world.city.communities_per_street = 1
world.city.townships_per_county = 1
world.city.villages_per_township = 1
world.city.agents_per_grid = 10
"""


def small(root, name, folder):
    """Write a shipped study with short runs of a small city and no rule of when to stop, and return its path."""
    text = (root / "experiments" / "studies" / f"{name}.toml").read_text(encoding="utf-8")
    text = re.sub(r"\n\[precision\].*?(?=\n\[|\Z)", "\n", text, flags=re.DOTALL)
    assert "[settings]" not in text
    file = folder / f"{name}.toml"
    file.write_text(text.replace("\n[design", f"{CITY}\n[design", 1), encoding="utf-8")
    return str(file)


def parameters(root, folder):
    studies = {name: small(root, name, folder) for name in ("coordination_grid", "meeting_frequency", "hub_load")}
    return {
        "coordination": {"REPLICATES": 5, "WEEKS": 4, "STUDY": studies["coordination_grid"]},
        "meetings": {
            "REPLICATES": 3,
            "HUB_REPLICATES": 3,
            "MEETINGS": studies["meeting_frequency"],
            "HUB": studies["hub_load"],
        },
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_runs(root, name, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    matplotlib.use("agg")
    drawn = []
    monkeypatch.setattr(pyplot, "show", lambda: drawn.append(pyplot.gcf()))
    text = (root / "docs" / "notebooks" / f"{name}.py").read_text(encoding="utf-8")
    for key, value in parameters(root, tmp_path)[name].items():
        text, found = re.subn(rf"^{key} = .*$", f"{key} = {value!r}", text, flags=re.MULTILINE)
        assert found == 1
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, f"{name}.py", "exec"), {"__name__": "__main__"})
    assert len(drawn) == 3
    for figure in drawn:
        for axes in figure.axes:
            assert axes.get_xlabel()
            assert axes.lines or axes.patches
            assert axes.containers or axes.collections, "an interval"
        assert figure.axes[0].get_ylabel() or figure.axes[0].get_yticklabels()
    pyplot.close("all")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_was_made_from_the_script(root, name):
    folder = root / "docs" / "notebooks"
    file = folder / f"{name}.ipynb"
    assert file.stat().st_size <= LARGEST
    stored = json.loads(file.read_text(encoding="utf-8"))["cells"]
    script = jupytext.read(folder / f"{name}.py").cells
    assert [(cell["cell_type"], "".join(cell["source"])) for cell in stored] == [
        (cell.cell_type, cell.source) for cell in script
    ]
    outputs = [output for cell in stored for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3
