"""Calls of every worksheet function: as formulas of a workbook, and to the engine itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from dacaidc_xl.excel.formulas import evaluate_formula
from dacaidc_xl.excel.functions import registry

FIRST_ROW = 2
INPUTS = "Inputs"
REGIONS = [["VA"], [6.0], ["oregon "], ["Nowhere"], [None]]
COUNTIES = [["51107"], [1001.0], ["loudoun, va"], ["09110"], [11001.0]]
SCENARIOS = [["base_2023", "2030_lrmer"]]
TEMPS = [[-40.0], [5.5], [20.0], [31.25]]
HUMIDITIES = [[30.0, 50.0, 82.5]]
OVERRIDES = [["parameter", "value"], ["sorbent_life_yr", 3.0], ["grid_intensity_kg_per_mwh", 120.0]]
PARAMETERS = [["sorbent_life_yr", 3.0]]
NAMES = [["sorbent_life_yr"], ["desorption_temp_c"], ["fluid"], ["sorbent_lif_yr"]]
MONTHS = [[float(month) for month in range(1, 13)]]
PARTS = [["package", "parameters", "data", "packages"]]
BLOCKS = (
    REGIONS, COUNTIES, SCENARIOS, TEMPS, HUMIDITIES, OVERRIDES, PARAMETERS, NAMES, MONTHS, PARTS
)  # fmt: skip
HEADLINE = ("NET_REMOVAL", "CAPTURE", "EMISSIONS", "REMOVAL_RATIO", "LCCC", "HEAT")


def _reference(block: list[list[object]]) -> str:
    """Where a block stands on the sheet of inputs, one beside the other."""
    column = sum(len(other[0]) + 1 for other in BLOCKS[: _position(block)])
    area = xl_range(0, column, len(block) - 1, column + len(block[0]) - 1)
    return f"{INPUTS}!{area}"


def _position(block: list[list[object]]) -> int:
    return next(i for i, other in enumerate(BLOCKS) if other is block)


def _written(argument: object) -> str:
    if argument is None:
        return ""
    if isinstance(argument, list):
        return _reference(argument)
    return f'"{argument}"' if isinstance(argument, str) else repr(argument)


@dataclass(frozen=True)
class Case:
    """One call; a block of `BLOCKS` as an argument stands for its range of cells."""

    name: str
    arguments: tuple[object, ...] = ()
    formula: str = field(default="")

    @property
    def text(self) -> str:
        """The formula as Excel writes it."""
        return self.formula or f"={self.name}({','.join(map(_written, self.arguments))})"

    @cached_property
    def engine(self) -> list[list[object]]:
        """Rows that the engine gives."""
        if self.formula:
            value = evaluate_formula(self.formula, {}.__getitem__)
        else:
            value = registry()[self.name].python(*self.arguments)
        return value if isinstance(value, list) else [[value]]

    @property
    def is_array(self) -> bool:
        """Whether it gives more than one cell."""
        return self.engine != [[self.engine[0][0]]]


def cases() -> Iterator[Case]:
    """Give the example of each function, and calls over ranges of each that takes them."""
    for name, function in registry().items():
        yield Case(name, formula=function.example)
    for short in HEADLINE:
        name = f"DAC_{short}"
        yield Case(name, ("VA", "2030_lrmer", "gpu_liquid", 55.0))
        yield Case(name, (REGIONS, SCENARIOS))
        yield Case(name, (REGIONS, None, None, "reference", None, OVERRIDES))
        yield Case(name, (COUNTIES, SCENARIOS))
    yield Case("DAC_LCCC", ("WV", None, None, None, "net"))
    yield Case("DAC_COP", (TEMPS, 95.5, "R1233zd(E)"))
    yield Case("DAC_PUE", (TEMPS, HUMIDITIES, "cpu_air"))
    yield Case("DAC_HEAT_DEMAND", (TEMPS, HUMIDITIES, None, None, None, PARAMETERS))
    yield Case("DAC_POWER_DEMAND", (TEMPS, HUMIDITIES, None, None, "total"))
    yield Case("DAC_UPTAKE", (TEMPS, 40.5, HUMIDITIES, None, "water"))
    yield Case("DAC_PARAM", (NAMES, None, None, PARAMETERS))
    yield Case("DAC_DATA", ("TX", "temp_c", None, MONTHS))
    yield Case("DAC_VERSION", (PARTS,))
    yield Case("DAC_MONTHLY", ("TX", None, None, 20.0, "captured_t, pue", OVERRIDES))
    yield Case("DAC_STATES", ("2030_lrmer", None, None, "all"))
    yield Case("DAC_COMPARE", ("AK", None, None, None, "gas_boiler"))
    yield Case("DAC_COSTS", ("DC", None, None, None, "gas_boiler"))
    yield Case("DAC_EXPLAIN", ("WV",))
    yield Case("DAC_COUNTIES", ("VT", "2030_lrmer", "all"))
    yield Case("DAC_PATHWAY", (51107.0, 2040.0, None, "all", PARAMETERS))
    yield Case("DAC_LIFETIME", (REGIONS, None, None, "lccc_net", PARAMETERS))
    yield Case("DAC_HOURLY", (COUNTIES, None, "captured", "difference_pct"))


def write_workbook(path: str, every: list[Case]) -> list[tuple[Case, str]]:
    """Write the formulas with wrong values beside them; give the sheet of each case.

    A case stands on a sheet of its own. Ranges are entered as an array formula of old, tables
    as one that spills.
    """
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(INPUTS)
    column = 0
    for block in BLOCKS:
        for y, row in enumerate(block):
            for x, cell in enumerate(row):
                if cell is not None:
                    sheet.write(y, column + x, cell)
        column += len(block[0]) + 1
    placed = []
    for number, case in enumerate(every, start=1):
        sheet = book.add_worksheet(f"Case {number}")
        placed.append((case, sheet.name))
        sheet.write_string(0, 0, case.text)
        height, width = len(case.engine), len(case.engine[0])
        if case.is_array:
            area = xl_range(FIRST_ROW, 0, FIRST_ROW + height - 1, width - 1)
            table = registry()[case.name].returns == "table"
            write = sheet.write_dynamic_array_formula if table else sheet.write_array_formula
            write(area, case.text, None, -1)
        else:
            sheet.write_formula(FIRST_ROW, 0, case.text, None, -1)
        corner = xl_rowcol_to_cell(FIRST_ROW, 0)
        sheet.write_formula(FIRST_ROW, width + 1, f"={corner}", None, -1)
    book.close()
    return placed
