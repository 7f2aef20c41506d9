"""Parts of a long run joined, in the order of the plan, to one table of a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dacaidc_xl.long_runs.folder import Receipt, RunFolder
from dacaidc_xl.report.files import replacing
from dacaidc_xl.studies.closures import checks_table, worst_closures

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CHECKS = "checks"
"""The one table that is not a row a place: of each closure the worst error stays."""
ROWS_AT_ONCE = 65_536
"""Rows that are held and written together."""


def _schema(paths: Sequence[Path]) -> pa.Schema:
    """Give the columns of all parts; one that some parts lack is blank there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # What pandas notes of each part, such as its number of rows, does not hold for the whole.
    schemas = dict.fromkeys(pq.read_schema(path).remove_metadata() for path in paths)
    return pa.unify_schemas(list(schemas), promote_options="permissive")


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def join_parts(paths: Sequence[Path], target: Path) -> None:
    """Join Parquet files to one, some thousand rows at a time.

    Parameters
    ----------
    paths : sequence of Path
        The parts, in order.
    target : Path
        The table; it appears when it is whole.

    Raises
    ------
    OSError
        It cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # A table without rows does not know what its columns hold.
    some = [path for path in paths if pq.read_metadata(path).num_rows] or paths[:1]
    schema = _schema(some)
    with (
        replacing(target) as temporary,
        temporary.open("wb") as stream,
        pq.ParquetWriter(stream, schema) as writer,
    ):
        held: list[pa.Table] = []
        for position, path in enumerate(some, start=1):
            held.append(_fitted(pq.read_table(path), schema))
            if sum(t.num_rows for t in held) >= ROWS_AT_ONCE or position == len(some):
                writer.write_table(pa.concat_tables(held))
                held = []


def worst_checks(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give the largest error of each closure of each scenario.

    Parameters
    ----------
    tables : sequence of DataFrame
        Checks of the parts, as of `closures.checks_table`.

    Returns
    -------
    DataFrame
        The same columns.

    Examples
    --------
    >>> parts = [checks_table("2030", [("a = b", error)]) for error in (1e-16, 3e-16)]
    >>> worst_checks(parts)["relative_error"].tolist()
    [3e-16]
    """
    import pandas as pd

    found: dict[str, list[list[tuple[str, float]]]] = {}
    for table in tables:
        for scenario, rows in table.groupby("scenario", sort=False):
            pairs = list(zip(rows["closure"], rows["relative_error"], strict=True))
            found.setdefault(str(scenario), []).append(pairs)
    return pd.concat(
        [checks_table(name, worst_closures(each)) for name, each in found.items()],
        ignore_index=True,
    )


def join(folder: RunFolder, receipts: Sequence[Receipt]) -> Mapping[str, Path]:
    """Join the parts of a run to one table of a kind, in the run's folder.

    Parameters
    ----------
    folder : RunFolder
        Folder of the run.
    receipts : sequence of Receipt
        What is kept of the chunks, in the order of the plan.

    Returns
    -------
    mapping of str to Path
        Table to its file.

    Raises
    ------
    OSError
        One cannot be written.
    """
    import pandas as pd

    from dacaidc_xl.report.files import write_parquet

    made = {}
    for name in dict.fromkeys(name for receipt in receipts for name in receipt.files):
        paths = [folder.parts / r.files[name] for r in receipts if name in r.files]
        made[name] = folder.path / f"{name}.parquet"
        if name == CHECKS:
            write_parquet({name: worst_checks([pd.read_parquet(p) for p in paths])}, folder.path)
        else:
            join_parts(paths, made[name])
    return made
