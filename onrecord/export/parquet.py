"""Parquet: a file for each table of the ledger, under the table's name, with the columns' names of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path

from onrecord.errors import UsageError
from onrecord.export._whole import Whole

_ROWS = 10_000  # to a batch: what is in memory at a time


def saved(whole: Whole, out: Path) -> None:
    """Write the tables into the folder `out`, which is made if it is not there.

    Raises: UsageError if `out` is a file.
    """
    # Loaded when it is asked for: it takes a while, and only this format needs it.
    pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    if out.is_file():
        raise UsageError(f"{out}: is a file; name a folder for the tables")
    out.mkdir(parents=True, exist_ok=True)
    kinds = {"INTEGER": pyarrow.int64(), "REAL": pyarrow.float64(), "TEXT": pyarrow.string()}
    for table, columns, rows in whole.tables():
        fields = [pyarrow.field(*_column(c, kinds)) for c in columns]
        schema = pyarrow.schema(fields)
        with parquet.ParquetWriter(out / f"{table}.parquet", schema) as writer:
            for batch in _batches(rows):
                writer.write_table(pyarrow.Table.from_pylist([dict(row) for row in batch], schema=schema))


def _column(column: str, kinds: Mapping[str, object]) -> tuple[str, object]:
    """The name and the kind of "name KIND"."""
    name, _, kind = column.rpartition(" ")
    return name, kinds[kind]


def _batches(rows: Iterable[Mapping[str, object]]) -> Iterable[list[Mapping[str, object]]]:
    stream = iter(rows)
    while batch := list(islice(stream, _ROWS)):
        yield batch
