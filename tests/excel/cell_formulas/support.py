"""Workbooks as users make them, and ways to look into a package."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter

from dacaidc_xl.excel.cell_formulas.book import open_book

VBA = b"\xd0\xcf\x11\xe0 the bytes of a project, which nobody here opens"
REGIONS = ["VA", "TX", "OR", "Nowhere", "WA"]


def write_rich(path: Path) -> Path:
    """Write a workbook with one of everything a user may have."""
    bin_path = path.with_name("vbaProject.bin")
    bin_path.write_bytes(VBA)
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True, "bg_color": "#FFEEAA"})
    model, table, lists, plain = map(
        book.add_worksheet, ["Model", "Table of states", "Lists", "Untouched"]
    )
    model.write_row("A1", ["region", "LCCC", "twice", "level"], bold)
    model.set_column("B:D", 14, book.add_format({"num_format": "0.00"}))
    for row, region in enumerate(REGIONS, start=1):
        model.write(row, 0, region)
        model.write_formula(row, 1, f"=DAC_LCCC(A{row + 1},Scenario,,capacity)", bold, -7.0)
        model.write_formula(row, 2, f"=B{row + 1}*2", None, -14.0)
        model.write_formula(row, 3, f"=A{row + 1}&Lists!A1", None, f"{region}x")
    model.write_formula("B8", "=SUM(C2:C4)", None, -42.0)
    model.write_formula("B9", "=DAC_LCCC(A2)*2+1", None, -5.0)
    model.write_formula("B10", '=IF(Lists!B1>1,"high","low")', None, "high")
    model.write_comment("A2", "Northern Virginia")
    model.data_validation("A2:A6", {"validate": "list", "source": ["VA", "TX", "OR"]})
    model.conditional_format("B2:B6", {"type": "data_bar", "data_bar_2010": True})
    model.conditional_format("C2:C6", {"type": "cell", "criteria": ">", "value": 3, "format": bold})
    table.write_dynamic_array_formula("B3", '=DAC_STATES(Scenario,,"reference")', None, "old value")
    table.write("A1", "Every state")
    table.write_formula("A2", "=B3", None, "old value")
    lists.write_row("A1", ["x", 5.0])
    lists.write_row("A3", ["sorbent_life_yr", 3.0])
    lists.write_row("A4", ["discount_rate", None])
    lists.add_table(
        "D1:E3",
        {
            "name": "Places",
            "columns": [{"header": "region"}, {"header": "capacity MW"}],
            "data": [["VA", 50], ["OR", 80]],
        },
    )
    lists.write_formula("G2", "=DAC_CAPTURE(Places[region],,,Places[capacity MW])", None, -1)
    lists.write_array_formula("H2:H3", "{=DAC_CAPTURE(Places[region])}", None, -1)
    book.define_name("Scenario", "=Lists!$K$1")
    book.define_name("capacity", '="reference"')
    book.define_name("Lists!overrides", "=Lists!$A$3:$B$4")
    lists.write("K1", "2030")
    lists.write_formula("G5", "=DAC_LCCC(D2,,,,,overrides)", None, -1)
    plain.write("A1", "stays")
    plain.write_formula("A2", "=1+1", None, 2.0)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=Model!$A$2:$A$6", "values": "=Model!$B$2:$B$6"})
    chart.add_series({"values": "=Lists!$B$1:$B$1"})
    model.insert_chart("F2", chart)
    other = book.add_chart({"type": "line"})
    other.add_series({"values": "=Untouched!$A$2:$A$2"})
    plain.insert_chart("C2", other)
    book.add_vba_project(bin_path)
    book.close()
    return path


def parts(path: Path) -> dict[str, bytes]:
    """Give the parts of a package by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path: Path, content: dict[str, bytes]) -> Path:
    """Write a package from its parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def write_plain(path: Path, cells: dict[str, object], sheet: str = "S") -> Path:
    """Write a workbook of one sheet, formulas without stored values."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for address, value in cells.items():
        book.active[address] = value
    book.save(path)
    return path


def cell_values(path: Path, sheet: str) -> dict[str, object]:
    """Give the stored values of a sheet by address, read by another reader than ours."""
    found = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {c.coordinate: c.value for row in found.iter_rows() for c in row if c.value is not None}


def exact_values(path: Path, sheet: str) -> dict[tuple[int, int], object]:
    """Give the stored values of a sheet to the last bit."""
    book = open_book(path)
    with book.archive:
        return dict(book.sheets[sheet].values)
