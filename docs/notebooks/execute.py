"""Run the notebooks: ``coordination.py`` and ``meetings.py`` become ``.ipynb`` files with what they gave.

The percent scripts are the source. Usage: ``python docs/notebooks/execute.py [NAME …]``; each takes some minutes of one
core.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
NAMES = ("coordination", "meetings")


def executed(name: str) -> nbformat.NotebookNode:
    """Return a notebook, run from its script; nothing in it tells when or where."""
    notebook = jupytext.read(HERE / f"{name}.py")
    NotebookClient(notebook, timeout=1800, kernel_name="python3", record_timing=False).execute()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for place, cell in enumerate(notebook.cells):
        cell.id = f"{name}-{place}"
    return notebook


if __name__ == "__main__":
    for chosen in sys.argv[1:] or NAMES:
        nbformat.write(executed(chosen), HERE / f"{chosen}.ipynb")
        print(f"docs/notebooks/{chosen}.ipynb")
