"""The parameter table: the one home of every number that a user may question.

Defaults, uncertainty ranges, hard bounds, units, sources: all of them stand in
``parameters.csv``. A set of values for one run is a frozen `Parameters`.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dacaidc_xl.errors import InputError, nearest_choice
from dacaidc_xl.reference.money import to_usd2024

SERVER_CLASSES = ("cpu_air", "gpu_air", "gpu_liquid", "immersion")
SHARE_SUM_TOLERANCE = 1e-6
"""How far the energy shares of the classes may be from 1: the rounding of typed shares."""

Value = float | str | NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the parameter table.

    ``low`` and ``high`` are the uncertainty range (outside: a warning), ``min`` and
    ``max`` the hard bounds (outside: refused). The three ``_2030`` fields are blank where
    2030 does not differ. ``choices`` is empty but for kind ``option``.
    """

    name: str
    symbol: str
    unit: str
    default: float | str | None
    low: float | None
    high: float | None
    default_2030: float | str | None
    low_2030: float | None
    high_2030: float | None
    min: float | None
    max: float | None
    choices: tuple[str, ...]
    kind: str
    group: str
    server_class: str
    cost_currency: str
    cost_year: int | None
    description: str
    source: str
    standing: str

    def default_of(self, parameter_set: str) -> float | str | None:
        """Give the default of a set, ``base`` or ``2030`` (the base where 2030 is blank)."""
        if parameter_set == "2030" and self.default_2030 is not None:
            return self.default_2030
        return self.default

    def range_of(self, parameter_set: str) -> tuple[float | None, float | None]:
        """Give low and high of a set, ``base`` or ``2030`` (the base where 2030 is blank)."""
        if parameter_set == "2030" and self.low_2030 is not None:
            return self.low_2030, self.high_2030
        return self.low, self.high

    @property
    def expected(self) -> str:
        """What a valid value is, in words with unit and range."""
        if self.kind == "option":
            return "one of " + ", ".join(self.choices)
        if self.kind == "switch":
            return "1 (on) or 0 (off)"
        unit = "" if self.unit == "-" else f" {self.unit}"
        if self.min is not None and self.max is not None:
            return f"a number from {self.min:g} to {self.max:g}{unit}"
        return f"a number of at least {self.min:g}{unit}"

    def check(self, value: object, place: str | None = None) -> Value:
        """Give a value in the form the model uses, or say why it cannot be.

        Parameters
        ----------
        value : object
            A number, a text, or a float array (for draws).
        place : str, optional
            Where the value stands; the parameter's name by default.

        Returns
        -------
        float, str, ndarray or None
            None only where blank is a default of its own.

        Raises
        ------
        InputError
            Not of the parameter's kind, not finite, or outside the hard bounds.
        """
        place = place or f"parameter {self.name}"
        if value is None or (isinstance(value, str) and not value.strip()):
            if self.default is None:
                return None
            raise InputError(place, value, self.expected)
        if self.kind == "option":
            text = str(value).strip()
            by_lower = {choice.lower(): choice for choice in self.choices}
            if text.lower() not in by_lower:
                raise InputError(place, value, self.expected, nearest_choice(text, self.choices))
            return by_lower[text.lower()]
        if isinstance(value, np.ndarray) and value.ndim:
            array = np.asarray(value, dtype=float)
            for extreme in (float(np.min(array)), float(np.max(array))):
                self._check_number(extreme, place)
            return array
        return self._check_number(value, place)

    def _check_number(self, value: object, place: str) -> float:
        if isinstance(value, bool) and self.kind != "switch":
            raise InputError(place, value, self.expected)
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise InputError(place, value, self.expected) from None
        low, high = self.min, self.max
        inside = (low is None or number >= low) and (high is None or number <= high)
        if not math.isfinite(number) or not inside:
            percent = number / 100.0
            is_percent = high == 1.0 and 1.0 < number <= 100.0 and percent >= (low or 0.0)
            raise InputError(place, number, self.expected, f"{percent:g}" if is_percent else None)
        if self.kind == "switch" and number not in (0.0, 1.0):
            raise InputError(place, number, self.expected)
        if self.kind == "count" and number != int(number):
            raise InputError(place, number, "a whole number, " + self.expected)
        return number


