"""What the command ``batch`` does with each file: a study, an evaluated copy, or both."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dacaidc_xl.errors import InputError

if TYPE_CHECKING:
    from dacaidc_xl.excel.cell_formulas import Evaluated
    from dacaidc_xl.excel.cell_formulas.calculation import Recalculation


@dataclass(frozen=True, slots=True)
class Job:
    """One given file and what is written for it.

    Attributes
    ----------
    path : Path
        The file.
    study : Path or None
        Result of the study, for a template.
    copy : Path or None
        Copy with the values of its DAC_ formulas, for a workbook that holds any.
    """

    path: Path
    study: Path | None
    copy: Path | None

    @property
    def targets(self) -> Iterator[Path]:
        """The files and folders that are written."""
        return (path for path in (self.study, self.copy) if path is not None)


def planned(paths: Sequence[Path], output: Path, suffix: str, values_only: bool) -> tuple[Job, ...]:
    """Decide what is written for each file, before anything is.

    Parameters
    ----------
    paths : sequence of Path
        The given files.
    output : Path
        Folder for the results.
    suffix : str
        Ending of the results of studies; empty for a folder of tables.
    values_only : bool
        Whether copies hold values in place of formulas.

    Returns
    -------
    tuple of Job
        A workbook with DAC_ formulas that is no template gives ``NAME_results``, the copy; a
        template gives ``NAME_results``, the study, and with DAC_ formulas in it also
        ``NAME_formulas``, the copy that the study then reads.

    Raises
    ------
    InputError
        Two results of one name, or a result in the place of a given file.
    """
    jobs = tuple(_job(path, output, suffix, values_only) for path in paths)
    targets = [target.resolve() for job in jobs for target in job.targets]
    if len(set(targets)) < len(targets):
        raise InputError("batch", "two files of one name", "files of different names")
    for target in targets:
        if target in {path.resolve() for path in paths}:
            raise InputError("--output", str(target), "a folder where no given file is replaced")
    return jobs


def _job(path: Path, output: Path, suffix: str, values_only: bool) -> Job:
    from dacaidc_xl.excel.cell_formulas import holds_formulas, is_template, suffix_of

    study = output / f"{path.stem}_results{suffix}"
    try:
        ours = holds_formulas(path)
        both = ours and is_template(path)
    except InputError:
        ours = both = False  # the reading of the template says what is wrong with the file
    if not ours:
        return Job(path, study, None)
    word = "formulas" if both else "results"
    copy = output / f"{path.stem}_{word}{suffix_of(path, values_only)}"
    return Job(path, study if both else None, copy)


def chosen_recalculation(name: str | None) -> Recalculation | None:
    """Give the program that computes dependent cells.

    Raises
    ------
    OutputError
        It is not installed.
    """
    if name is None:
        return None
    from dacaidc_xl.excel.cell_formulas.libreoffice import recalculation

    return recalculation()


def write_copy(
    job: Job, recalculation: Recalculation | None, values_only: bool, tell: Callable[[str], None]
) -> Evaluated:
    """Write the evaluated copy of a file and say what became of it.

    Raises
    ------
    InputError
        The workbook cannot be read.
    OutputError
        The copy cannot be written.
    """
    from dacaidc_xl.excel.cell_formulas import evaluate_workbook

    assert job.copy is not None
    job.copy.parent.mkdir(parents=True, exist_ok=True)
    done = evaluate_workbook(job.path, job.copy, recalculation, values_only)
    for message in done.messages():
        tell(f"{job.path.name}: {message}")
    return done


def write_values(write: Callable[[Path], None], target: Path) -> None:
    """Write a result workbook with values in place of its own formulas.

    Parameters
    ----------
    write : callable
        Writes the workbook with formulas to a path.
    target : Path
        The workbook without.
    """
    from dacaidc_xl.excel.cell_formulas import evaluate_workbook

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dacaidc-xl-") as folder:
        live = Path(folder, target.name)
        write(live)
        evaluate_workbook(live, target, values_only=True)
