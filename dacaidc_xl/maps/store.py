"""Arrays kept on disk between runs: found by their key, checked when read, rebuilt when in doubt.

A cache may never change a result and never stop a run. What cannot be read is built anew, what
cannot be written stays in memory, and both are said in words that travel with the result.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]

FOLDER_VARIABLE = "DACAIDC_XL_CACHE"
"""Environment variable that names another folder for the maps."""
FILE_BYTES_MAX = 256 * 1024 * 1024
"""A larger file is not ours and is not opened [B]."""
KEY_MEMBER = "key"
CHECK_MEMBER = "sha256"


class ForeignFileError(ValueError):
    """A file in the cache that this package did not write in full for this key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Arrays from the cache or newly built, with what the reader of a result should know."""

    arrays: Arrays
    notes: tuple[str, ...]


def cache_folder() -> Path | None:
    """Folder of the maps: the environment's, else the user's cache folder of the system.

    Returns
    -------
    Path or None
        It need not exist yet; None where the user has no home.

    Examples
    --------
    >>> import os
    >>> os.environ["DACAIDC_XL_CACHE"] = "/somewhere"
    >>> cache_folder().name
    'somewhere'
    >>> del os.environ["DACAIDC_XL_CACHE"]
    """
    given = os.environ.get(FOLDER_VARIABLE, "").strip()
    if given:
        return Path(given)
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return base / "dacaidc_xl"


def _key_text(key: Mapping[str, object]) -> str:
    return json.dumps(key, sort_keys=True, allow_nan=False)


def _checksum(key_text: str, arrays: Arrays) -> str:
    """Digest of names, types, shapes and bytes."""
    digest = hashlib.sha256(key_text.encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _read(path: Path, key_text: str) -> dict[str, NDArray[Any]]:
    """Arrays of a file that is whole and of this key.

    Raises
    ------
    FileNotFoundError
        There is none.
    ForeignFileError
        It is something else, damaged, or cut short.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ForeignFileError(f"cannot be read ({error.strerror or error})") from error
    if len(content) > FILE_BYTES_MAX:
        raise ForeignFileError("is too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            # We store without compression: a file that would grow on reading is not ours.
            if sum(m.file_size for m in members.infolist()) > len(content):
                raise ForeignFileError("is compressed")
        with np.load(io.BytesIO(content), allow_pickle=False) as loaded:
            arrays = {name: loaded[name] for name in loaded.files}
        found_key = str(arrays.pop(KEY_MEMBER)[()])
        found_check = str(arrays.pop(CHECK_MEMBER)[()])
    except (
        ValueError,
        KeyError,
        EOFError,
        OSError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        if isinstance(error, ForeignFileError):
            raise
        raise ForeignFileError("is damaged") from error
    if found_key != key_text or found_check != _checksum(key_text, arrays):
        raise ForeignFileError("is damaged or of another origin")
    return arrays


def _write(path: Path, key_text: str, arrays: Arrays) -> None:
    """Write a file beside and rename it, so that no reader ever sees half of it."""
    from dacaidc_xl.report.files import replacing

    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary, temporary.open("wb") as stream:
        members: dict[str, Any] = {
            KEY_MEMBER: np.array(key_text),
            CHECK_MEMBER: np.array(_checksum(key_text, arrays)),
        }
        np.savez(stream, **members, **arrays)


def path_of(name: str, key: Mapping[str, object], folder: Path) -> Path:
    """File of a map in a folder.

    Parameters
    ----------
    name : str
        What it is, in letters that a file name may have.
    key : mapping
        All that its content depends on, as JSON knows it.
    folder : Path
        Folder of the maps.

    Returns
    -------
    Path

    Examples
    --------
    >>> path_of("fluid", {"version": "8.0.0"}, Path("maps")).name
    'fluid-d91f6ed4ecd325f6.npz'
    """
    digest = hashlib.sha256(_key_text(key).encode()).hexdigest()
    return folder / f"{name}-{digest[:16]}.npz"


def fetch(
    name: str,
    key: Mapping[str, object],
    build: Callable[[], Arrays],
    folder: Path | None,
    accept: Callable[[Arrays], object] = lambda arrays: None,
) -> Kept:
    """Give the arrays of a key: read from the cache, or built and written to it.

    Parameters
    ----------
    name : str
        What it is; part of the file's name and of the notes.
    key : mapping
        All that the content depends on, as JSON knows it.
    build : callable
        Gives the arrays where the cache does not.
    folder : Path or None
        Folder of the maps; None keeps everything in memory.
    accept : callable
        Called with what was read; raises ValueError or KeyError where it is not usable.

    Returns
    -------
    Kept
        Notes say what was rebuilt and what could not be kept.

    Notes
    -----
    Several processes may build the same key at once: each writes a file of its own and renames
    it, the last one stays, and every reader sees one whole file.

    Examples
    --------
    >>> fetch("squares", {"count": 3}, lambda: {"y": np.arange(3) ** 2}, None).arrays["y"]
    array([0, 1, 4])
    """
    if folder is None:
        return Kept(build(), (f"map of {name}: kept in memory only, no cache folder is known",))
    path, key_text = path_of(name, key, folder), _key_text(key)
    notes: list[str] = []
    try:
        arrays: Arrays = _read(path, key_text)
        accept(arrays)
        return Kept(arrays, ())
    except FileNotFoundError:
        pass
    except (ValueError, KeyError) as error:
        why = error if isinstance(error, ForeignFileError) else "does not hold what it should"
        notes.append(f"map of {name}: the cached file {path.name} {why}; rebuilt")
    arrays = build()
    try:
        _write(path, key_text, arrays)
    except OSError as error:
        why = error.strerror or str(error)
        notes.append(f"map of {name}: kept in memory only, the cache cannot be written ({why})")
    return Kept(arrays, tuple(notes))
