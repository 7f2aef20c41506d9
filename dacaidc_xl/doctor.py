"""Checks of an installation: versions, shipped data, write access."""

from __future__ import annotations

import platform
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from dacaidc_xl.reference.parameters import parameter_table, table_digest
from dacaidc_xl.reference.tables import verify_checksums

LEAST_PYTHON = (3, 11)
REQUIRED = ("CoolProp", "numpy", "scipy", "pandas", "openpyxl", "XlsxWriter", "defusedxml")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what, whether it holds, what was found, how to mend it."""

    what: str
    ok: bool
    found: str
    remedy: str = ""


def _libraries() -> list[Check]:
    found = []
    for name in REQUIRED:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append(Check(name, False, "not installed", f"pip install {name}"))
            continue
        # CoolProp 8 changed the equation of state of the default fluid by 0.23 % in COP.
        ok = name != "CoolProp" or version.split(".")[0] == "8"
        found.append(Check(name, ok, version, 'pip install "CoolProp>=8,<9"'))
    return found


def _writable(folder: Path) -> Check:
    what = f"write access to {folder}"
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return Check(what, True, "yes")
    except OSError as error:
        return Check(what, False, error.strerror or "no", "choose a folder that you may write to")


def checks() -> list[Check]:
    """Run all checks.

    Returns
    -------
    list of Check

    Examples
    --------
    >>> all(check.ok for check in checks() if check.what.startswith("table"))
    True
    """
    found = [
        Check(
            "Python",
            sys.version_info >= LEAST_PYTHON,
            f"{platform.python_version()}, {platform.architecture()[0]}, {platform.system()}",
            "install Python 3.11 or newer",
        ),
        Check("dacaidc_xl", True, metadata.version("dacaidc_xl")),
    ]
    found += _libraries()
    found.append(
        Check("parameter table", True, f"{len(parameter_table())} rows, digest {table_digest()}")
    )
    remedy = "the file was changed: pip install --force-reinstall dacaidc_xl"
    found += [
        Check(f"table {name}", ok, "checksum holds" if ok else "checksum differs", remedy)
        for name, ok in verify_checksums()
    ]
    found.append(_writable(Path.cwd()))
    found.append(_writable(Path(tempfile.gettempdir())))
    return found
