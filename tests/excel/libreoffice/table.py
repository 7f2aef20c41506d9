"""Print each function with its value in LibreOffice and from the engine, as a table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

from tests.excel.libreoffice.cases import FIRST_ROW, Case, cases, write_workbook
from tests.excel.libreoffice.office import installed_profile, recalculated


def in_calc(profile: Path, folder: Path) -> Iterator[tuple[Case, list[list[object]], object]]:
    """Give each case with the rows that Calc shows, and a cell that depends on them."""
    workbook = folder / "functions.xlsx"
    placed = write_workbook(str(workbook), list(cases()))
    book = load_workbook(recalculated(profile, workbook), data_only=True)
    for case, name in placed:
        sheet = book[name]
        height, width = len(case.engine), len(case.engine[0])
        block = sheet.iter_rows(FIRST_ROW + 1, FIRST_ROW + height, 1, width, values_only=True)
        yield case, [list(row) for row in block], sheet.cell(FIRST_ROW + 1, width + 2).value


def deviation(shown: object, engine: object) -> float:
    """Relative difference of two cells; infinite where a text differs."""
    if isinstance(shown, (int, float)) and isinstance(engine, (int, float)):
        return abs(shown - engine) / abs(engine) if engine else abs(shown)
    return 0.0 if (shown or "") == (engine or "") else float("inf")


def largest(shown: list[list[object]], engine: list[list[object]]) -> float:
    """Give the largest difference of two blocks of cells."""
    pairs = [
        deviation(a, b)
        for ours, theirs in zip(shown, engine, strict=True)
        for a, b in zip(ours, theirs, strict=True)
    ]
    return max(pairs)


def _cell(rows: list[list[object]]) -> str:
    value = next((c for row in rows for c in row if isinstance(c, (int, float))), rows[0][0])
    told = f"{value:.15g}" if isinstance(value, (int, float)) else str(value)
    return told if len(told) <= 60 else f"{told[:57]}..."


def main() -> None:
    """Print the table; of a block the first number is shown."""
    print("| formula | cells | in LibreOffice | from the engine | largest difference |")
    print("|---|---|---|---|---|")
    with installed_profile() as profile, tempfile.TemporaryDirectory() as folder:
        for case, shown, _ in in_calc(profile, Path(folder)):
            cells = f"{len(shown)} x {len(shown[0])}"
            apart = f"{largest(shown, case.engine):.0e}"
            row = (f"`{case.text}`", cells, _cell(shown), _cell(case.engine), apart)
            print("|", " | ".join(row), "|")


if __name__ == "__main__":
    main()
