"""The folders are the package: list, wheel and imports agree, and importing changes nothing."""

import importlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOMS = ("model", "scenarios", "experiments", "visualization")


def product_files(root: Path) -> list[Path]:
    """Every file of the product, relative to the checkout, without what Python leaves behind."""
    return [
        file.relative_to(root)
        for room in ROOMS
        for file in sorted((root / room).rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    ]


def modules(root: Path) -> list[str]:
    """Import names of all modules of the product."""
    names = [
        ".".join(("cogov", *file.with_suffix("").parts)).removesuffix(".__init__")
        for file in product_files(root)
        if file.suffix == ".py" and file.name != "__main__.py"
    ]
    return sorted(names)


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def test_every_package_is_listed(root, project):
    tree = {".".join(("cogov", *file.parent.parts)) for file in product_files(root) if file.suffix == ".py"}
    listed = project["tool"]["setuptools"]["packages"]
    assert listed == sorted(tree)


def test_every_package_has_a_docstring_file(root, project):
    for name in project["tool"]["setuptools"]["packages"]:
        assert (root.joinpath(*name.split(".")[1:]) / "__init__.py").is_file(), name


def test_wheel_holds_every_file_and_imports_from_a_clean_folder(root, tmp_path):
    source = tmp_path / "source"  # a copy, since the build leaves folders beside what it builds
    leftovers = shutil.ignore_patterns("__pycache__")
    for room in ROOMS:
        shutil.copytree(root / room, source / room, ignore=leftovers)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-index"]
    command = [*pip, "--no-deps", "--no-build-isolation", "--target", str(site), str(source)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr

    found = {file.relative_to(site / "cogov") for file in (site / "cogov").rglob("*") if file.is_file()}
    found = {file for file in found if "__pycache__" not in file.parts}
    assert found == set(product_files(root))

    script = "import importlib, json, sys; names = json.loads(sys.argv[1])\n"
    script += "print(json.dumps([importlib.import_module(name).__file__ for name in names]))"
    imported = subprocess.run(
        [sys.executable, *STRICT, "-c", script, json.dumps(modules(root))],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )
    assert imported.returncode == 0, imported.stderr
    elsewhere = [file for file in json.loads(imported.stdout) if not file.startswith(str(site))]
    assert elsewhere == [], "these came from the checkout, not from the wheel"


STRICT = ["-W", "error"]

# Runs in a fresh interpreter. Third-party packages are imported first: what they do is theirs.
IMPORT_EACH = """
import importlib, json, logging, multiprocessing, os, random, sys, threading
import anywidget, duckdb, markdown_it, mesa, networkx, numba, numpy, pandas, rich.table, solara, uvicorn
from numba.core import event

multiprocessing.set_start_method(None, force=True)  # mesa's import forces "spawn"

def world():
    return {
        "random": random.getstate(),
        "numpy.random": str(numpy.random.get_state()),
        "start method": multiprocessing.get_start_method(allow_none=True),
        "files": sorted(os.listdir()),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "search path": list(sys.path),
        "threads": [thread.name for thread in threading.enumerate()],
        "log handlers": [str(handler) for handler in logging.getLogger().handlers],
    }

changed = {}
for name in json.loads(sys.argv[1]):
    before = world()
    with event.install_recorder("numba:compile") as compiled:
        importlib.import_module(name)
    after = world()
    differences = [key for key in before if before[key] != after[key]]
    differences += ["compiled a kernel"] if compiled.buffer else []
    if differences:
        changed[name] = differences
print(json.dumps(changed))
"""


@pytest.mark.portable
def test_importing_changes_nothing(root, tmp_path):
    command = [sys.executable, *STRICT, "-c", IMPORT_EACH, json.dumps(modules(root))]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {}


def test_one_version(root, project):
    version = project["project"]["version"]
    citation = (root / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [version]
    assert f"\n## {version}" in (root / "CHANGELOG.md").read_text("utf-8")
    assert importlib.metadata.version("cogov") == version, "the environment is stale: run make again"


def test_citation_has_the_required_keys(root):
    keys = re.findall(r"^([\w-]+):", (root / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert {"cff-version", "message", "title", "authors"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_every_entry_point_leads_to_what_is_there(project):
    groups = project["project"]["entry-points"]
    named = [place for group in groups.values() for place in group.values()]
    named += project["project"]["scripts"].values()
    for place in named:
        module, _, attribute = place.partition(":")
        assert callable(getattr(importlib.import_module(module), attribute)), place
