"""Checks of the set-up for Excel, each with what to do about it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from dacaidc_xl.doctor import LEAST_PYTHON
from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.safe_workbook import SUFFIXES, check_file, read_workbook
from dacaidc_xl.excel.setup.machine import WINDOWS, Machine
from dacaidc_xl.excel.setup.settings_file import python_settings, read_settings, wanted_settings
from dacaidc_xl.excel.setup.upgrade import read_modules
from dacaidc_xl.excel.vba.addin import ADDIN_FILE
from dacaidc_xl.excel.vba.modules import SETTINGS_SHEET, XLWINGS_MODULE
from dacaidc_xl.excel.vba.wrappers import FUNCTIONS_MODULE, UDF_MODULE

State = Literal["ok", "bad", "not here"]
SECURITY = r"Microsoft\Office\16.0\Excel\Security"
NO_MACROS = (3, 4)
"""Values of VBAWarnings by which Excel disables macros without a word: all, or unsigned ones,
and ours are signed only where the reader has signed them."""
INSTALL = "dacaidc-xl excel install"
MAC_INSTALL = "xlwings runpython install"
ADDIN_SUFFIX = ".xlam"


@dataclass(frozen=True, slots=True)
class SetupCheck:
    """One check.

    Attributes
    ----------
    what : str
        What was looked at.
    state : {'ok', 'bad', 'not here'}
        ``not here`` is a check that this system or its state does not allow.
    found : str
        What was found.
    remedy : str
        What to do where it is bad.
    """

    what: str
    state: State
    found: str
    remedy: str = ""


def _check(what: str, ok: bool, found: str, remedy: str) -> SetupCheck:
    return SetupCheck(what, "ok" if ok else "bad", found, "" if ok else remedy)


def _python(machine: Machine) -> Iterator[SetupCheck]:
    version = ".".join(map(str, machine.python_version))
    yield _check(
        "Python",
        machine.python_version >= LEAST_PYTHON,
        f"{version}, {machine.bits}-bit, {machine.interpreter}",
        "install Python 3.11 or newer from python.org",
    )
    if machine.platform != WINDOWS:
        return
    store = "windowsapps" in str(machine.interpreter).lower()
    yield _check(
        "Python from the Microsoft Store",
        not store,
        "yes" if store else "no",
        "Excel cannot start it: install Python from python.org, then dacaidc_xl[excel] into it",
    )
    packages = Path(machine.environ.get("LOCALAPPDATA", machine.home)) / "Packages"
    found = sorted(p.name for p in packages.glob("Microsoft.Office.Desktop_*"))
    yield _check(
        "Excel from the Microsoft Store",
        not found,
        found[0] if found else "no",
        "its sandbox keeps xlwings' library out: install Office from office.com",
    )


def _xlwings(machine: Machine) -> Iterator[SetupCheck]:
    install = 'pip install "dacaidc_xl[excel]"'
    try:
        version = metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        yield _check("xlwings", False, "not installed", install)
        return
    yield _check("xlwings", True, version, "")
    try:
        importlib.import_module(UDF_MODULE)
        yield _check("module of the functions", True, UDF_MODULE, "")
    except Exception as error:  # whatever it is, Excel would meet it, too
        yield _check("module of the functions", False, f"{type(error).__name__}: {error}", install)
    yield from _script(machine, version)
    if not machine.runs_functions:
        yield SetupCheck(
            "xlwings' library for functions", "not here", "functions in cells need Windows"
        )
        return
    folders = (machine.interpreter.parent, machine.interpreter.parent.parent)
    names = [f"xlwings{bits}-{version}.dll" for bits in (32, 64)]
    found = [n for n in names if any((folder / n).is_file() for folder in folders)]
    yield _check(
        "xlwings' library for functions",
        bool(found),
        ", ".join(found) or f"{names[-1]} is not beside {machine.interpreter}",
        "pip install --force-reinstall --no-deps xlwings",
    )


def _script(machine: Machine, version: str) -> Iterator[SetupCheck]:
    folder = machine.scripts_folder
    if folder is None:
        return
    path = folder / f"xlwings-{version}.applescript"
    yield _check("script of the buttons", path.is_file(), f"{path}: {path.is_file()}", MAC_INSTALL)


def _settings(machine: Machine) -> Iterator[SetupCheck]:
    path = machine.settings_file
    if path is None:
        yield SetupCheck("settings of xlwings", "not here", "there is no Excel for this system")
        return
    settings = python_settings(read_settings(path, machine.settings_encoding))
    both = "CONDA ENV" in settings and any(key.startswith("INTERPRETER") for key in settings)
    try:
        wanted = wanted_settings(machine)
    except OutputError as error:
        yield _check("settings of xlwings", False, "not possible with this Python", str(error))
        return
    told = ", ".join(f"{key} = {value}" for key, value in settings.items())
    yield _check(
        "settings of xlwings",
        settings == wanted,
        f"{path}: {told or 'no Python named'}",
        "with conda the interpreter must be blank: " + INSTALL + " --force"
        if both
        else INSTALL + (" --force" if settings else ""),
    )


def _addin(machine: Machine) -> Iterator[SetupCheck]:
    folder = machine.startup_folder
    if folder is None:
        yield SetupCheck("add-in", "not here", "functions in cells need Excel for Windows")
        return
    path = folder / ADDIN_FILE
    yield _check("add-in", path.is_file(), f"{path}: {path.is_file()}", INSTALL)
    if path.is_file():
        yield from _modules(path, INSTALL)


def _modules(path: Path, remedy: str) -> Iterator[SetupCheck]:
    """Compare what a file holds with this installation."""
    from dacaidc_xl.excel.functions import registry

    try:
        modules = read_modules(path)
    except OutputError as error:
        yield _check(f"functions in {path.name}", False, "not read", str(error))
        return
    functions = modules.get(FUNCTIONS_MODULE, "")
    there = {
        line.split("(")[0].removeprefix("Function ")
        for line in functions.splitlines()
        if line.startswith("Function DAC_")
    }
    missing, extra = sorted(set(registry()) - there), sorted(there - set(registry()))
    told = [f"without {', '.join(missing)}"] if missing else []
    told += [f"unknown {', '.join(extra)}"] if extra else []
    yield _check(
        f"functions in {path.name}",
        not missing and not extra,
        "; ".join(told) or f"{len(there)}, as in this version",
        remedy,
    )
    text = modules.get(XLWINGS_MODULE, "")
    embedded = text.partition('XLWINGS_VERSION As String = "')[2].partition('"')[0]
    try:
        installed = metadata.version("xlwings")
    except metadata.PackageNotFoundError:
        return
    yield _check(
        f"xlwings in {path.name}",
        embedded == installed,
        f"{embedded or 'none'}, installed {installed}",
        remedy,
    )


def _nearer_settings(path: Path) -> Iterator[SetupCheck]:
    """Look for settings in the workbook and beside it, which come before those of the user."""
    places = {"beside the workbook": read_settings(path.with_name("xlwings.conf"), "utf-8")}
    if path.suffix.lower() != ADDIN_SUFFIX:  # of an add-in nobody edits cells
        cells = read_workbook(path, [SETTINGS_SHEET]).sheets
        sheet = cells[SETTINGS_SHEET].rows.values() if SETTINGS_SHEET in cells else ()
        inside = {str(row.get(1, "")).upper(): str(row.get(2, "")) for row in sheet}
        places["in the workbook"] = inside
    for where, settings in places.items():
        named = python_settings(settings)
        yield _check(
            f"settings {where}",
            not named,
            ", ".join(f"{key} = {value}" for key, value in named.items()) or "name no Python",
            "they come before yours: delete them, unless they are meant",
        )


def _book(machine: Machine, path: Path) -> Iterator[SetupCheck]:
    addin = path.suffix.lower() == ADDIN_SUFFIX
    yield from _nearer_settings(path)
    yield from _modules(path, INSTALL if addin else f'dacaidc-xl excel upgrade "{path}"')
    if machine.platform != WINDOWS:
        yield SetupCheck("mark of the web", "not here", "only Windows marks downloaded files")
        return
    try:
        # A stream beside the file's content, by which Windows knows that it was downloaded.
        with open(f"{path}:Zone.Identifier", "rb"):
            marked = True
    except OSError:
        marked = False
    yield _check(
        "mark of the web",
        not marked,
        "the file was downloaded" if marked else "none",
        "Excel blocks its macros: right-click the file, Properties, Unblock",
    )


def _trust(machine: Machine) -> Iterator[SetupCheck]:
    if machine.platform != WINDOWS:
        yield SetupCheck("macro settings of Excel", "not here", "read on Windows only")
        return
    for root, who in (("Software\\Policies", "your organization"), ("Software", "your settings")):
        value = machine.registry(f"{root}\\{SECURITY}", "VBAWarnings")
        if value is not None:
            yield _check(
                f"macro settings of Excel ({who})",
                value not in NO_MACROS,
                f"VBAWarnings = {value}",
                "File, Options, Trust Center: disable macros with notification, or make the "
                "folder a trusted location; set by an organization, ask it to sign the project",
            )
            return
    yield _check("macro settings of Excel", True, "as delivered: asks before it runs macros", "")


def _data() -> Iterator[SetupCheck]:
    from dacaidc_xl.reference.tables import verify_checksums

    results = list(verify_checksums())
    bad = [name for name, ok in results if not ok]
    yield _check(
        "data files",
        not bad,
        ", ".join(bad) or f"{len(results)}, checksums hold",
        "pip install --force-reinstall --no-deps dacaidc_xl",
    )


def setup_checks(machine: Machine, book: Path | None = None) -> Iterator[SetupCheck]:
    """Run the checks.

    Parameters
    ----------
    machine : Machine
        The machine.
    book : Path, optional
        A workbook or add-in to be looked at, too.

    Yields
    ------
    SetupCheck

    Raises
    ------
    InputError
        The workbook cannot be read.

    Examples
    --------
    >>> from dacaidc_xl.excel.setup.machine import this_machine
    >>> next(setup_checks(this_machine())).what
    'Python'
    """
    if book is not None:
        check_file(book, (*SUFFIXES, ADDIN_SUFFIX))
    yield from _python(machine)
    yield from _xlwings(machine)
    yield from _settings(machine)
    yield from _trust(machine)
    yield from _addin(machine)
    if book is not None:
        yield from _book(machine, book)
    yield from _data()