def _rows(file_name: str) -> list[dict[str, str]]:
    path = resources.files("dacaidc_xl.reference").joinpath(file_name)
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _parse(row: dict[str, str]) -> Parameter:
    names = {
        f"@{table}": [r["name"] for r in _rows(f"{table}.csv")] for table in ("sorbents", "fluids")
    }
    choices: list[str] = []
    for choice in filter(None, row["choices"].split("|")):
        choices += names.get(choice, [choice])
    is_text = row["kind"] == "option"

    def number(column: str) -> float | None:
        return float(row[column]) if row[column] else None

    def default(column: str) -> float | str | None:
        return (row[column] or None) if is_text else number(column)

    return Parameter(
        name=row["name"],
        symbol=row["symbol"],
        unit=row["unit"],
        default=default("default"),
        low=number("low"),
        high=number("high"),
        default_2030=default("default_2030"),
        low_2030=number("low_2030"),
        high_2030=number("high_2030"),
        min=number("min"),
        max=number("max"),
        choices=tuple(choices),
        kind=row["kind"],
        group=row["group"],
        server_class=row["server_class"],
        cost_currency=row["cost_currency"],
        cost_year=int(row["cost_year"]) if row["cost_year"] else None,
        description=row["description"],
        source=row["source"],
        standing=row["standing"],
    )


@functools.cache
def parameter_table() -> Mapping[str, Parameter]:
    """Read the shipped parameter table, by name and in its printed order.

    Returns
    -------
    mapping of str to Parameter

    Examples
    --------
    >>> parameter_table()["dac_availability_fraction"].default
    0.9
    """
    return MappingProxyType({row["name"]: _parse(row) for row in _rows("parameters.csv")})


def find_parameter(name: object, place: str = "parameter") -> Parameter:
    """Find a parameter by its name; an unknown one is refused with the nearest.

    Parameters
    ----------
    name : object
        Machine name of the parameter, case and outer blanks ignored.
    place : str
        Where the name stands.

    Returns
    -------
    Parameter

    Raises
    ------
    InputError
        No such parameter.

    Examples
    --------
    >>> find_parameter("desorption_temp_c").unit
    'degC'
    """
    table = parameter_table()
    key = str(name).strip().lower()
    if key not in table:
        raise InputError(place, name, "a name of the parameter table", nearest_choice(key, table))
    return table[key]


