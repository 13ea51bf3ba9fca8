"""Imports stand at the top of a module. Those inside functions are few, and each kind has its reason."""

import subprocess
import sys

import pytest

from .measure import ROOMS, deferred

MOST = 60

REASONS = {
    ".visualization.reports.notebook": "a result shows itself, and experiments import nothing of what shows",
    ".analysis.morris": "SALib: slow to import, and only this method needs it",
    ".analysis.sobol": "SALib: slow to import, and only this method needs it",
    ".execution.city_of_agents": "Mesa: half a second and more, and the compiled edition needs none of it",
    ".extensions.assembling": "numpy: help reads the form of scenario files, and waits for none",
    ".model.stock": "numba: consoles are also for commands that run nothing",
    ".terminal.failures": "all that can go wrong, loaded when something does",
    ".browser.first_paint": "imports pages, and Solara with them, so that limits are set before",
    ".serving.server": "takes seconds; what is wrong with a port is said before",
    "SALib": "slow to import, and only two designs need it",
    "dask": "in an extra that may not be installed",
    "distributed": "in an extra that may not be installed",
    "duckdb": "slow to import, and only SQL needs it",
    "matplotlib": "in an extra that may not be installed",
    "numba": "what it does when it is imported is what is put off",
    "optuna": "slow to import, and only a search needs it; a finished calibration is read without",
    "pandas": "slow to import, and a run needs it only for its table",
    "pyarrow": "slow to import, and only the parts of a sweep are scanned",
    "resource": "not on Windows",
    "scipy": "slow to import: one test or one design of many needs it",
    "solara": "in an extra; its import starts a server's machinery, so that limits are set before",
}
"""By the module imported; one that begins with a dot is ours, by the end of its name."""

BY_NAME = {
    "model/__init__.py": "the public names: importing the package imports neither Mesa nor the kernels",
    "model/indicators/single/__init__.py": "an indicator is found by its place: no list names it",
    "model/institutions/__init__.py": "a rule is found by its place: no list names it",
    "visualization/browser/shell.py": "a page is found by its place: no list names it",
    "experiments/__init__.py": "the public verbs: importing one does not import what the others need",
    "visualization/terminal/command_list.py": "a command is imported when it is called, so that help is quick",
}
"""Files that import modules by a name that is computed."""


def reason(module: str) -> str | None:
    ours = module.startswith(".")
    return next(
        (key for key in REASONS if (module.endswith(key) if ours else module.partition(".")[0] == key)),
        None,
    )


def test_imports_inside_functions_are_few_and_each_kind_has_its_reason(root):
    every = list(deferred(root))
    assert [f"{place}: {module}" for place, module in every if reason(module) is None] == []
    assert len(every) <= MOST
    assert {reason(module) for _, module in every} == set(REASONS), "a reason that nothing needs any more"


def test_an_import_inside_a_function_is_seen(tmp_path):
    for room in ROOMS:
        (tmp_path / room / "deep").mkdir(parents=True)
    (tmp_path / "model" / "deep" / "a.py").write_text(
        "import os\ndef f():\n    def g():\n        from ..state import x\n    import json, csv\n"
    )
    assert list(deferred(tmp_path)) == [
        ("model/deep/a.py:4", ".model.state"),
        ("model/deep/a.py:5", "json"),
        ("model/deep/a.py:5", "csv"),
    ]


def test_modules_are_imported_by_a_computed_name_only_where_that_is_said(root):
    files = [str(file.relative_to(root)) for room in ROOMS for file in sorted((root / room).rglob("*.py"))]
    assert {name for name in files if "import_module(" in (root / name).read_text("utf-8")} == set(BY_NAME)


HEAVY = {"duckdb", "mesa", "numba", "numpy", "optuna", "pandas", "pyarrow", "rich", "scipy", "solara"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["--help"]), ("zh", ["--help"]), ("en", ["--version"]), ("zh", ["version"]), ("zh", ["nix"])],
    ids=str,
)
def test_help_waits_for_nothing_heavy(words, language):
    script = f"import sys; from cogov.visualization.terminal.cli import main; main({words!r})\n"
    script += f"print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"COGOV_LANG": language}
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_run_of_the_compiled_edition_waits_for_no_mesa():
    """Nor does a worker process, which imports the module of runs."""
    script = "import sys, cogov.visualization.terminal.commands.run, cogov.visualization.terminal.commands.sweep\n"
    script += "print(sorted({'mesa', 'networkx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
