"""ASHRAE's classes of facility water by the warmest supply a server of the class accepts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.tables import read_table


@dataclass(frozen=True, slots=True)
class WaterClass:
    """A facility water class.

    Attributes
    ----------
    name, former_name : str
        Name, and the former one, blank where there was none.
    supply_max_c : float or None
        Warmest facility water supply [degC]; None where there is no upper limit.
    standing : str
        How the limit is known: recalled from the publication, so verify before publishing.
    """

    name: str
    former_name: str
    supply_max_c: float | None
    standing: str


@cache
def water_classes() -> tuple[WaterClass, ...]:
    """Give the classes from the coolest to the warmest.

    Returns
    -------
    tuple of WaterClass
        Six classes; the last has no upper limit.

    Examples
    --------
    >>> [c.name for c in water_classes()]
    ['W17', 'W27', 'W32', 'W40', 'W45', 'W+']
    """
    return tuple(
        WaterClass(name, former, float(limit) if limit else None, standing)
        for name, former, limit, standing in read_table("ashrae_water_classes").rows
    )


def find_water_class(name: str) -> WaterClass:
    """Find a class by its name or its former name.

    Parameters
    ----------
    name : str
        Such as W32 or W3, any case.

    Returns
    -------
    WaterClass
        The class.

    Raises
    ------
    InputError
        Where there is no such class.

    Examples
    --------
    >>> find_water_class("w4").supply_max_c
    45.0
    """
    wanted = name.strip().upper()
    for water_class in water_classes():
        if wanted and wanted in (water_class.name, water_class.former_name):
            return water_class
    names = [c.name for c in water_classes()]
    expected = f"one of {', '.join(names)}"
    raise InputError("water class", name, expected, nearest_choice(wanted, names))


def water_class_for(supply_c: float) -> WaterClass:
    """Give the coolest class whose servers accept a supply of this temperature.

    Parameters
    ----------
    supply_c : float
        Facility water supply temperature [degC], 0 to 100.

    Returns
    -------
    WaterClass
        The class; the limit itself belongs to it.

    Raises
    ------
    InputError
        Where it is no temperature of liquid water.

    Examples
    --------
    >>> water_class_for(32.0).name, water_class_for(32.1).name, water_class_for(60.0).name
    ('W32', 'W40', 'W+')
    """
    if not 0.0 <= supply_c <= 100.0:
        raise InputError("supply_c", supply_c, "a water temperature of 0 to 100 degC")
    return next(
        water_class
        for water_class in water_classes()
        if water_class.supply_max_c is None or supply_c <= water_class.supply_max_c
    )
