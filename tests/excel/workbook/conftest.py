"""A small analyst workbook that the tests of this folder share, and what is read from it."""

from __future__ import annotations

import warnings

import openpyxl
import pytest

from dacaidc_xl.excel.workbook.content import content_of, example_sites
from dacaidc_xl.excel.workbook.layout import SHIPPED_PROJECTIONS
from dacaidc_xl.excel.workbook.write import write_workbook
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.pathway import pathway
from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import states

NINE = ["AZ", "CA", "DC", "TX", "VA", "VT", "WA", "WV", "WY"]
"""Among them one without a published load (DC) and two whose load is zero (VT, WV)."""

FIVE = ["AL", "DC", "DE", "HI", "VA"]
"""Among them codes that begin with a zero; Mississippi, say, was not run."""


@pytest.fixture(scope="package")
def content():
    return content_of(
        {
            "states": states("all", states=NINE),
            "sites": sites(example_sites()),
            "counties": counties("base_2023", states=FIVE),
            "hourly": hourly(("base_2023", "2030"), states=["AZ", "DC", "ND", "VA"]),
            "pathway": pathway(2030, SHIPPED_PROJECTIONS, states=["TX", "VA", "WV"]),
        }
    )


@pytest.fixture(scope="package")
def path(content, tmp_path_factory):
    return write_workbook(tmp_path_factory.mktemp("workbook") / "book.xlsx", content=content)


@pytest.fixture(scope="package")
def values_path(content, tmp_path_factory):
    target = tmp_path_factory.mktemp("values") / "values.xlsx"
    return write_workbook(target, values_only=True, content=content)


def read(path, **how):
    """Read a workbook; extensions that openpyxl does not write back do not matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, **how)


@pytest.fixture(scope="package")
def book(path):
    return read(path)


@pytest.fixture(scope="package")
def shown(path):
    return read(path, data_only=True)


def formulas_of(book):
    """Give sheet, cell and text of every formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = cell.value if isinstance(cell.value, str) else cell.value.text
                    yield sheet.title, cell.coordinate, text
