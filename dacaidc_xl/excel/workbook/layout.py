"""Where things stand in the analyst workbook: sheets, tables, named cells, buttons, as data.

Whoever writes the workbook, fills it from a macro or wires its buttons reads it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dacaidc_xl.excel.template_layout import (
    ALL_SCENARIOS,
    BUILD_YEAR_NAME,
    LISTS,
    PROJECTION_NAME,
    SCENARIO_NAME,
    parameters_layout,
    sites_layout,
)
from dacaidc_xl.excel.workbook import block_columns
from dacaidc_xl.studies.pathway import BUILD_YEAR

AUDIT_DATA = "Audit data"
SHIPPED_PROJECTIONS = ("cambium2024_midcase", "aeo2025_reference")
"""Grid projections whose results the workbook is sent out with."""

SHEETS: tuple[str, ...] = (
    "Start",
    "Summary",
    "Inputs",
    "Sites",
    "Site results",
    "States",
    "Monthly",
    "Map",
    "Compare",
    "Costs",
    "Counties",
    "Hourly",
    "Pathway",
    "Pathway life",
    "Audit",
    "Functions",
    "Data",
    "Problems",
    "Checks",
    "Provenance",
    LISTS,
    AUDIT_DATA,
)
"""All sheets, in order; the last two are hidden."""

HIDDEN: tuple[str, ...] = (LISTS, AUDIT_DATA)


@dataclass(frozen=True, slots=True)
class ResultBlock:
    """An Excel table that a study fills; nothing stands below it on its sheet.

    Attributes
    ----------
    study : str
        The study that fills it: its `Study.kind`.
    table : str
        Key in `Study.tables`; ``provenance`` stands for
        `studies.provenance.provenance_table`.
    sheet, name : str
        Worksheet, and name of the Excel table on it.
    header_row, first_column : int
        Place of the first header, from 1; the words above the headers are one row higher.
    columns : tuple of str
        Machine names of the columns, which are the headers, in order. A study without one of
        them leaves it blank; a column of a study that is not here is not shown.
    """

    study: str
    table: str
    sheet: str
    name: str
    header_row: int
    first_column: int
    columns: tuple[str, ...]


RESULT_BLOCKS: tuple[ResultBlock, ...] = (
    ResultBlock("states", "states", "States", "tblStates", 4, 1, block_columns.STATES),
    ResultBlock("states", "monthly", "Monthly", "tblMonthly", 44, 1, block_columns.MONTHLY),
    ResultBlock("states", "compare", "Compare", "tblCompare", 40, 1, block_columns.COMPARE),
    ResultBlock("states", "costs", "Costs", "tblCosts", 38, 1, block_columns.COSTS),
    ResultBlock("counties", "counties", "Counties", "tblCounties", 66, 1, block_columns.COUNTIES),
    ResultBlock("hourly", "hourly", "Hourly", "tblHourly", 88, 1, block_columns.HOURLY),
    ResultBlock("pathway", "pathway", "Pathway", "tblPathway", 62, 1, block_columns.PATHWAY),
    ResultBlock(
        "pathway", "pathway_life", "Pathway life", "tblPathwayLife", 4, 1,
        block_columns.PATHWAY_LIFE,
    ),
    ResultBlock("states", "checks", "Checks", "tblChecks", 10, 1, block_columns.CHECKS),
    ResultBlock(
        "states", "provenance", "Provenance", "tblProvenance", 4, 1, block_columns.PROVENANCE
    ),
    ResultBlock("sites", "sites", "Site results", "tblSiteResults", 4, 1, block_columns.SITES),
)  # fmt: skip
"""The tables that the macros fill; the block of the audit stands in `excel.audit`."""

PROBLEMS = ResultBlock("", "problems", "Problems", "tblProblems", 4, 1, block_columns.PROBLEMS)
"""The table of what a check refused; empty, it holds one blank row."""


@dataclass(frozen=True, slots=True)
class InputBlock:
    """An Excel table that a user fills, read by the code that reads a template's sheet.

    ``columns`` are the machine names of the template's sheet, ``rows`` the rows that stand
    ready below the header (row ``header_row``, from 1).
    """

    sheet: str
    name: str
    header_row: int
    first_column: int
    columns: tuple[str, ...]
    rows: int


READY_SITES = 30
"""Rows of the table of sites; it grows as one types below it."""


def parameter_block() -> InputBlock:
    """Give the table of parameters on the sheet Inputs.

    Examples
    --------
    >>> parameter_block().columns[:2]
    ('name', 'value')
    """
    layout = parameters_layout()
    names = tuple(column.name for column in layout.columns)
    return InputBlock("Inputs", "tblInputs", 8, 1, names, layout.ready_rows)


def site_block() -> InputBlock:
    """Give the table of sites on the sheet Sites.

    Examples
    --------
    >>> site_block().columns[:4]
    ('name', 'state', 'scenario', 'capacity_mw')
    """
    names = tuple(column.name for column in sites_layout().columns)
    return InputBlock("Sites", "tblSites", 6, 1, names, READY_SITES)


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A single cell with a defined name; ``value`` is what it holds in a new workbook."""

    sheet: str
    cell: str
    value: str | int = ""


