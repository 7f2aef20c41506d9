"""Put the current modules into a workbook that an older version made."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.excel.safe_workbook import Unusable, check_file
from dacaidc_xl.excel.vba.modules import BUTTONS_MODULE, VbaModule, workbook_modules
from dacaidc_xl.excel.vba.project import (
    NEEDS_LIBRARY,
    PROJECT_PART,
    put_modules,
    without_compiled_code,
)
from dacaidc_xl.excel.vba.wrappers import FUNCTIONS_MODULE
from dacaidc_xl.report.files import check_new, replacing

MACRO_SUFFIX = ".xlsm"
OUR_MODULES = (BUTTONS_MODULE, FUNCTIONS_MODULE)
"""Modules by which a workbook of ours is known."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade did.

    Attributes
    ----------
    changed : tuple of str
        Modules that are new or have a new text; empty where the workbook was current: it then
        stays as it is, byte for byte, signed or not, and an output is a copy of it.
    kept : tuple of str
        Modules that are not ours and stayed as they are.
    backup : Path or None
        The workbook as it was.
    notes : tuple of str
        What the user should know.
    """

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    backup: Path | None
    notes: tuple[str, ...]


def read_modules(path: Path) -> dict[str, str]:
    """Read the texts of the modules of a workbook or add-in.

    Parameters
    ----------
    path : Path
        A .xlsm or .xlam file.

    Returns
    -------
    dict of str to str
        By name of the module; empty where there is no VBA project.

    Raises
    ------
    InputError
        A file whose VBA cannot be read.
    OutputError
        The library that reads it is not installed.
    """
    try:
        from pyopenvba import ExcelFile, PyOpenVBAError
    except ImportError as error:
        raise OutputError(NEEDS_LIBRARY) from error
    try:
        with ExcelFile(path) as book:
            return dict(book.vba_modules())
    except (PyOpenVBAError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _refuse(path, f"a workbook whose VBA cannot be read ({error})") from error


def _refuse(path: Path, words: str, expected: str = "") -> InputError:
    return InputError(
        path.name, Unusable(words), expected or "a workbook made by 'dacaidc-xl excel new'"
    )


def _body(text: str) -> str:
    """Give a text without its attributes: Excel rewrites those of a class when it saves."""
    lines = text.split("\r\n")
    if lines[0].startswith("VERSION "):
        lines = lines[lines.index("END") + 1 :]
    while lines and lines[0].startswith("Attribute "):
        lines.pop(0)
    return "\r\n".join(lines).strip()


def _with_modules(path: Path, modules: tuple[VbaModule, ...]) -> tuple[bytes, bool]:
    """Give the workbook with the modules in its project, and whether it had a signature."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "book.xlsm"
        with ExcelFile(path) as book:
            protection = book.vba_project().protection
            if protection is not None and protection.has_password:
                raise _refuse(
                    path,
                    "a VBA project with a password",
                    "one without: take it off in Excel's VBA editor",
                )
            signed = bool(book.vba_signature().present)
            put_modules(book.vba_project(), modules)
            book.save(scratch, allow_invalidate_signature=True)
            findings = book.validate()
        if findings:
            raise _refuse(path, "a VBA project that is not whole: " + "; ".join(findings))
        return scratch.read_bytes(), signed


def _replaced(package: bytes) -> bytes:
    """Give a package whose VBA project has no compiled code; every other part as it was."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            content = source.read(part)
            if part.filename == PROJECT_PART:
                content = without_compiled_code(content)
            target.writestr(part, content)
    return made.getvalue()


def _free_name(path: Path) -> Path:
    """Give the first name for a backup that does not exist yet."""
    number = 1
    while True:
        mark = "" if number == 1 else f"_{number}"
        found = path.with_name(f"{path.stem}_before_upgrade{mark}{path.suffix}")
        if not found.exists():
            return found
        number += 1


def upgrade(path: Path, output: Path | None = None, force: bool = False) -> Upgrade:
    """Put the current modules into a workbook.

    Sheets, names, formats and the user's own modules stay as they are: of the package only the
    part of the VBA project changes.

    Parameters
    ----------
    path : Path
        A workbook that `new_book` of this or an older version wrote.
    output : Path, optional
        Where to; by default the workbook itself, of which a copy is kept beside it.
    force : bool
        Whether an output that exists may be replaced.

    Returns
    -------
    Upgrade

    Raises
    ------
    InputError
        No workbook of ours, or one whose VBA project has a password.
    OutputError
        The output exists, or cannot be written.
    """
    check_file(path)
    if path.suffix.lower() != MACRO_SUFFIX:
        raise _refuse(path, f"a file of type '{path.suffix}'")
    if output is not None:
        check_new(output, force)
    before = read_modules(path)
    missing = [name for name in OUR_MODULES if name not in before]
    if missing:
        raise _refuse(path, f"a workbook without the module {missing[0]}")
    modules = workbook_modules()
    changed = tuple(m.name for m in modules if _body(before.get(m.name, "")) != _body(m.text))
    ours = {m.name for m in modules}
    kept = tuple(name for name in before if name not in ours)
    doubles = sorted(name for name in kept if re.search(r"^Function DAC_", before[name], re.M))
    notes = [
        f"module {name} defines DAC_ functions a second time, so that Excel cannot tell them "
        "apart: delete it in the VBA editor, nothing needs to be imported"
        for name in doubles
    ]
    if not changed:
        if output is not None:
            with replacing(output) as temporary:
                temporary.write_bytes(path.read_bytes())
        return Upgrade((), kept, None, tuple(notes))
    package, signed = _with_modules(path, modules)
    if signed:
        notes.append("the signature of the VBA project is gone: sign it again")
    backup = None
    target = path if output is None else output
    if output is None:
        backup = _free_name(path)
        with replacing(backup) as temporary:
            temporary.write_bytes(path.read_bytes())
    with replacing(target) as temporary:
        temporary.write_bytes(_replaced(package))
    return Upgrade(changed, kept, backup, tuple(notes))
