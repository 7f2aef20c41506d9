"""The user's settings of xlwings: which Python Excel starts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.setup.machine import MAC, Machine
from dacaidc_xl.report.files import replacing

PYTHON_KEYS = ("INTERPRETER", "INTERPRETER_WIN", "INTERPRETER_MAC", "CONDA PATH", "CONDA ENV")
"""Settings by which xlwings finds Python."""


def wanted_settings(machine: Machine) -> dict[str, str]:
    """Give the settings that make Excel start this Python.

    Parameters
    ----------
    machine : Machine
        The machine.

    Returns
    -------
    dict of str to str
        The interpreter, or folder and environment of conda: xlwings takes one or the other.

    Raises
    ------
    OutputError
        An environment of conda that xlwings cannot activate.

    Examples
    --------
    >>> machine = Machine("darwin", Path("/u"), {}, Path("/u/bin/python3"), (3, 12))
    >>> wanted_settings(machine)
    {'INTERPRETER_MAC': '/u/bin/python3'}
    """
    if machine.platform == MAC:
        return {"INTERPRETER_MAC": str(machine.interpreter)}
    if machine.conda is not None:
        folder, environment = machine.conda
        if " " in environment:
            raise OutputError(
                f"{environment}: Excel cannot start Python from an environment of conda with a "
                "blank in its path; make one in another folder: "
                "conda create --prefix C:\\dac python=3.12"
            )
        return {"CONDA PATH": folder, "CONDA ENV": environment}
    return {"INTERPRETER_WIN": str(machine.interpreter)}


def read_settings(path: Path, encoding: str) -> dict[str, str]:
    """Read a settings file.

    Parameters
    ----------
    path : Path
        The file; a missing one has no settings.
    encoding : str
        See `Machine.settings_encoding`.

    Returns
    -------
    dict of str to str
        By key in capitals.
    """
    if not path.is_file():
        return {}
    text = path.read_text(encoding, errors="replace")
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    return {row[0].strip().upper(): row[1] for row in rows if len(row) > 1}


def python_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """Give those settings that say which Python is started."""
    return {key: settings[key] for key in PYTHON_KEYS if settings.get(key)}


def write_settings(path: Path, settings: Mapping[str, str], encoding: str, newline: str) -> None:
    """Write a settings file, in the form that VBA reads and writes.

    Parameters
    ----------
    path : Path
        The file; its folder is made.
    settings : mapping of str to str
        All settings.
    encoding : str
        See `Machine.settings_encoding`.
    newline : str
        See `Machine.settings_newline`.

    Raises
    ------
    OutputError
        A path that VBA cannot read in the code page of this system.
    """
    text = "".join(f'"{key}","{value}"{newline}' for key, value in settings.items())
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{path}: Excel cannot read {error.object[error.start : error.end]!r} in the path of "
            "Python; install Python in a folder of plain letters, such as C:\\Python"
        ) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_bytes(content)
