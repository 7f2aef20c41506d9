"""Tell Excel which Python to start, and give it the add-in."""

from __future__ import annotations

from collections.abc import Iterator

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.setup.machine import MAC, Machine
from dacaidc_xl.excel.setup.settings_file import (
    PYTHON_KEYS,
    python_settings,
    read_settings,
    wanted_settings,
    write_settings,
)
from dacaidc_xl.excel.vba.addin import ADDIN_FILE, write_addin

NO_EXCEL = (
    "there is no Excel for this system: nothing was installed. Use 'dacaidc-xl batch' for "
    "filled-in templates; a workbook that 'dacaidc-xl excel new' writes here works where Excel is"
)


def _settings(machine: Machine, force: bool) -> str:
    path = machine.settings_file
    assert path is not None
    present = read_settings(path, machine.settings_encoding)
    before, wanted = python_settings(present), wanted_settings(machine)
    if before == wanted:
        return f"settings: {path} names this Python already"
    if before and not force:
        told = ", ".join(f"{key} = {value}" for key, value in before.items())
        raise OutputError(
            f"{path}: Excel already starts another Python ({told}), which other workbooks may "
            "need; pass --force to let it start this one"
        )
    others = {key: value for key, value in present.items() if key not in PYTHON_KEYS}
    write_settings(path, {**others, **wanted}, machine.settings_encoding, machine.settings_newline)
    told = ", ".join(f"{key} = {value}" for key, value in wanted.items())
    return f"settings: {path} now says {told}"


def install(machine: Machine, force: bool = False) -> Iterator[str]:
    """Set Excel up for this Python.

    The settings name the interpreter only. The Python module of the functions stands in the
    add-in itself: as a setting of the user it would concern every other workbook, too.

    Parameters
    ----------
    machine : Machine
        The machine.
    force : bool
        Whether Excel starts this Python even if its settings name another one.

    Yields
    ------
    str
        What was done, or why not, one line each.

    Raises
    ------
    OutputError
        The settings name another Python, or a file cannot be written.
    """
    if not machine.has_excel:
        yield NO_EXCEL
        return
    yield _settings(machine, force)
    folder = machine.startup_folder
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        write_addin(folder / ADDIN_FILE)
        yield f"add-in: {folder / ADDIN_FILE}; Excel loads it when it starts the next time"
    if machine.platform == MAC:
        yield (
            "add-in: not installed: on a Mac functions in cells cannot reach Python; the buttons "
            "of the workbook can, after 'xlwings runpython install' was run once"
        )
