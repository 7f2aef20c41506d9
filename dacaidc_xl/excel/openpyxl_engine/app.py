"""The engine, its application and its books."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import math
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import xlwings
from xlwings import base_classes

from dacaidc_xl.excel.openpyxl_engine.events import Record
from dacaidc_xl.excel.openpyxl_engine.names import Names, book_names
from dacaidc_xl.excel.openpyxl_engine.sheets import Sheets
from dacaidc_xl.excel.openpyxl_engine.stored import StoredValues
from dacaidc_xl.excel.openpyxl_engine.values import CellError, every_digit
from dacaidc_xl.excel.safe_workbook import check_file
from dacaidc_xl.report.files import replacing

if TYPE_CHECKING:
    from dacaidc_xl.excel.openpyxl_engine.ranges import Range
    from dacaidc_xl.excel.openpyxl_engine.sheets import Sheet

MACRO_SUFFIX = ".xlsm"
SUFFIXES = (".xlsx", MACRO_SUFFIX)


def open_book(path: str | Path) -> xlwings.Book:
    """Open a workbook file in an application of its own.

    Parameters
    ----------
    path : str or Path
        An .xlsx or .xlsm.

    Returns
    -------
    xlwings.Book
        Changes reach the file with ``save``; ``book.app.impl.record`` holds what was done.

    Raises
    ------
    InputError
        The file is no sound workbook.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "one.xlsx")
    ...     openpyxl.Workbook().save(path)
    ...     book = open_book(path)
    ...     book.sheets[0]["A1"].value = [[1, "'2030"], [None, True]]
    ...     book.sheets[0]["A1:B2"].value
    [[1.0, '2030'], [None, True]]
    """
    if xlwings.engines.active is None:
        # Where there is no Excel; xlwings asks the active engine when a sheet comes forward.
        xlwings.engines.add(xlwings.Engine(impl=engine))
        xlwings.engines[engine.name].activate()
    return xlwings.App(impl=engine.apps.add()).books.open(str(path))


class Engine:
    """What xlwings' converters ask of an engine."""

    name = "openpyxl"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> object:
        """Give a value in the form that a cell takes, as the Windows engine does."""
        if isinstance(value, np.generic):
            if isinstance(value, np.datetime64):
                return None if np.isnat(value) else value.astype("datetime64[us]").item()
            value = value.item()
        if isinstance(value, float) and math.isnan(value):
            return None
        if isinstance(value, dt.datetime):
            return None if value != value else value.replace(tzinfo=None)
        return float(value) if type(value) is int else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[object]]:
        """Give raw values of cells in the form that a macro asked for."""

        def clean(value: object) -> object:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                return datetime_builder(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                    microsecond=value.microsecond,
                )
            if isinstance(value, float) and number_builder is not None:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The open applications, the newest first."""

    def __init__(self) -> None:
        self._apps: dict[int, App] = {}
        self._pids = itertools.count(1)

    def keys(self) -> list[int]:
        """Give the numbers of the applications."""
        return list(reversed(self._apps))

    def add(
        self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None
    ) -> App:
        """Start an application without a window."""
        app = App(next(self._pids), self)
        self._apps[app.pid] = app
        return app

    def forget(self, pid: int) -> None:
        """Drop an application that has quit."""
        self._apps.pop(pid, None)

    def __iter__(self) -> Iterator[App]:
        return iter([self._apps[pid] for pid in self.keys()])

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        return self._apps[pid]


def _state(name: str) -> Any:
    """Give a property of the application, the changes of which are recorded."""

    def get(self: App) -> Any:
        return self._state[name]

    def put(self: App, value: Any) -> None:
        self._state[name] = value
        self.record.add(name, "", value)

    return property(get, put)


class App(base_classes.App):
    """An application that shows nothing and keeps a record of what was asked of it."""

    version = "16.0"
    hwnd = None
    visible = False
    screen_updating = _state("screen_updating")
    display_alerts = _state("display_alerts")
    enable_events = _state("enable_events")
    interactive = _state("interactive")
    calculation = _state("calculation")
    status_bar = _state("status_bar")

    def __init__(self, pid: int, apps: Apps) -> None:
        self._pid = pid
        self._apps = apps
        self.record = Record()
        self._state: dict[str, Any] = {
            "screen_updating": True,
            "display_alerts": True,
            "enable_events": True,
            "interactive": True,
            "calculation": "automatic",
            "status_bar": False,
        }
        self._books = Books(self)

    @property
    def engine(self) -> Engine:
        """Give the engine."""
        return engine

    @property
    def api(self) -> App:
        """Give something true: xlwings asks before it writes."""
        return self

    @property
    def pid(self) -> int:
        """Give the number of the application."""
        return self._pid

    @property
    def books(self) -> Books:
        """Give the open books."""
        return self._books

    @property
    def selection(self) -> Range | None:
        """Give what is selected."""
        book = self._books.active
        return book.sheets.active.range("A1") if book is not None else None

    def calculate(self) -> None:
        """Note the wish: a file has no calculator, so formulas keep their stored values."""
        self.record.add("calculate")

    def activate(self, steal_focus: bool = False) -> None:
        """Note the wish: there is no window."""
        self.record.add("activate")

    def quit(self) -> None:
        """Close all books without saving."""
        for book in list(self._books):
            book.close()
        self._apps.forget(self._pid)

    kill = quit


class Books(base_classes.Books):
    """The books of an application, in the order of opening."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []

    @property
    def api(self) -> Books:
        """Give something true."""
        return self

    @property
    def active(self) -> Book | None:
        """Give the book that was opened last."""
        return self._books[-1] if self._books else None

    def __call__(self, key: int | str) -> Book:
        """Give a book by its number from 1 or its name."""
        if isinstance(key, int):
            return self._books[key - 1]
        for book in self._books:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books)

    def add(self) -> Book:
        """Make a new book with one sheet."""
        book = Book(self.app, Path(f"Book{len(self._books) + 1}"), openpyxl.Workbook(), None)
        self._books.append(book)
        return book

    def open(self, fullname: str, *ignored: Any) -> Book:
        """Open a file; the other arguments of Excel have no meaning here."""
        path = Path(fullname)
        check_file(path)
        source = path.read_bytes()
        keep_vba = path.suffix.lower() == MACRO_SUFFIX
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that the package says it does not keep
            live = openpyxl.load_workbook(io.BytesIO(source), keep_vba=keep_vba, rich_text=True)
        book = Book(self.app, path.absolute(), live, source)
        self._books.append(book)
        return book

    def forget(self, book: Book) -> None:
        """Drop a book that was closed."""
        self._books.remove(book)