RUN_NAMES: Mapping[str, str] = MappingProxyType(
    {"counties": "counties_run", "hourly": "hourly_run", "pathway": "pathway_run"}
)
"""By study, the defined name of the cell that says what its results were made of."""

NAMES: Mapping[str, NamedCell] = MappingProxyType(
    {
        # Read by macros.
        SCENARIO_NAME: NamedCell("Inputs", "B4", ALL_SCENARIOS),
        BUILD_YEAR_NAME: NamedCell("Inputs", "B5", BUILD_YEAR),
        PROJECTION_NAME: NamedCell("Inputs", "B6", ", ".join(SHIPPED_PROJECTIONS)),
        # Written by macros.
        "connection": NamedCell("Start", "D14", "not tried yet in this file"),
        "engine_version": NamedCell("Start", "D15"),
        "run_time": NamedCell("Start", "D16"),
        "run_status": NamedCell("Start", "D17"),
        RUN_NAMES["counties"]: NamedCell("Counties", "A3"),
        RUN_NAMES["hourly"]: NamedCell("Hourly", "A3"),
        RUN_NAMES["pathway"]: NamedCell("Pathway", "A3"),
        # Chosen by the user, read by formulas.
        "summary_scenario": NamedCell("Summary", "D28"),
        "summary_metric": NamedCell("Summary", "D29"),
        "monthly_scenario": NamedCell("Monthly", "C4"),
        "monthly_state": NamedCell("Monthly", "F4"),
        "map_scenario": NamedCell("Map", "D4"),
        "map_metric": NamedCell("Map", "J4"),
        "compare_scenario": NamedCell("Compare", "C4"),
        "compare_state": NamedCell("Compare", "F4"),
        "costs_scenario": NamedCell("Costs", "C4"),
        "costs_state": NamedCell("Costs", "F4"),
        "county_wanted": NamedCell("Counties", "C4", "51107"),
        "hourly_scenario": NamedCell("Hourly", "C4"),
        "pathway_grid": NamedCell("Pathway", "C4"),
        "pathway_state": NamedCell("Pathway", "F4"),
    }
)
"""Single cells by their defined names, besides those of the sheet Audit."""

READ_NAMES = (SCENARIO_NAME, BUILD_YEAR_NAME, PROJECTION_NAME)
"""Named cells on Inputs that the macros read, and set back."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button that runs a macro.

    ``macro`` is the name of the VBA Sub, and in snake case that of the Python function in
    `excel.macros`. ``cell`` is the cell of its upper left corner; its size is in pixels.
    """

    caption: str
    macro: str
    sheet: str
    cell: str
    width_px: int = 178
    height_px: int = 30


BUTTONS: tuple[Button, ...] = (
    Button("Run all states", "RunAllStates", "Start", "B6"),
    Button("Run sites", "RunSites", "Start", "D6"),
    Button("Run counties", "RunCounties", "Start", "F6"),
    Button("Run hourly", "RunHourly", "Start", "H6"),
    Button("Run pathway", "RunPathway", "Start", "B8"),
    Button("Compare scenarios", "CompareScenarios", "Start", "D8"),
    Button("Refresh charts", "RefreshCharts", "Start", "F8"),
    Button("Validate inputs", "ValidateInputs", "Start", "H8"),
    Button("Clear results", "ClearResults", "Start", "B10"),
    Button("Export report", "ExportReport", "Start", "D10"),
    Button("Run all states", "RunAllStates", "Inputs", "C4", 120, 26),
    Button("Validate inputs", "ValidateInputs", "Inputs", "E4", 120, 26),
    Button("Reset inputs", "ResetInputs", "Inputs", "G4", 120, 26),
    Button("Run counties", "RunCounties", "Inputs", "C5", 120, 26),
    Button("Run hourly", "RunHourly", "Inputs", "E5", 120, 26),
    Button("Run pathway", "RunPathway", "Inputs", "G5", 120, 26),
    Button("Run sites", "RunSites", "Sites", "A4", 120, 26),
    Button("Validate inputs", "ValidateInputs", "Sites", "C4", 120, 26),
    Button("Compare scenarios", "CompareScenarios", "Compare", "I4", 150, 26),
    Button("Run counties", "RunCounties", "Counties", "I4", 150, 26),
    Button("Run hourly", "RunHourly", "Hourly", "I4", 150, 26),
    Button("Run pathway", "RunPathway", "Pathway", "I4", 150, 26),
)

MACROS: tuple[str, ...] = (
    "RunAllStates",
    "RunSites",
    "RunCounties",
    "RunHourly",
    "RunPathway",
    "CompareScenarios",
    "RefreshCharts",
    "ValidateInputs",
    "ClearResults",
    "ExportReport",
    "ResetInputs",
)
"""VBA Subs that a button may run."""


def code_name(sheet: str) -> str:
    """Give the name of a sheet's module in the VBA project.

    Parameters
    ----------
    sheet : str
        One of `SHEETS`.

    Returns
    -------
    str

    Examples
    --------
    >>> code_name("Start")
    'Sheet1'
    """
    return f"Sheet{SHEETS.index(sheet) + 1}"
