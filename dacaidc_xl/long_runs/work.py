"""The work on one chunk: computed, and its tables turned into the bytes that are kept."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.long_runs.chunks import Chunk
from dacaidc_xl.long_runs.plans import environment

if TYPE_CHECKING:
    import pandas as pd

_ONE_AT_A_TIME = threading.Lock()
"""Fluid states are not shared between threads: a worker with several computes one chunk."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An `InputError` as it travels between processes.

    Attributes
    ----------
    place, value, expected, nearest
        As of `InputError`; the value as text or number.
    """

    place: str
    value: str | int | float
    expected: str
    nearest: str | None

    @classmethod
    def of(cls, error: InputError) -> Refusal:
        """Take the four parts of an error.

        Examples
        --------
        >>> Refusal.of(InputError("chunk", 0, "a whole number of at least 1")).value
        0
        """
        value = error.value if isinstance(error.value, (str, int, float)) else str(error.value)
        return cls(error.place, value, error.expected, error.nearest)

    @property
    def error(self) -> InputError:
        """The error again."""
        return InputError(self.place, self.value, self.expected, self.nearest)


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a chunk as a Parquet file in memory."""

    content: bytes
    rows: int

    @property
    def sha256(self) -> str:
        """Checksum of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a chunk.

    Attributes
    ----------
    number : int
        Its position in the plan.
    parts : mapping of str to Part
        Its tables; none where it was refused.
    warnings : tuple of str
        Warnings of the run as a whole.
    refusal : Refusal or None
        Why it could not be computed.
    environment : mapping of str to str
        Where it was computed, see `plans.environment`.
    """

    number: int
    parts: Mapping[str, Part]
    warnings: tuple[str, ...]
    refusal: Refusal | None
    environment: Mapping[str, str]


def part_of(table: pd.DataFrame) -> Part:
    """Turn a table into a Parquet file in memory.

    Parameters
    ----------
    table : DataFrame
        Any table of a study.

    Returns
    -------
    Part

    Raises
    ------
    OutputError
        The library for Parquet is not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> part_of(pd.DataFrame({"x": [1.0, 2.0]})).rows
    2
    """
    from dacaidc_xl.report.files import one_type_a_column

    stream = io.BytesIO()
    try:
        one_type_a_column(table).to_parquet(stream, engine="pyarrow", index=False)
    except ImportError as error:
        raise OutputError(
            'long runs keep their tables as Parquet: pip install "dacaidc_xl[scale]"'
        ) from error
    return Part(stream.getvalue(), len(table))


def work(number: int, chunk: Chunk) -> Done:
    """Compute a chunk; this is what a worker does.

    Parameters
    ----------
    number : int
        Its position in the plan.
    chunk : Chunk
        The chunk.

    Returns
    -------
    Done
        An `InputError` is its refusal: it stops no other chunk.

    Examples
    --------
    >>> from dacaidc_xl.long_runs.plans import counties_plan
    >>> work(0, counties_plan(counties=["10001"]).chunks[0]).parts["monthly"].rows
    12
    """
    with _ONE_AT_A_TIME:
        try:
            answer = chunk.compute()
        except InputError as error:
            return Done(number, {}, (), Refusal.of(error), environment())
        parts = {name: part_of(table) for name, table in answer.tables.items()}
    return Done(number, parts, answer.warnings, None, environment())
