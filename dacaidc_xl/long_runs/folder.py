"""The folder of a long run: what is kept of it, and whether that is whole and its own.

A manifest says what the run is. Each chunk leaves its tables as Parquet files and, written last,
a receipt with their checksums: a chunk without a whole receipt is not there. Every file is
written beside its place and renamed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.long_runs.plans import Plan, environment
from dacaidc_xl.long_runs.work import Done
from dacaidc_xl.report.files import replacing

FORMAT = 1
"""Form of manifest and receipts."""
MANIFEST = "manifest.json"
PARTS = "parts"
DIGEST = "digest"
DIFFERENCES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is kept of a chunk.

    Attributes
    ----------
    number : int
        Position in the plan.
    files : mapping of str to str
        Table to the name of its file in the folder of parts.
    warnings : tuple of str
        Warnings of the run as a whole.
    """

    number: int
    files: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder that holds one run.

    Attributes
    ----------
    path : Path
        The folder.
    digest : str
        Of all that the numbers of the run depend on; each receipt carries it.
    notes : tuple of str
        What was mended when it was opened.
    """

    path: Path
    digest: str
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> Path:
        """Folder of the parts."""
        return self.path / PARTS


def _sealed(record: Mapping[str, object]) -> str:
    """Give a record as JSON with the digest of all else in it."""
    body = json.dumps(record, sort_keys=True, allow_nan=False)
    digest = hashlib.sha256(body.encode()).hexdigest()
    return json.dumps({**record, DIGEST: digest}, indent=1, sort_keys=True, allow_nan=False) + "\n"


def _unsealed(path: Path) -> dict[str, Any] | None:
    """Read a record; None where there is none that is whole."""
    try:
        record = json.loads(path.read_bytes())
        digest = record.pop(DIGEST)
        body = json.dumps(record, sort_keys=True, allow_nan=False)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    whole = digest == hashlib.sha256(body.encode()).hexdigest() and record.get("format") == FORMAT
    return record if whole else None


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def manifest_of(plan: Plan) -> dict[str, object]:
    """Give the manifest of a plan: all that its numbers depend on.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    dict
        As JSON knows it.
    """
    return {
        "format": FORMAT,
        "run": json.loads(json.dumps(plan.about, allow_nan=False)),
        "environment": dict(environment()),
        "chunks": [chunk.label for chunk in plan.chunks],
    }


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, (list, dict)) and len(value) > 3:
        return f"{len(value)} others"
    return json.dumps(value)


def differences(there: Mapping[str, Any], here: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Say in words in what two manifests differ.

    Parameters
    ----------
    there, here : mapping
        That of the folder, and that of the run that is wanted.
    name : str
        Where in the manifest they stand.

    Yields
    ------
    str

    Examples
    --------
    >>> list(differences({"run": {"chunk": 8}}, {"run": {"chunk": 16}}))
    ['run chunk (8 there, 16 here)']
    """
    for key in dict.fromkeys((*there, *here)):
        old, new = there.get(key), here.get(key)
        if old == new:
            continue
        where = f"{name} {key}".strip()
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from differences(old, new, where)
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) > 3:
            count = sum(a != b for a, b in zip(old, new, strict=True))
            yield f"{where} ({count} of {len(new)} differ)"
        else:
            yield f"{where} ({_shown(old)} there, {_shown(new)} here)"


def _refused(path: Path, why: str) -> InputError:
    return InputError("run folder", str(path), f"an empty folder, or that of the same run; {why}")


