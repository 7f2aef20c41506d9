"""What a step of the audit is: a quantity, where it stands in the results, and its formula.

A formula is text of a spreadsheet with the names of other steps in braces:

``{name}``
    the step at the same place: same server class, same month;
``{name:months}``
    its twelve months;
``{name:classes}``, ``{name:sources}``
    its server classes, or the classes and the backup, in the same month;
``{name:block}``
    all its members over the twelve months;
``{name:backup}``
    its row of the backup.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from dacaidc_xl.reference.parameters import SERVER_CLASSES, parameter_table

BACKUP = "backup"
SOURCES = (*SERVER_CLASSES, BACKUP)
"""What may contribute to a capture."""

REFERENCE = re.compile(r"\{(\w+)(?::(\w+))?\}")
"""A step named in a formula, with what is taken of it."""


class Over(enum.Enum):
    """What a step has one value for; the value is the table of the study that holds it."""

    CONSTANT = ""
    RUN = "audit_run"
    CASE = "audit_year"
    MONTH = "audit"


class Kind(enum.Enum):
    """How the value of a step comes about; the value is the word on the sheet."""

    CONSTANT = "constant"
    INPUT = "input"
    ENGINE = "engine value"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain.

    Attributes
    ----------
    name : str
        Machine name with its unit; column of the results, before a member's name.
    over : Over
        What it has one value for.
    members : tuple of str
        Server classes, or contributions, that each have a value; empty for one value.
    unit : str
        Unit, ``-`` for none.
    kind : Kind
        How its value comes about.
    words : str
        What it is, or its formula in words.
    where : str
        The engine's function or field behind it, without the name of the package; empty for
        inputs.
    formula : str
        Its formula, for kind ``FORMULA``.
    backup_formula : str
        Its formula for the backup, where the backup is a member.
    value : float
        The value of a constant.
    adds_up : bool
        The months sum to the year.
    """

    name: str
    over: Over
    members: tuple[str, ...]
    unit: str
    kind: Kind
    words: str
    where: str = ""
    formula: str = ""
    backup_formula: str = ""
    value: float = 0.0
    adds_up: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its values, one a row of the sheet, each a column of the results."""
        return tuple(column_of(self.name, member) for member in self.rows)

    @property
    def rows(self) -> tuple[str, ...]:
        """Its members; one empty name where it has none."""
        return self.members or ("",)

    def formula_of(self, member: str) -> str:
        """Give the formula of a member."""
        return self.backup_formula if member == BACKUP else self.formula


@dataclass(frozen=True, slots=True)
class Section:
    """Steps under one heading."""

    title: str
    steps: tuple[Step, ...]


def column_of(name: str, member: str) -> str:
    """Give the name of a member's value.

    Examples
    --------
    >>> column_of("pue", "cpu_air"), column_of("temp_c", "")
    ('pue_cpu_air', 'temp_c')
    """
    return f"{name}_{member}" if member else name


def constant(name: str, value: float, unit: str, words: str, where: str) -> Step:
    """Give a constant of nature or of the calendar."""
    return Step(name, Over.CONSTANT, (), unit, Kind.CONSTANT, words, where, value=value)


def parameter(name: str, of_classes: bool = False) -> Step:
    """Give a step that is a parameter of the run, with unit and words of its table.

    Parameters
    ----------
    name : str
        Name of the parameter, or its stem before the server class. A cost stands in the
        results in 2024 USD, whatever currency its row states.
    of_classes : bool
        Each server class has its own.

    Examples
    --------
    >>> parameter("heat_pump_capex_usd_per_kw").unit
    'USD/kW'
    """
    members = SERVER_CLASSES if of_classes else ()
    first = column_of(name, members[0] if members else "")
    rows = parameter_table()
    row = rows.get(first) or rows[first.replace("_usd_", "_eur_")]
    words = row.description
    if of_classes:
        words = words.rpartition(", ")[0] or words
    if row.kind == "cost":
        words = f"{words.rstrip('.')}, in 2024 USD"
    unit = row.unit.replace("EUR", "USD")
    return Step(name, Over.RUN, members, unit, Kind.INPUT, words.rstrip("."))


def given(name: str, over: Over, unit: str, words: str) -> Step:
    """Give an input that is no row of the parameter table."""
    return Step(name, over, (), unit, Kind.INPUT, words)


def from_engine(
    name: str, over: Over, unit: str, words: str, where: str, members: tuple[str, ...] = ()
) -> Step:
    """Give a step whose value is the engine's: an iteration or a map of a real fluid."""
    return Step(name, over, members, unit, Kind.ENGINE, words, where)


def computed(
    name: str,
    over: Over,
    unit: str,
    words: str,
    where: str,
    formula: str,
    members: tuple[str, ...] = (),
    backup_formula: str = "",
    adds_up: bool = False,
) -> Step:
    """Give a step with a formula."""
    return Step(
        name, over, members, unit, Kind.FORMULA, words, where, formula, backup_formula,
        adds_up=adds_up,
    )  # fmt: skip