class Book(base_classes.Book):
    """A workbook in memory."""

    def __init__(self, app: App, path: Path, live: Any, source: bytes | None) -> None:
        self._app = app
        self._path = path
        self.live = live
        self.stored = StoredValues(live, source)

    @property
    def record(self) -> Record:
        """Give the record of the application."""
        return self._app.record

    @property
    def api(self) -> Any:
        """Give the openpyxl workbook."""
        return self.live

    @property
    def name(self) -> str:
        """Give the name of the file."""
        return self._path.name

    @property
    def fullname(self) -> str:
        """Give the path of the file."""
        return str(self._path)

    @property
    def app(self) -> App:
        """Give the application."""
        return self._app

    @property
    def sheets(self) -> Sheets:
        """Give the worksheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Give the defined names, also those of single sheets."""
        return Names(self, book_names(self))

    def activate(self) -> None:
        """Note the wish: there is no window."""
        self.record.add("activate", self.name)

    def sheet_of(self, title: str) -> Sheet:
        """Give a worksheet by its title."""
        return self.sheets(title)

    def close(self) -> None:
        """Forget what was not saved."""
        self._app.books.forget(self)
        if self.live.vba_archive is not None:
            self.live.vba_archive.close()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file, in one step, with its VBA project where it has one.

        Notes
        -----
        openpyxl writes formulas without stored values, so that the next program has to
        calculate them, and leaves out what it does not know: conditional formats and drop-downs
        of the extension list, sparklines, text boxes, marks of dynamic arrays. VBA, buttons,
        charts, tables, names, drop-downs and comments stay. Good for tests and headless runs;
        a user's own workbook is better served by `dacaidc-xl batch`.

        Raises
        ------
        ValueError
            A password is asked for, or a kind of file that does not fit the content.
        OutputError
            The folder cannot be written to.
        """
        target = Path(path) if path else self._path
        if not target.suffix:
            target = target.with_suffix(SUFFIXES[0])
        has_vba = self.live.vba_archive is not None
        if password or target.suffix.lower() not in SUFFIXES:
            raise ValueError(f"{target.name}: only .xlsx and .xlsm without password are written")
        if has_vba != (target.suffix.lower() == MACRO_SUFFIX):
            raise ValueError(f"{target.name}: .xlsm is the form of a workbook with macros alone")
        for sheet in self.sheets:
            sheet.tables.name_columns()
        with replacing(target) as part, every_digit(self.live):
            self.live.save(part)
        self._path = target.absolute()
        self.record.add("save", str(self._path))


engine = Engine()
