"""What a machine tells of itself: system, Python, and where Excel and xlwings keep things."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

WINDOWS, MAC = "win32", "darwin"
MAC_CONTAINER = "Library/Containers/com.microsoft.Excel/Data"
MAC_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"


def _no_registry(key: str, name: str) -> object:
    return None


def _windows_registry(key: str, name: str) -> object:
    """Give a value of the current user's registry, None where there is none."""
    if sys.platform != "win32":  # spelled out for the type checker
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine, as far as the set-up for Excel goes.

    Attributes
    ----------
    platform : str
        As `sys.platform`.
    home : Path
        The user's folder.
    environ : mapping of str to str
        Environment variables.
    interpreter : Path
        The Python that has this package.
    python_version : tuple of int
        Its version.
    bits : int
        32 or 64: of this Python.
    registry : callable
        Gives a value of the current user's registry by key and name, None where there is none.
    """

    platform: str
    home: Path
    environ: Mapping[str, str]
    interpreter: Path
    python_version: tuple[int, int]
    bits: int = 64
    registry: Callable[[str, str], object] = field(default=_no_registry, compare=False)

    @property
    def has_excel(self) -> bool:
        """Whether Excel exists for this system; not whether it is installed."""
        return self.platform in (WINDOWS, MAC)

    @property
    def runs_functions(self) -> bool:
        """Whether functions in cells can reach Python on this system."""
        return self.platform == WINDOWS

    @property
    def settings_file(self) -> Path | None:
        """Where xlwings' VBA looks for the settings of the user."""
        if self.platform == WINDOWS:
            profile = Path(self.environ.get("USERPROFILE", self.home))
            return profile / ".xlwings" / "xlwings.conf"
        if self.platform == MAC:
            return self.home / MAC_CONTAINER / "xlwings.conf"
        return None

    @property
    def settings_encoding(self) -> str:
        """How VBA reads that file: in the code page of the system."""
        return "mbcs" if self.platform == WINDOWS == sys.platform else "utf-8"

    @property
    def settings_newline(self) -> str:
        r"""How VBA ends a line of that file; on Windows it takes ``\n`` for a part of the line."""
        return "\r\n" if self.platform == WINDOWS else "\n"

    @property
    def startup_folder(self) -> Path | None:
        """Folder whose add-ins Excel loads when it starts, where functions in cells work."""
        if self.platform != WINDOWS:
            return None
        roaming = self.environ.get("APPDATA", str(self.home / "AppData" / "Roaming"))
        return Path(roaming) / "Microsoft" / "Excel" / "XLSTART"

    @property
    def scripts_folder(self) -> Path | None:
        """Folder from which Excel on a Mac may run scripts, by which its buttons start Python."""
        return self.home / MAC_SCRIPTS if self.platform == MAC else None

    @property
    def conda(self) -> tuple[str, str] | None:
        """Folder and environment of conda where this Python is a part of it.

        The environment is a name where xlwings finds its folder by it, else the folder.
        """
        prefix, program = (self.environ.get(k, "") for k in ("CONDA_PREFIX", "CONDA_EXE"))
        if not (prefix and program) or not self.interpreter.is_relative_to(prefix):
            return None
        folder, environment = Path(program).parent.parent, Path(prefix)
        if environment == folder:
            return str(folder), "base"
        named = environment.parent == folder / "envs"
        return str(folder), environment.name if named else prefix


def this_machine() -> Machine:
    """Give the machine that this runs on.

    Returns
    -------
    Machine

    Examples
    --------
    >>> this_machine().bits in (32, 64)
    True
    """
    return Machine(
        platform=sys.platform,
        home=Path.home(),
        environ=dict(os.environ),
        interpreter=Path(sys.executable),
        python_version=sys.version_info[:2],
        bits=struct.calcsize("P") * 8,
        registry=_windows_registry,
    )
