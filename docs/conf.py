"""The documentation site: Sphinx with MyST, executed notebooks as they are stored, the API from its docstrings.

``make docs`` builds it into ``docs/_build/html``; a warning is an error. Pages in Chinese stand beside the English ones
(``page.zh.md``). The lists of commands and of parameters are made from the program each time.
"""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "cogov"
copyright = "cogov contributors, MIT licence"
version = release = version_of("cogov")
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "generated_pages",
]
# Tables and pages that are included in others, the sources of the notebooks, and what a build leaves.
exclude_patterns = ["_build", "**/*.table.md", "**/*.table.zh.md", "notebooks/*.py"]

nb_execution_mode = "off"  # they are stored executed, and a test runs them at a small size
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
suppress_warnings = [
    "myst.xref_missing",  # the model's description and CONTRIBUTING.md link to files of the checkout that are no pages
    "ref.python",  # the unit in an indicator's docstring, such as weeks, is taken for the name of a type
]

autosummary_generate = True
autodoc_inherit_docstrings = False
autodoc_typehints = "none"  # docstrings name types, shapes, units and ranges
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = "cogov"
html_theme_options = {
    "navbar_align": "left",
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
    # Nothing is asked of another machine: no fonts, no icons from elsewhere.
    "icon_links": [],
}
html_show_sourcelink = False
templates_path = ["_templates"]
