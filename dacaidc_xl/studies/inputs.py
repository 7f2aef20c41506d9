"""What a user gives for a site or a state: frozen records that every face fills the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dacaidc_xl.errors import InputError
from dacaidc_xl.model.psychrometrics import AIR_PRESSURE_BOUNDS_PA, AIR_TEMP_BOUNDS_C


@dataclass(frozen=True, slots=True)
class LocalQuantity:
    """A quantity that a user may give for one place, as an annual mean or twelve months."""

    name: str
    unit: str
    low: float
    high: float
    description: str


LOCAL_QUANTITIES: Mapping[str, LocalQuantity] = {
    q.name: q
    for q in (
        LocalQuantity(
            "electricity_price_usd_per_mwh", "USD/MWh", 0.0, 2000.0, "Electricity price (2024 USD)"
        ),
        LocalQuantity(
            "grid_intensity_kg_per_mwh",
            "kg/MWh",
            -500.0,
            2000.0,
            "Emissions of grid electricity; negative is taken as published",
        ),
        LocalQuantity(
            "gas_price_usd_per_mmbtu",
            "USD/MMBtu",
            0.0,
            200.0,
            "Gas price on higher heating value (2024 USD); one value for the year",
        ),
        LocalQuantity("temp_c", "degC", *AIR_TEMP_BOUNDS_C, "Outdoor dry-bulb temperature"),
        LocalQuantity("rel_humidity_pct", "%", 0.0, 100.0, "Outdoor relative humidity"),
        LocalQuantity("pressure_pa", "Pa", *AIR_PRESSURE_BOUNDS_PA, "Outdoor air pressure"),
    )
}
"""The local quantities by machine name; a month's value wins over the annual mean."""


def check_local(name: str, value: object, place: str) -> float:
    """Check one local value against its bounds.

    Parameters
    ----------
    name : str
        Name in `LOCAL_QUANTITIES`.
    value : object
        What was given.
    place : str
        Where it stands.

    Returns
    -------
    float

    Raises
    ------
    InputError
        Not a number, or out of bounds; a pressure in hPa or a humidity as a fraction is named.

    Examples
    --------
    >>> check_local("pressure_pa", 101325, "Sites!L7")
    101325.0
    """
    q = LOCAL_QUANTITIES[name]
    expected = f"a number from {q.low:,.0f} to {q.high:,.0f} {q.unit}"
    if isinstance(value, bool):
        raise InputError(place, value, expected)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise InputError(place, value, expected) from None
    if not q.low <= number <= q.high:
        nearest = None
        if name == "pressure_pa" and q.low <= number * 100.0 <= q.high:
            nearest = f"{number * 100.0:.0f} (the value looks like hPa)"
        raise InputError(place, number, expected, nearest)
    if name == "rel_humidity_pct" and 0.0 < number < 1.0:
        # No air on Earth is that dry over a month: a fraction was typed for a per cent.
        raise InputError(place, number, expected + ", in per cent", f"{100.0 * number:g}")
    return number


@dataclass(frozen=True)
class SiteInput:
    """One site as given.

    ``class_share`` maps server class to share of IT energy and sums to 1; None takes the
    scenario's mix. ``local`` maps a quantity's name to 1 or 12 values.
    """

    place: str
    name: str
    state: str
    scenario: str
    capacity_mw: float
    class_share: Mapping[str, float] | None = None
    local: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class StateInput:
    """Values of one state that replace the shipped ones; 1 or 12 values a quantity."""

    place: str
    state: str
    local: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class CountyInput:
    """Values of one county that replace the shipped ones; 1 or 12 values a quantity."""

    place: str
    county_fips: str
    local: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PathwayInput:
    """A plant to follow over its life.

    ``name`` is the place as it was given; ``region`` the abbreviation of a state or the code of
    a county, ``grids`` the names of grid projections.
    """

    place: str
    name: str
    region: str
    build_year: int
    grids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedPlace:
    """A place whose row could not be used; it comes back with its messages."""

    name: str
    messages: tuple[str, ...]
