"""The function registry: from typed, documented Python functions to worksheet functions.

A function is written once. Its worksheet name is its Python name, its arguments are those of
its signature, and what the function wizard shows is its docstring.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Literal, TypeVar

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.functions.cells import error_text, failure_text

Python = TypeVar("Python", bound=Callable[..., object])
Returns = Literal["scalar", "table"]

PREFIX = "DAC_"
CATEGORY = "DAC"
MODULES = (
    "headline",
    "components",
    "isotherm",
    "tables",
    "region_tables",
    "life",
    "hours",
    "lookups",
    "explain",
)
"""Modules whose functions make up the registry, in the order in which a user reads them."""
KINDS = ("text", "number", "text or number", "two-column range")
WIZARD_CHARACTERS = 255
"""Longest description that Excel's function wizard shows."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function.

    Attributes
    ----------
    name : str
        Name, with its unit where it is a quantity.
    kind : str
        ``text``, ``number``, ``text or number`` or ``two-column range``.
    description : str
        One paragraph for the function wizard.
    optional : bool
        Whether it may be left out.
    choices_of : callable
        Gives the valid texts; empty where any is taken.
    """

    name: str
    kind: str
    description: str
    optional: bool
    choices_of: Callable[[], Sequence[str]] = field(repr=False, compare=False)

    @property
    def choices(self) -> tuple[str, ...]:
        """Valid texts, read when they are asked for; empty where any is taken."""
        return tuple(self.choices_of())


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """One worksheet function.

    Attributes
    ----------
    name : str
        Name in a formula, such as ``DAC_LCCC``.
    python : callable
        The function; it never raises, see `registry`.
    arguments : tuple of Argument
        In order of position.
    returns : str
        ``scalar`` (a range where it is given ranges) or ``table`` (spills, with a header).
    description : str
        One paragraph for the function wizard.
    category : str
        Category in the function wizard.
    example : str
        A formula that works in an empty workbook.
    """

    name: str
    python: Callable[..., object]
    arguments: tuple[Argument, ...]
    returns: Returns
    description: str
    category: str
    example: str

    @property
    def required(self) -> int:
        """Number of arguments that must be given [-]."""
        return sum(not argument.optional for argument in self.arguments)


_REGISTERED: dict[str, WorksheetFunction] = {}


def parse_docstring(docstring: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """Read the summary and the parameters of a numpydoc docstring.

    Parameters
    ----------
    docstring : str
        The docstring, indented as it stands in the source.

    Returns
    -------
    summary : str
        First paragraph.
    parameters : dict
        Name to (kind without ``, optional``, description in one line).

    Examples
    --------
    >>> parse_docstring('''Say it.
    ...
    ...     Parameters
    ...     ----------
    ...     region : text, optional
    ...         Where, by
    ...         name.
    ...     ''')
    ('Say it.', {'region': ('text', 'Where, by name.')})
    """
    text = inspect.cleandoc(docstring)
    summary = " ".join(text.split("\n\n")[0].split())
    section = re.search(r"^Parameters\n-+\n(.*?)(?=\n\n\w[^\n]*\n---|\Z)", text, re.M | re.S)
    parameters: dict[str, tuple[str, str]] = {}
    name = ""
    for line in (section.group(1) if section else "").splitlines():
        head = re.match(r"^(\w+) : (.+)$", line)
        if head:
            name = head.group(1)
            parameters[name] = (head.group(2).removesuffix(", optional"), "")
        elif line.strip():
            kind, words = parameters[name]
            parameters[name] = (kind, f"{words} {line.strip()}".strip())
    return summary, parameters


def _nothing() -> tuple[str, ...]:
    return ()


def _arguments(
    function: Callable[..., object],
    documented: Mapping[str, tuple[str, str]],
    choices: Mapping[str, Callable[[], Sequence[str]]],
) -> tuple[Argument, ...]:
    made = []
    for name, parameter in inspect.signature(function).parameters.items():
        kind, description = documented.get(name, ("", ""))
        if kind not in KINDS or not description or len(description) > WIZARD_CHARACTERS:
            raise TypeError(
                f"{function.__name__}: argument {name} needs a kind ({', '.join(KINDS)}) and a "
                f"description of at most {WIZARD_CHARACTERS} characters in the docstring"
            )
        optional = parameter.default is not inspect.Parameter.empty
        made.append(Argument(name, kind, description, optional, choices.get(name, _nothing)))
    return tuple(made)


def worksheet_function(
    example: str,
    returns: Returns = "scalar",
    choices: Mapping[str, Callable[[], Sequence[str]]] | None = None,
) -> Callable[[Python], Python]:
    """Register a Python function as a worksheet function.

    Parameters
    ----------
    example : str
        A formula that works in an empty workbook.
    returns : {'scalar', 'table'}
        Whether it gives a value (a range for ranges) or a table that spills.
    choices : mapping, optional
        By argument: what gives its valid texts.

    Returns
    -------
    callable
        A decorator that leaves the function as it is. The registered form never raises.

    Raises
    ------
    TypeError
        An argument without a kind or description in the docstring.
    """

    def register(function: Python) -> Python:
        name = PREFIX + function.__name__.upper()
        summary, documented = parse_docstring(function.__doc__ or "")
        arguments = _arguments(function, documented, choices or {})

        @functools.wraps(function)
        def never_raises(*args: object, **kwargs: object) -> object:
            try:
                return function(*args, **kwargs)
            except InputError as error:
                return error_text(error)
            except Exception as error:
                return failure_text(name, error)

        _REGISTERED[name] = WorksheetFunction(
            name, never_raises, arguments, returns, summary, CATEGORY, example
        )
        return function

    return register


def registry() -> Mapping[str, WorksheetFunction]:
    """Give all worksheet functions by name, in the order in which a user reads them.

    Returns
    -------
    mapping of str to WorksheetFunction
        Their ``python`` never raises: what cannot be answered comes back as a text that begins
        with ``#DAC!`` and says place, value, expectation and nearest choice, for each element
        of a range on its own.

    Examples
    --------
    >>> [argument.name for argument in registry()["DAC_NET_REMOVAL"].arguments][:3]
    ['region', 'scenario', 'server_class']
    >>> registry()["DAC_LCCC"].python("Oragon")
    "#DAC! DAC_LCCC, region: 'Oragon' is not valid; expected the name, postal abbreviation or \
FIPS code of a state or DC, or a county: its five-digit FIPS code, or its name and state as in \
'Loudoun County, VA'. Did you mean 'Oregon'?"
    """
    for module in MODULES:
        import_module(f"dacaidc_xl.excel.functions.{module}")
    order = {f"dacaidc_xl.excel.functions.{module}": i for i, module in enumerate(MODULES)}
    named = sorted(_REGISTERED.values(), key=lambda f: order[f.python.__module__])
    return MappingProxyType({function.name: function for function in named})
