"""The one place where a table is handed to a library that reads it: Parquet and CSV files, and SQL over them.

Libraries take hints from names. A folder ``effectiveness=50`` is a partition to DuckDB and Arrow, ``*`` and ``[`` are
patterns, a colon a scheme, an unknown table a variable of the caller. Here each is told what it reads: a file that this
module has opened, or files listed one by one, with the columns that they must have and no others guessed. An
architecture test keeps all other modules from opening a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from ...model.processors import processors

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset as ds

CAREFUL = {
    "python_enable_replacements": "false",  # an unknown name in SQL is an error, and no variable of the caller
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""How DuckDB is opened."""


def load_table(path: Path, columns: Sequence[str] | None = None, schema: pa.Schema | None = None) -> pa.Table:
    """Return a Parquet file, with the checks of its pages.

    Parameters
    ----------
    path : Path
        Opened here, so that nothing is read from how it is called.
    columns : sequence of str, optional
        Which; all of the file if not given.
    schema : pyarrow.Schema, optional
        What the file must have.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If it cannot be read, or a column is missing or of another type than told.
    """
    with _open(path) as file, pq.ParquetFile(file, page_checksum_verification=True) as parquet:
        there: pa.Schema = parquet.schema_arrow
        _check(path, there, schema, columns)
        return parquet.read(columns=None if columns is None else list(columns))


def about(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return how many rows a Parquet file has, and the names of its columns."""
    with _open(path) as file, pq.ParquetFile(file) as parquet:
        return int(parquet.metadata.num_rows), tuple(parquet.schema_arrow.names)


def scan(paths: Iterable[Path], schema: pa.Schema) -> ds.Dataset:
    """Return files of one schema as one table that is read as it is asked for.

    Raises
    ------
    OSError, pyarrow.ArrowException
        If one cannot be read, or has other columns than told: Arrow would take missing ones for empty.
    """
    import pyarrow.dataset as ds
    from pyarrow.fs import LocalFileSystem

    files = [path.absolute() for path in paths]
    for path in files:
        with _open(path) as file, pq.ParquetFile(file) as parquet:
            _check(path, parquet.schema_arrow, schema, None)
    whole: Any = ds.FileSystemDataset
    return whole.from_paths(
        [str(path) for path in files], schema=schema, format=ds.ParquetFileFormat(), filesystem=LocalFileSystem()
    )


def load_csv(
    file: BinaryIO,
    columns: Mapping[str, int],
    *,
    skip: int,
    delimiter: str,
    encoding: str,
    on_ragged: Callable[[int, int, int], object],
) -> pa.Table:
    """Return columns of a CSV file as text; what stands in other columns is never kept.

    Parameters
    ----------
    file : binary file
    columns : mapping
        Place, from 0, by the name that the column gets.
    skip : int
        Lines before the first row.
    delimiter, encoding : str
    on_ragged : callable
        Called with number of the row (blank ones are not counted, skipped lines are), cells that it has, and cells
        that the others have; the row is left out.

    Raises
    ------
    pyarrow.ArrowException
        If it is no CSV.
    """
    import pyarrow.csv as pc

    def leave_out(row: Any) -> str:
        on_ragged(int(row.number), int(row.actual_columns), int(row.expected_columns))
        return "skip"

    places = {name: f"f{place}" for name, place in columns.items()}
    distinct = list(dict.fromkeys(places.values()))
    table = pc.read_csv(
        file,
        # In one thread rows have numbers; it is the text that takes the time.
        read_options=pc.ReadOptions(
            use_threads=False, encoding=encoding, autogenerate_column_names=True, skip_rows=skip, block_size=8 << 20
        ),
        parse_options=pc.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=leave_out),
        convert_options=pc.ConvertOptions(
            include_columns=distinct, column_types=dict.fromkeys(distinct, pa.string()), strings_can_be_null=False
        ),
    )
    return pa.table({name: table[place] for name, place in places.items()})


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except IsADirectoryError:
        raise pa.ArrowInvalid(f"{path.name} is a folder; a file is needed") from None


def _check(path: Path, there: pa.Schema, schema: pa.Schema | None, columns: Sequence[str] | None) -> None:
    if len(set(there.names)) < len(there.names):
        raise pa.ArrowInvalid(f"{path.name} has two columns of one name")
    wanted = schema.names if schema is not None and columns is None else columns or ()
    for name in wanted:
        if name not in there.names:
            raise pa.ArrowInvalid(f"{path.name} has no column {name}")
        if schema is not None and name in schema.names and there.field(name).type != schema.field(name).type:
            raise pa.ArrowInvalid(f"{path.name}: {name} is {there.field(name).type} and not {schema.field(name).type}")


def encode(table: pa.Table, **options: Any) -> bytes:
    """Return a table as the bytes of a Parquet file, compressed by zstd; `options` as of pyarrow's writer."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", **options)
    return sink.getvalue().to_pybytes()


def connect(views: Mapping[str, pa.Table | ds.Dataset]) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection with tables and scans as views; DuckDB itself opens no file for them.

    Parameters
    ----------
    views : mapping
        By name.
    """
    import duckdb

    connection = duckdb.connect(config={**CAREFUL, "threads": str(processors())})
    for name, table in views.items():
        connection.register(f"{name}_now", table)
        connection.execute(f'create view "{name}" as select * from "{name}_now"')
    return connection
