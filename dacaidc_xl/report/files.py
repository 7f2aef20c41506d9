"""Tables to plain files: CSV, Parquet, JSON; written beside and renamed, never half."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.plain_text import as_text

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary file beside a path; it takes the path's place when all went well.

    Parameters
    ----------
    path : Path
        File to write.

    Yields
    ------
    Path
        Temporary file in the same folder, so that the renaming is one step.

    Raises
    ------
    OutputError
        The folder is missing, or cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix
        )
        os.close(handle)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    temporary = Path(name)
    try:
        yield temporary
        # A temporary file is private; the result gets the rights of an ordinary new file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def check_new(path: Path, force: bool) -> None:
    """Refuse a path that exists, unless it may be replaced.

    Raises
    ------
    OutputError
        It exists and ``force`` is off, or it is a folder where a file is wanted.
    """
    if path.exists() and not force:
        raise OutputError(f"{path}: exists already; choose another name or pass --force")


def _neutral(table: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would run as a formula, made harmless."""
    made = table.copy()
    for name in made.columns:
        if made[name].dtype.kind not in "fiub":
            made[name] = [as_text(v) if isinstance(v, str) else v for v in made[name]]
    return made


def write_csv(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as a CSV file of full precision into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        with replacing(path) as temporary:
            _neutral(table).to_csv(temporary, index=False, lineterminator="\n")
        written.append(path)
    return written


def one_type_a_column(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table as Parquet holds it, one type a column: numbers beside options become text.

    Examples
    --------
    >>> import pandas as pd
    >>> made = one_type_a_column(pd.DataFrame({"used": pd.Series([1.5, "auto"], dtype=object)}))
    >>> made["used"].tolist()
    ['1.5', 'auto']
    """
    import pandas as pd

    plain = table.copy()
    for column in plain.columns:
        if plain[column].dtype == object:
            texts = ["" if v is None else str(v) for v in plain[column]]
            # Without a type of its own a column without rows would be one of numbers.
            plain[column] = pd.Series(texts, index=plain.index, dtype=str)
    return plain


def write_parquet(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as a Parquet file into a folder.

    Raises
    ------
    OutputError
        The library for Parquet is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise OutputError(
            'Parquet needs pyarrow: pip install "dacaidc_xl[parquet]", or choose --format csv'
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        with replacing(path) as temporary:
            one_type_a_column(table).to_parquet(temporary, index=False)
        written.append(path)
    return written


def write_json(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write all tables as one JSON file: table name to a list of rows, blanks as null."""
    made = {
        name: table.astype(object).where(table.notna(), None).to_dict(orient="records")
        for name, table in tables.items()
    }
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(made, indent=1, default=_plain) + "\n", encoding="utf-8")


def _plain(value: object) -> object:
    """Give a numpy number as the Python number that JSON knows."""
    item = getattr(value, "item", None)
    if item is None:
        raise TypeError(f"{value!r} has no JSON form")
    return item()
