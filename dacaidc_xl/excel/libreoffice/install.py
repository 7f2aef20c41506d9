"""Put the extension into LibreOffice, take it out, and check that it answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from dacaidc_xl.doctor import Check
from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.libreoffice.extension import IDENTIFIER, build_extension
from dacaidc_xl.excel.libreoffice.worker_calls import Worker

TIMEOUT_S = 300
"""Longest time that LibreOffice's extension manager may take [s]."""
MANAGERS = ("unopkg.com", "unopkg")
"""The extension manager, on Windows and elsewhere."""
OFFICES = ("soffice.com", "soffice")
"""LibreOffice itself, likewise; on Windows only ``.com`` waits for its end."""
PROGRAMS = (
    Path("C:/Program Files/LibreOffice/program"),
    Path("/Applications/LibreOffice.app/Contents/MacOS"),
)
"""Where LibreOffice is on systems that do not put it on the PATH."""
PYTHON_LOADER = ("pythonloader.py", "../Resources/pythonloader.py")
"""What is there, seen from the program folder, if LibreOffice runs Python."""
ADD_OFFICE = "install LibreOffice (Debian, Ubuntu: apt install libreoffice-calc), or pass --office"
ADD_PYTHON = "give LibreOffice its Python (Debian, Ubuntu: apt install python3-uno)"
ADD_EXTENSION = "close LibreOffice and run: dacaidc-xl libreoffice install"


@dataclass(frozen=True, slots=True)
class Office:
    """One LibreOffice, and whose extensions are meant.

    Attributes
    ----------
    manager : Path
        Its extension manager, ``unopkg``.
    profile : Path, optional
        Folder of a user's profile; None for that of this user.
    shared : bool
        Extensions of all users; it takes the rights of an administrator.
    """

    manager: Path
    profile: Path | None = None
    shared: bool = False

    @property
    def runs_python(self) -> bool:
        """Whether the Python of LibreOffice is there, which the extension needs."""
        program = self.manager.resolve().parent
        return any((program / loader).exists() for loader in PYTHON_LOADER)

    def command(self, verb: str, *arguments: str) -> list[str]:
        """Give a command of the extension manager.

        Examples
        --------
        >>> Office(Path("unopkg"), shared=True).command("remove", "org.dacaidc.addin")
        ['unopkg', 'remove', '--shared', 'org.dacaidc.addin']
        """
        whose = ["--shared"] if self.shared else []
        if self.profile is not None:
            whose.append(f"-env:UserInstallation={self.profile.absolute().as_uri()}")
        return [str(self.manager), verb, *whose, *arguments]

    def manage(self, verb: str, *arguments: str) -> str:
        """Run the extension manager and give what it says.

        Raises
        ------
        OutputError
            It refused, with its own words.
        """
        if hasattr(os, "geteuid") and os.geteuid() == 0 and not self.shared:
            raise OutputError(
                "LibreOffice takes no extension from the administrator for one user: run it as "
                "the user who works with LibreOffice, or pass --shared for all users"
            )
        command = self.command(verb, *arguments)
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                env=office_environment(),
            )
        except subprocess.TimeoutExpired:
            raise OutputError(f"{self.manager}: no answer in {TIMEOUT_S} s") from None
        if done.returncode != 0:
            words = (done.stderr or done.stdout).strip()
            raise OutputError(f"{self.manager} {verb}: {words}")
        return done.stdout


def office_environment() -> dict[str, str]:
    """Give the environment in which LibreOffice finds its own Python.

    On Linux its Python looks for its library beside the first ``python3`` of the PATH, and ends
    LibreOffice where that is another one, as in an activated virtual environment.

    Examples
    --------
    >>> office_environment()["PATH"] == (os.environ["PATH"] if os.name == "nt" else os.defpath)
    True
    """
    path = {} if os.name == "nt" else {"PATH": os.defpath}
    return {**os.environ, **path}


def find_manager(folder: Path | None = None) -> Path:
    """Find LibreOffice's extension manager.

    Parameters
    ----------
    folder : Path, optional
        Program folder of LibreOffice; by default that of ``soffice`` on the PATH, or a usual
        place.

    Returns
    -------
    Path

    Raises
    ------
    OutputError
        There is none; says what to do.
    """
    return _find(MANAGERS, folder)


def find_office() -> Path:
    """Find LibreOffice itself, where `find_manager` looks by default.

    Returns
    -------
    Path

    Raises
    ------
    OutputError
        There is none; says what to do.
    """
    return _find(OFFICES)


def _find(names: tuple[str, ...], folder: Path | None = None) -> Path:
    folders: tuple[Path, ...]
    if folder is None:
        soffice = shutil.which("soffice") or shutil.which("libreoffice")
        folders = (Path(soffice).resolve().parent, *PROGRAMS) if soffice else PROGRAMS
    else:
        folders = (folder, folder / "program")
    for place in folders:
        for name in names:
            if (place / name).exists():
                return place / name
    where = "" if folder is None else f" in {folder}"
    raise OutputError(f"no LibreOffice found{where}: {ADD_OFFICE}")


def install(office: Office, interpreter: str = sys.executable) -> None:
    """Build the extension for a Python and put it into LibreOffice, in place of an older one.

    Parameters
    ----------
    office : Office
        Where to.
    interpreter : str
        Path of the Python that holds dacaidc_xl; by default this one.

    Raises
    ------
    OutputError
        LibreOffice has no Python, or refused the extension.
    """
    if not office.runs_python:
        raise OutputError(f"the extension needs Python in LibreOffice: {ADD_PYTHON}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dacaidc_xl.oxt"
        path.write_bytes(build_extension(interpreter))
        office.manage("add", "--force", "--suppress-license", str(path))


def uninstall(office: Office) -> None:
    """Take the extension out of LibreOffice.

    Raises
    ------
    OutputError
        It was not there, or LibreOffice refused.
    """
    office.manage("remove", IDENTIFIER)


def _extension(office: Office) -> Check:
    what = "extension"
    try:
        listed = office.manage("list", IDENTIFIER)
    except OutputError as error:
        return Check(what, False, str(error), ADD_EXTENSION)
    version = metadata.version("dacaidc_xl")
    if f"dacaidc_xl {version}, answered by {sys.executable}" in " ".join(listed.split()):
        return Check(what, True, f"{version}, answered by {sys.executable}")
    found = "of another version, or answered by another Python"
    return Check(what, False, found, ADD_EXTENSION)


def checks(office: Office, interpreter: str = sys.executable) -> Iterator[Check]:
    """Check what the functions in LibreOffice need.

    Parameters
    ----------
    office : Office
        Where they are to be.
    interpreter : str
        Path of the Python that holds dacaidc_xl.

    Yields
    ------
    Check
        The Python of LibreOffice, the extension, and an answer of the worker.
    """
    yield Check("LibreOffice", True, str(office.manager))
    found = "found" if office.runs_python else "not found"
    yield Check("Python of LibreOffice", office.runs_python, found, ADD_PYTHON)
    yield _extension(office)
    worker = Worker(interpreter)
    ((answer,),) = worker.call("DAC_VERSION", [])
    worker.close()
    ok = answer == f"dacaidc_xl {metadata.version('dacaidc_xl')}"
    remedy = f"see what it says: {interpreter} -m dacaidc_xl.excel.libreoffice.worker"
    yield Check("worker", ok, answer, remedy)