@functools.cache
def table_digest() -> str:
    """SHA-256 of the three shipped tables of parameters, fluids and sorbents, first 16 digits."""
    digest = hashlib.sha256()
    for name in ("parameters.csv", "fluids.csv", "sorbents.csv"):
        digest.update(resources.files("dacaidc_xl.reference").joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Parameters(Mapping[str, Value]):
    """The values of one run: defaults of a set with the user's overrides over them.

    Build it with `Parameters.of`. It reads like a mapping from name to value.

    Attributes
    ----------
    parameter_set, mix_set : str
        ``base`` or ``2030``: which default column holds, for all rows and for the
        energy shares of the server classes.
    overrides : mapping
        Checked values that the user gave.
    """

    parameter_set: str
    mix_set: str
    overrides: Mapping[str, Value]
    _values: Mapping[str, Value]

    @classmethod
    def of(
        cls,
        parameter_set: str = "base",
        overrides: Mapping[str, object] | None = None,
        mix_set: str | None = None,
        places: Mapping[str, str] | None = None,
    ) -> Parameters:
        """Build the values of a run.

        Parameters
        ----------
        parameter_set, mix_set : str
            ``base`` or ``2030``; the mix follows the set where it is not given.
        overrides : mapping, optional
            Values by parameter name.
        places : mapping, optional
            Where each override stands, for the message of an error.

        Returns
        -------
        made : Parameters

        Raises
        ------
        InputError
            Unknown name, invalid value, or energy shares that do not sum to 1.

        Examples
        --------
        >>> Parameters.of("2030", {"sorbent_life_yr": 3})["energy_share_gpu_liquid"]
        0.55
        """
        mix_set = mix_set or parameter_set
        places = places or {}
        checked: dict[str, Value] = {}
        for name, value in (overrides or {}).items():
            parameter = find_parameter(name, places.get(name, "parameter"))
            checked[parameter.name] = parameter.check(value, places.get(name))
        values = {
            name: checked.get(
                name, row.default_of(mix_set if row.kind == "share" else parameter_set)
            )
            for name, row in parameter_table().items()
        }
        made = cls(parameter_set, mix_set, MappingProxyType(checked), MappingProxyType(values))
        total = made.by_class("energy_share").sum(axis=1)
        if np.any(np.abs(total - 1.0) > SHARE_SUM_TOLERANCE):
            raise InputError(
                places.get("energy_share_cpu_air", "parameters energy_share_*"),
                float(np.ravel(total)[0]),
                "energy shares of the four server classes that sum to 1",
            )
        return made

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def number(self, name: str) -> NDArray[np.float64]:
        """Give a numeric value as an array that broadcasts over (case, class, period)."""
        return np.asarray(self._values[name], dtype=float)

    def scalar(self, name: str) -> float:
        """Give a numeric value that must be one number for the whole run."""
        return float(self._values[name])  # type: ignore[arg-type]

    def text(self, name: str) -> str:
        """Give the value of an option."""
        return str(self._values[name])

    def by_class(self, stem: str) -> NDArray[np.float64]:
        """Give the values of the four server classes, shape (1 or case, class, 1).

        ``stem`` is the name without the class, such as ``return_temp_c``.
        """
        columns = [np.asarray(self._values[f"{stem}_{c}"], dtype=float) for c in SERVER_CLASSES]
        return np.concatenate([np.reshape(c, (-1, 1, 1)) for c in np.broadcast_arrays(*columns)], 1)

    def texts_by_class(self, stem: str) -> tuple[str, ...]:
        """Give the options of the four server classes."""
        return tuple(str(self._values[f"{stem}_{c}"]) for c in SERVER_CLASSES)

    def usd2024(self, name: str) -> NDArray[np.float64]:
        """Give a cost in 2024 USD, from the currency and year that stand in its row."""
        row = parameter_table()[name]
        return np.asarray(to_usd2024(self.number(name), row.cost_currency, row.cost_year or 2024))

    def changed(self) -> dict[str, tuple[Value, Value]]:
        """Give the overrides that differ from the default, as name: (default, used)."""
        rows = parameter_table()
        changes: dict[str, tuple[Value, Value]] = {}
        for name, value in self.overrides.items():
            default = rows[name].default_of(
                self.mix_set if rows[name].kind == "share" else self.parameter_set
            )
            if not np.array_equal(np.asarray(value), np.asarray(default)):
                changes[name] = (default, value)
        return changes

    def range_warnings(self) -> list[str]:
        """Say which overrides stand outside their uncertainty range, in words."""
        warnings = []
        for name, (_, value) in self.changed().items():
            row = parameter_table()[name]
            low, high = row.range_of(self.parameter_set)
            if low is None or high is None or value is None:
                continue
            if np.any(np.asarray(value) < low) or np.any(np.asarray(value) > high):
                warnings.append(
                    f"{name} = {value} {row.unit} is outside its uncertainty range "
                    f"{low:g} to {high:g}"
                )
        return warnings

    def digest(self) -> str:
        """Hash of every value of the run and of the shipped tables, 16 digits."""
        digest = hashlib.sha256(table_digest().encode())
        for name, value in self._values.items():
            digest.update(f"{name}={np.asarray(value).tolist()!r}\n".encode())
        return digest.hexdigest()[:16]
