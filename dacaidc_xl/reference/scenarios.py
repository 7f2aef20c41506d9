"""The scenarios: which grid, prices, loads and defaults belong together, and what they allow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import parse_table


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario.

    Attributes
    ----------
    name, title : str
        Name, and a short title for people.
    headline : bool
        Whether it is one of those shown unasked.
    grid_series, grid_rebase, grid_profile : str
        Arguments of `state_grid_intensity`.
    grid_year : int
        Year of the grid.
    electricity_price_year, gas_price_year, load_year : int
        Years of the prices (held constant in real terms) and of the data center loads.
    parameter_set, mix_set : str
        ``base`` or ``2030``: which defaults of the parameter table hold, and which mix of
        server classes.
    note : str
        The grid metric in words, and what may and may not be compared.
    """

    name: str
    title: str
    headline: bool
    grid_series: str
    grid_year: int
    grid_rebase: str
    grid_profile: str
    electricity_price_year: int
    gas_price_year: int
    load_year: int
    parameter_set: str
    mix_set: str
    note: str


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Give all scenarios, the headline ones first.

    Returns
    -------
    tuple of Scenario
        In the order of scenarios.csv.

    Examples
    --------
    >>> [scenario.name for scenario in scenarios() if scenario.headline]
    ['base_2023', '2030', '2030_aeo']
    """
    path = resources.files("dacaidc_xl.reference").joinpath("scenarios.csv")
    table = parse_table("scenarios", path.read_text(encoding="utf-8"))
    cells = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return tuple(
        Scenario(
            name=row["name"],
            title=row["title"],
            headline=row["headline"] == "1",
            grid_series=row["grid_series"],
            grid_year=int(row["grid_year"]),
            grid_rebase=row["grid_rebase"],
            grid_profile=row["grid_profile"],
            electricity_price_year=int(row["electricity_price_year"]),
            gas_price_year=int(row["gas_price_year"]),
            load_year=int(row["load_year"]),
            parameter_set=row["parameter_set"],
            mix_set=row["mix_set"],
            note=row["note"],
        )
        for row in cells
    )


def find_scenario(name: str | float) -> Scenario:
    """Find a scenario by its name.

    Parameters
    ----------
    name : str or number
        Name in any case, blanks around it do not matter; the number 2030 is the scenario 2030.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    InputError
        Where there is none of that name; carries the nearest one, if one is near.

    Examples
    --------
    >>> find_scenario("2030_AEO").grid_rebase
    'egrid2023_x_trend'
    """
    # A cell that holds 2030 arrives as a float.
    shown = int(name) if isinstance(name, float) and name.is_integer() else name
    key = str(shown).strip().casefold()
    for scenario in scenarios():
        if scenario.name.casefold() == key:
            return scenario
    names = [scenario.name for scenario in scenarios()]
    raise InputError("scenario", name, f"one of {', '.join(names)}", nearest_choice(key, names))
