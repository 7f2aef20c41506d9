"""The sheet Read me of a template: how to fill it in, what a blank means, what wins."""

from __future__ import annotations

from typing import Literal

from dacaidc_xl.excel.template_examples import INVENTED
from dacaidc_xl.excel.template_layout import (
    CLASS_TITLES,
    DEFAULT_PROJECTION,
    DEFAULT_SCENARIO,
    GAS_PRICE,
    MONTHLY,
    PARAMETERS,
    Kind,
    quantity_title,
)
from dacaidc_xl.reference.grid_series import grid_series
from dacaidc_xl.reference.pathways import grid_pathways
from dacaidc_xl.reference.scenarios import scenarios
from dacaidc_xl.studies.inputs import LOCAL_QUANTITIES
from dacaidc_xl.studies.pathway import BUILD_YEAR

Look = Literal["title", "section", "text", "pair"]
Line = tuple[Look, str, str]

_RULES = (
    (
        "Blank",
        "The regional default: the shipped value of the state and scenario, or the default of "
        "the parameter table. A blank is never zero.",
    ),
    ("Filled", "Your value in place of the default, for that row (or, for a parameter, the file)."),
    (
        "What wins",
        "--set on the command line wins over this file; this file wins over the defaults; "
        f"twelve months on {MONTHLY} win over the annual value.",
    ),
    (
        "Annual value",
        "A mean of the year. The state's months keep their shape and are brought to it: "
        "temperature and pressure by a shift, the others by a factor.",
    ),
    (
        "Units",
        "Each heading states its unit. Shares and fractions are 0 to 1 (45 % is 0.45), "
        "relative humidity is 0 to 100, pressure is in Pa (1013 hPa is 101300).",
    ),
    (
        "Formulas",
        "Your own formulas are welcome: their stored value is read and nothing is computed. A "
        "formula without a stored value is an error, never a blank; open and save the file in "
        "a spreadsheet program first.",
    ),
    (
        "Errors",
        "All errors are told at once, each with its cell. A bad row does not stop the others: "
        "it comes back with its status and message. A missing sheet or column, or an invalid "
        "parameter, stops the file.",
    ),
    (
        "Names",
        "Leave the names of the sheets and the grey row of column names as they are. Columns "
        "may be moved. Sheets that you add are not read.",
    ),
)


OF_LOCAL_VALUES = ("What wins", "Annual value")
"""Rules that speak of values of a place, which a plant on a pathway has none of."""


def about(projection: str) -> str:
    """Say whose a grid projection is and what it holds.

    Examples
    --------
    >>> about("cambium2024_midcase")[:28]
    'NREL, Cambium 2024 Mid-case,'
    """
    series = grid_series()[projection]
    return f"{series.publisher}, {series.vintage}. {series.metric}. {series.note}"


def _sheets(kind: Kind) -> tuple[tuple[str, str], ...]:
    if kind == "sites":
        first = (
            "Sites",
            "One row a site: name, state and installed IT capacity are needed. Scenario blank "
            f"is {DEFAULT_SCENARIO}. The four shares blank: the scenario's mix of server "
            "classes; one filled: the blank ones count 0 and they must sum to 1.",
        )
    elif kind == "counties":
        first = (
            "Counties",
            "One row a county, by its five-digit FIPS code of the 2017 to 2021 vintage or by its "
            "name with the state, and one scenario for the file at the top. include = no leaves "
            "a county out.",
        )
    elif kind == "pathways":
        first = (
            "Pathways",
            "One row a plant of a reference AIDC: a state or county, the year in which it is "
            f"built (blank: {BUILD_YEAR}), the projection of the grid over its life (blank: "
            f"{DEFAULT_PROJECTION}; several or all give a result for each).",
        )
    else:
        first = (
            "States",
            "One row a state, all 51 prefilled, and one scenario for the file at the top. "
            "include = no, or a deleted row, leaves a state out.",
        )
    months = (MONTHLY, "Optional: twelve values of a quantity for one place, all twelve needed.")
    return (
        first,
        *(() if kind == "pathways" else (months,)),
        (PARAMETERS, "Optional: your value of a parameter of the model, for every place."),
    )


def read_me_lines(kind: Kind, example: bool) -> tuple[Line, ...]:
    """Give the lines of the sheet.

    Parameters
    ----------
    kind : {'sites', 'states', 'counties', 'pathways'}
        Of which template.
    example : bool
        Whether worked rows are filled in.

    Returns
    -------
    tuple of (look, left, right)

    Examples
    --------
    >>> read_me_lines("sites", example=False)[0]
    ('title', 'Carbon removal driven by data center heat: sites', '')
    """
    file = f"{kind}_{'example' if example else 'template'}.xlsx"
    lines: list[Line] = [
        ("title", f"Carbon removal driven by data center heat: {kind}", ""),
        (
            "text",
            f"Fill in the sheets with the cells of blue text, save, then run:  "
            f"dacaidc-xl batch {file} -o results",
            "",
        ),
    ]
    if example:
        lines.append(("text", f"This is a worked example. {INVENTED}", ""))

    def section(title: str, pairs: tuple[tuple[str, str], ...]) -> None:
        lines.append(("text", "", ""))
        lines.append(("section", title, ""))
        lines.extend(("pair", left, right) for left, right in pairs)

    section("Sheets", _sheets(kind))
    if kind == "pathways":
        section("Rules", tuple(rule for rule in _RULES if rule[0] not in OF_LOCAL_VALUES))
        section("Grid projections", tuple((name, about(name)) for name in grid_pathways()))
        return tuple(lines)
    section("Rules", _RULES)
    section(
        "Local quantities",
        tuple(
            (
                f"{quantity_title(q.name)} [{q.unit}]",
                f"{q.name}: {q.description}. {q.low:,.0f} to {q.high:,.0f} {q.unit}."
                + (" Not by month." if q.name == GAS_PRICE else ""),
            )
            for q in LOCAL_QUANTITIES.values()
        ),
    )
    if kind == "sites":
        section("Server classes", tuple(CLASS_TITLES.items()))
    section("Scenarios", tuple((s.name, f"{s.title}. {s.note}") for s in scenarios()))
    return tuple(lines)
