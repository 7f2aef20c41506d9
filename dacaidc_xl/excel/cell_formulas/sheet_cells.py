"""Read the cells and formulas of one worksheet part, as they stand in the file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils.cell import (
    column_index_from_string,
    coordinate_from_string,
    get_column_letter,
)
from openpyxl.utils.exceptions import CellCoordinatesException

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas.areas import Area, Place, span_of
from dacaidc_xl.excel.safe_workbook import Unusable

MAX_CELLS_OF_SHEET = 1_000_000
"""Most filled cells of one worksheet that is read [-]."""
ENCODING = "UTF-8, as spreadsheet programs write it"
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How a part begins that is in UTF-16."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Form = Literal["cell", "array", "dynamic", "what-if"]
"""How a formula fills cells: its own; a fixed block; as many as it needs; a data table."""


class ErrorValue(str):
    """An error value of a cell, such as #N/A; a function takes it as its text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StoredFormula:
    """A formula as it stands in the file.

    Attributes
    ----------
    place : Place
        Its cell.
    text : str
        The formula with its equals sign; empty for a what-if table.
    area : Area
        The cells that its stored values fill.
    form : str
        See `Form`.
    stored : bool
        Whether its cell has a stored value.
    """

    place: Place
    text: str
    area: Area
    form: Form
    stored: bool


