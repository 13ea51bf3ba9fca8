"""Only one module of the product hands a table to a library that reads it, and one a workbook; see their docstrings."""

import ast
from pathlib import Path

import pytest

ROOMS = ("model", "scenarios", "experiments", "visualization")
READER, WORKBOOKS = Path("experiments/store/parquet.py"), Path("scenarios/city/tables.py")

MODULES = {
    *("duckdb", "pyarrow.parquet", "pyarrow.dataset", "pyarrow.csv", "pyarrow.json", "pyarrow.feather", "pyarrow.orc"),
    *("openpyxl", "xlrd", "python_calamine", "polars", "sqlite3", "sqlalchemy", "fastparquet"),
}
CALLS = {
    *("read_parquet", "read_csv", "read_table", "read_sql", "read_sql_query", "read_sql_table", "read_json"),
    *("read_feather", "read_excel", "read_fwf", "read_hdf", "read_pickle", "read_clipboard", "to_sql"),
    *("genfromtxt", "loadtxt", "fromregex", "parquet_scan", "read_orc"),
}


def opened(source: str) -> list[str]:
    """What of a module opens tables: imports that are made when it runs, calls, and words of SQL."""
    tree = ast.parse(source)
    typing = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and isinstance(test.test, ast.Name) and test.test.id == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names if f"{node.module}.{alias.name}" in MODULES]
            found += [node.module] if node.module in MODULES else []
        elif isinstance(node, ast.Attribute) and node.attr in CALLS:
            found.append(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [word for word in CALLS if f"{word}(" in node.value]
    return found


def test_nobody_else_opens_a_table(root):
    wrong = {
        str(file.relative_to(root)): found
        for room in ROOMS
        for file in sorted((root / room).rglob("*.py"))
        if file.relative_to(root) not in (READER, WORKBOOKS) and (found := opened(file.read_text("utf-8")))
    }
    assert wrong == {}


def test_the_reader_is_where_it_is_said_to_be(root):
    assert {"duckdb", "pyarrow.parquet", "pyarrow.dataset"} <= set(opened((root / READER).read_text("utf-8")))
    assert set(opened((root / WORKBOOKS).read_text("utf-8"))) == {"python_calamine"}


@pytest.mark.parametrize(
    "source",
    [
        "import duckdb",
        "import pyarrow.parquet as pq",
        "from pyarrow import dataset",
        "def f():\n    from duckdb import connect",
        "pd.read_csv(file)",
        "connection.sql('select * from read_parquet(?)')",
        "frame.to_sql('runs', connection)",
    ],
)
def test_what_opens_a_table_is_seen(source):
    assert opened(source)