def _differing(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    # The parameters differ wherever the overrides do: a digest says less than a name.
    told = [d for d in differences(there, here) if not d.startswith(("chunks", "run parameters"))]
    shown = told[:DIFFERENCES_SHOWN] or ["the values of the parameters"]
    more = f" and {len(told) - len(shown)} more" if len(told) > len(shown) else ""
    return f"this one holds another run, which differs in: {', '.join(shown)}{more}"


def open_folder(path: Path, plan: Plan) -> RunFolder:
    """Take a folder for a run: a new or empty one, or one that holds a part of the same run.

    Parameters
    ----------
    path : Path
        The folder.
    plan : Plan
        The run.

    Returns
    -------
    RunFolder

    Raises
    ------
    InputError
        It holds another run, and says what differs, or something else.
    OutputError
        It cannot be made or written to.
    """
    wanted = manifest_of(plan)
    text = _sealed(wanted)
    digest = hashlib.sha256(text.encode()).hexdigest()
    notes: tuple[str, ...] = ()
    try:
        path.mkdir(parents=True, exist_ok=True)
        names = {entry.name for entry in path.iterdir()}
        # What a kill may leave of a manifest that was being written is no other run.
        if any(not name.startswith(f".{Path(MANIFEST).stem}-") for name in names):
            notes = _owned(path, wanted, digest)
        if not (path / MANIFEST).exists() or notes:
            _write(path / MANIFEST, text.encode())
        (path / PARTS).mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be used ({error.strerror or error})") from error
    return RunFolder(path, digest, notes)


def _owned(path: Path, wanted: Mapping[str, object], digest: str) -> tuple[str, ...]:
    """Make sure that a folder holds a part of a run; say whether its manifest has to be mended."""
    found = _unsealed(path / MANIFEST)
    if found == wanted:
        return ()
    if found is not None:
        raise _refused(path, _differing(found, wanted))
    owners = {record["run"] for record in _receipts(path / PARTS)}
    if owners != {digest}:
        why = "parts of another run" if owners else "no manifest, or a damaged one, and no parts"
        raise _refused(path, f"this one holds {why}")
    return (f"{path / MANIFEST} was missing or damaged; written anew from its parts",)


def tidy(folder: RunFolder, tables: Iterable[str]) -> None:
    """Remove what a run that was killed left half written.

    Parameters
    ----------
    folder : RunFolder
        Folder of the run.
    tables : iterable of str
        Names of its tables.
    """
    for name in (Path(MANIFEST).stem, *tables):
        for path in folder.path.glob(f".{name}-*"):
            path.unlink(missing_ok=True)
    for path in folder.parts.glob(".[0-9]*-*"):
        path.unlink(missing_ok=True)


def _receipts(parts: Path) -> Iterator[dict[str, Any]]:
    """Give the receipts that are whole, whosever they are."""
    for path in sorted(parts.glob("*.json")):
        record = _unsealed(path)
        if record is not None:
            yield record


def _receipt_path(folder: RunFolder, number: int) -> Path:
    return folder.parts / f"{number:06d}.json"


def keep(folder: RunFolder, done: Done) -> Receipt:
    """Write the tables of a chunk, and then its receipt.

    Parameters
    ----------
    folder : RunFolder
        Folder of the run.
    done : Done
        What the chunk gave.

    Returns
    -------
    Receipt

    Raises
    ------
    OSError
        It cannot be written; what was kept before stays whole.
    """
    files = {}
    for name, part in done.parts.items():
        file = f"{done.number:06d}-{name}.parquet"
        _write(folder.parts / file, part.content)
        files[name] = {"file": file, "sha256": part.sha256, "rows": part.rows}
    record = {
        "format": FORMAT,
        "run": folder.digest,
        "chunk": done.number,
        "files": files,
        # JSON sorts the names of a record: the order of the tables is kept beside.
        "tables": list(files),
        "warnings": list(done.warnings),
    }
    _write(_receipt_path(folder, done.number), _sealed(record).encode())
    return _as_receipt(record)


def _as_receipt(record: Mapping[str, Any]) -> Receipt:
    files = {name: str(record["files"][name]["file"]) for name in record["tables"]}
    return Receipt(int(record["chunk"]), files, tuple(record["warnings"]))


def kept(folder: RunFolder, number: int) -> Receipt | None:
    """Give the receipt of a chunk whose every file is there, whole and of this run.

    Parameters
    ----------
    folder : RunFolder
        Folder of the run.
    number : int
        Position of the chunk in the plan.

    Returns
    -------
    Receipt or None
        None where the chunk has to be computed.
    """
    record = _unsealed(_receipt_path(folder, number))
    if record is None or record["run"] != folder.digest or record["chunk"] != number:
        return None
    for name, about in record["files"].items():
        path = folder.parts / f"{number:06d}-{name}.parquet"
        try:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != about["sha256"]:
                    return None
        except OSError:
            return None
    return _as_receipt(record)