@dataclass(frozen=True)
class SheetCells:
    """What a worksheet part says.

    Attributes
    ----------
    name : str
        Name of the sheet.
    values : mapping of (int, int) to object
        Row and column to a float, bool, str or `ErrorValue`; stored values of formulas too.
    dates : frozenset of (int, int)
        Cells among them whose number is shown as a date or time.
    formulas : tuple of StoredFormula
        In the order of the file.
    merged : tuple of Area
        Merged ranges.
    hides_rows : bool
        Whether a row is hidden, by hand or by a filter.
    """

    name: str
    values: Mapping[tuple[int, int], object]
    dates: frozenset[tuple[int, int]] = frozenset()
    formulas: tuple[StoredFormula, ...] = ()
    merged: tuple[Area, ...] = ()
    hides_rows: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the cells of a sheet refer to by number: texts, date formats, dynamic arrays."""

    texts: tuple[str, ...] = ()
    date_styles: frozenset[int] = frozenset()
    dynamic: frozenset[int] = frozenset()


def unescape(text: str) -> str:
    r"""Give a text of a part as the cell shows it: ``_x000D_`` is a character.

    Examples
    --------
    >>> unescape("a_x0041_b")
    'aAb'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def parser_of(part: str) -> expat.XMLParserType:
    """Give a parser that refuses a document type, and with it every entity.

    It also refuses what is not in UTF-8, as parts are edited by their bytes.

    Parameters
    ----------
    part : str
        Name of the part, for the message.

    Returns
    -------
    xml.parsers.expat.XMLParserType
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        words = "a document type or entities"
        raise InputError(part, Unusable(words), "XML as a spreadsheet program writes it")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "us-ascii"):
            raise InputError(part, Unusable(f"a part in {encoding}"), ENCODING)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.XmlDeclHandler = declared
    return parser


def parse_part(parser: expat.XMLParserType, part: str, content: bytes) -> None:
    """Parse a part to its end.

    Raises
    ------
    InputError
        It is not well-formed, or no UTF-8.
    """
    if content[:2] in UTF_16:
        raise InputError(part, Unusable("a part in UTF-16"), ENCODING)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError(part, Unusable(f"damaged XML ({error})"), "a sound workbook") from error


@dataclass
class _Open:
    """The cell that is being read."""

    row: int
    column: int
    attributes: dict[str, str]
    value: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    formula: list[str] = field(default_factory=list)
    formula_attributes: dict[str, str] | None = None
    has_value: bool = False


class _Scanner:
    """Handlers of one reading of a worksheet part."""

    def __init__(self, sheet: str, part: str, around: Surroundings) -> None:
        self.sheet, self.part, self.around = sheet, part, around
        self.prefix = ""
        self.values: dict[tuple[int, int], object] = {}
        self.dates: set[tuple[int, int]] = set()
        self.formulas: list[StoredFormula] = []
        self.merged: list[Area] = []
        self.hides_rows = False
        self._depth = 0
        self._in_data = False
        self._row = self._column = 0
        self._cell: _Open | None = None
        self._into: list[str] | None = None
        self._phonetic = 0
        self._filled = 0
        self._shared: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.prefix = name[: name.rfind(":") + 1]
            return
        name = name.removeprefix(self.prefix)
        if not self._in_data:
            if name == "sheetData":
                self._in_data = True
            elif name == "mergeCell":
                self._merge(attributes.get("ref", ""))
            return
        cell = self._cell
        if cell is None:
            if name == "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
                self.hides_rows |= attributes.get("hidden", "0") in ("1", "true")
            elif name == "c":
                self._cell = self._opened(attributes)
        elif name == "v":
            cell.has_value = True
            self._into = cell.value
        elif name == "f":
            cell.formula_attributes = attributes
            self._into = cell.formula
        elif name == "rPh":
            self._phonetic += 1
        elif name == "t" and not self._phonetic:
            cell.has_value = True
            self._into = cell.inline

    def _merge(self, reference: str) -> None:
        span = span_of(reference)
        if span is not None:
            self.merged.append(span.on(self.sheet))

    def _opened(self, attributes: dict[str, str]) -> _Open:
        if "r" in attributes:
            letters, row = coordinate_from_string(attributes["r"])
            self._row, self._column = row, column_index_from_string(letters)
        else:
            self._column += 1
        return _Open(self._row, self._column, attributes)

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def end(self, name: str) -> None:
        self._depth -= 1
        name = name.removeprefix(self.prefix)
        self._into = None
        if name == "rPh":
            self._phonetic -= 1
        elif name == "sheetData":
            self._in_data = False
        elif name == "c" and self._cell is not None:
            self._close(self._cell)
            self._cell = None

    def _close(self, cell: _Open) -> None:
        at = (cell.row, cell.column)
        value = self._value(cell)
        if value is not None:
            self.values[at] = value
            if type(value) is float and int(cell.attributes.get("s", 0)) in self.around.date_styles:
                self.dates.add(at)
        if cell.formula_attributes is not None:
            self._formula(cell, cell.formula_attributes, value is not None)
        if len(self.values) + self._filled > MAX_CELLS_OF_SHEET:
            words = Unusable(f"more than {MAX_CELLS_OF_SHEET:,} filled cells")
            raise InputError(self.sheet, words, f"at most {MAX_CELLS_OF_SHEET:,} in a sheet")

    def _value(self, cell: _Open) -> object:
        kind, raw = cell.attributes.get("t", "n"), "".join(cell.value)
        if kind == "inlineStr":
            return unescape("".join(cell.inline)) if cell.has_value else None
        if not cell.has_value:
            return None
        if kind == "s":
            return self.around.texts[int(raw)] if raw else None
        if kind in ("str", "d"):
            return unescape(raw)
        if kind == "b":
            return raw.strip() in ("1", "true")
        if kind == "e":
            return ErrorValue(raw)
        if not raw.strip():
            return None
        number = float(raw)
        if not math.isfinite(number):
            raise ValueError(f"the number {raw}")
        return number

    def _formula(self, cell: _Open, attributes: dict[str, str], stored: bool) -> None:
        place = Place(self.sheet, cell.row, cell.column)
        text, kind = "".join(cell.formula), attributes.get("t", "normal")
        area = Area(self.sheet, cell.row, cell.column, cell.row, cell.column)
        form: Form = "cell"
        if kind == "shared":
            text = self._shared_text(attributes.get("si", ""), text, place)
        elif kind in ("array", "dataTable"):
            span = span_of(attributes.get("ref", area.reference))
            if span is None:
                raise ValueError(f"{area.reference}: an array over {attributes['ref']}")
            area = span.on(self.sheet)
            dynamic = int(cell.attributes.get("cm", 0)) in self.around.dynamic
            form = "what-if" if kind == "dataTable" else "dynamic" if dynamic else "array"
        if text or form == "what-if":
            formula = f"={text}" if text else ""
            self.formulas.append(StoredFormula(place, formula, area, form, stored))
            self._filled += area.size

    def _shared_text(self, group: str, text: str, place: Place) -> str:
        """Give the text of a formula that stands once for several cells."""
        here = f"{get_column_letter(place.column)}{place.row}"
        if text:
            self._shared[group] = (text, here)
            return text
        if group not in self._shared:
            return ""
        origin, at = self._shared[group]
        try:
            return str(Translator(f"={origin}", at).translate_formula(here))[1:]
        except (TokenizerError, TranslatorError, IndexError):
            return origin  # it cannot be read in its first cell either


def read_sheet(sheet: str, part: str, content: bytes, around: Surroundings) -> SheetCells:
    """Read a worksheet part.

    Parameters
    ----------
    sheet, part : str
        Name of the sheet and of its part.
    content : bytes
        The part.
    around : Surroundings
        What its cells refer to by number.

    Returns
    -------
    SheetCells

    Raises
    ------
    InputError
        Damaged XML, a document type, a cell that cannot be read, or too many cells.

    Examples
    --------
    >>> part = b'<worksheet><sheetData><row><c><f>1+1</f><v>2</v></c></row></sheetData></worksheet>'
    >>> cells = read_sheet("S", "sheet1.xml", part, Surroundings())
    >>> cells.values, cells.formulas[0].text
    ({(1, 1): 2.0}, '=1+1')
    """
    scanner = _Scanner(sheet, part, around)
    parser = parser_of(part)
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.data
    try:
        parse_part(parser, part, content)
    except (ValueError, IndexError, CellCoordinatesException) as error:
        if isinstance(error, InputError):
            raise
        # An address, number or index of a cell that is none.
        raise InputError(part, Unusable(f"a damaged cell ({error})"), "a sound workbook") from error
    return SheetCells(
        sheet,
        scanner.values,
        frozenset(scanner.dates),
        tuple(scanner.formulas),
        tuple(scanner.merged),
        scanner.hides_rows,
    )
