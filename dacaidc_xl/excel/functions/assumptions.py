"""The overrides argument: a two-column range of names and values, in any function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.excel.functions.cells import as_range, plain

HEADERS = ("parameter", "parameters", "name", "names")
"""First cell of a header row, which is skipped."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a call changes: parameters of the run, and quantities of the place itself.

    Equal assumptions are equal and hash alike, whatever cells they stand in.
    """

    parameters: tuple[tuple[str, object], ...] = ()
    local: tuple[tuple[str, float], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False)


NONE = Assumptions()
"""No overrides."""


def _rows(place: str, block: object) -> list[tuple[object, object]]:
    if isinstance(block, Mapping):
        return list(block.items())
    cells = as_range(place, block)
    if cells.size == 1 and plain(cells.flat[0]) is None:
        return []
    if cells.ndim == 1 and cells.size == 2:
        cells = cells.reshape(1, 2)
    if cells.ndim != 2 or cells.shape[1] != 2:
        sizes = "one cell" if cells.ndim == 0 else "x".join(map(str, cells.shape))
        raise InputError(place, sizes, "a range of two columns: names and values")
    return [(name, value) for name, value in cells]


def read_assumptions(function: str, block: object) -> Assumptions:
    """Read the overrides of a call.

    Parameters
    ----------
    function : str
        Name of the function, for messages.
    block : object
        Blank, a two-column range, or a mapping. A row with a blank value is as if it were not
        there; a header row is skipped.

    Returns
    -------
    Assumptions
        A name of the parameter table changes the run; a name of a local quantity (price, grid
        intensity, weather) is the annual mean of every place of the call.

    Raises
    ------
    InputError
        Not two columns, an unknown name, a name given twice, a local value out of bounds.

    Examples
    --------
    >>> read_assumptions("DAC_LCCC", [["sorbent_life_yr", 3.0]]).parameters
    (('sorbent_life_yr', 3.0),)
    """
    if block is None:
        return NONE
    from dacaidc_xl.reference.parameters import parameter_table
    from dacaidc_xl.studies.inputs import LOCAL_QUANTITIES, check_local

    place = f"{function}, overrides"
    known = parameter_table()
    parameters: dict[str, object] = {}
    local: dict[str, float] = {}
    places: dict[str, str] = {}
    for position, (given, value) in enumerate(_rows(place, block), start=1):
        label, cell = plain(given), plain(value)
        if label is None and cell is None:
            continue
        here = f"{place}, row {position}"
        name = str(label).casefold()
        if position == 1 and name in HEADERS:
            continue
        if name not in known and name not in LOCAL_QUANTITIES:
            names = (*known, *LOCAL_QUANTITIES)
            expected = "a name of the parameter table or of a local quantity"
            raise InputError(here, label, expected, nearest_choice(name, names))
        if cell is None:
            continue
        if name in parameters or name in local:
            raise InputError(here, name, "each name once")
        if name in LOCAL_QUANTITIES:
            local[name] = check_local(name, cell, f"{here}, {name}")
            continue
        is_switch = known[name].kind == "switch" and isinstance(cell, str)
        parameters[name] = {"TRUE": 1.0, "FALSE": 0.0}.get(str(cell), cell) if is_switch else cell
        places[name] = f"{here}, {name}"
    return Assumptions(tuple(sorted(parameters.items())), tuple(sorted(local.items())), places)


def parameters_only(function: str, block: object) -> Assumptions:
    """Read the overrides of a function that takes its weather and prices from elsewhere.

    Raises
    ------
    InputError
        As `read_assumptions`, and where a local quantity is among them.
    """
    assumptions = read_assumptions(function, block)
    if assumptions.local:
        expected = "names of parameters; air and prices do not come from the overrides here"
        raise InputError(f"{function}, overrides", assumptions.local[0][0], expected)
    return assumptions
