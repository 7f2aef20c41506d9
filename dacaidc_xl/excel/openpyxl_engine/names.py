"""Defined names of a book or a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes

if TYPE_CHECKING:
    from dacaidc_xl.excel.openpyxl_engine.app import Book
    from dacaidc_xl.excel.openpyxl_engine.ranges import Range


def book_names(book: Book) -> dict[str, Any]:
    """Give the collections of names by their prefix: the book's own, then each sheet's."""
    return {"": book.live.defined_names} | {
        f"{sheet.title}!": sheet.defined_names for sheet in book.live.worksheets
    }


class Names(base_classes.Names):
    """The names of some collections, the book's own first."""

    def __init__(self, book: Book, collections: Mapping[str, Any]) -> None:
        self._book = book
        self._collections = collections

    @property
    def api(self) -> Mapping[str, Any]:
        """Give the openpyxl collections."""
        return self._collections

    def __iter__(self) -> Iterator[Name]:
        for prefix, collection in self._collections.items():
            for key in collection:
                yield Name(self._book, collection, key, prefix)

    def __call__(self, key: int | str) -> Name:
        """Give a name by its number from 1 or its text, whatever its case."""
        if isinstance(key, int):
            return list(self)[key - 1]
        for name in self:
            if name.name.lower() == key.lower():
                return name
        raise KeyError(key)

    def __len__(self) -> int:
        return sum(len(collection) for collection in self._collections.values())

    def contains(self, key: int | str) -> bool:
        """Tell whether there is such a name."""
        try:
            self(key)
        except (KeyError, IndexError):
            return False
        return True

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name for a formula that begins with an equals sign."""
        prefix, collection = next(iter(self._collections.items()))
        collection[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        self._book.record.add("name", name, refers_to)
        return Name(self._book, collection, name, prefix)


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: Book, collection: Any, key: str, prefix: str) -> None:
        self._book = book
        self._collection = collection
        self._key = key
        self._prefix = prefix

    @property
    def api(self) -> Any:
        """Give the openpyxl object."""
        return self._collection[self._key]

    @property  # type: ignore[misc]
    def name(self) -> str:
        """Give the text of the name, with its sheet where it belongs to one."""
        return self._prefix + self._key

    @property
    def refers_to(self) -> str:
        """Give the formula behind the name."""
        return f"={self.api.attr_text}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.attr_text = value.removeprefix("=")
        self._book.record.add("name", self.name, value)

    @property
    def refers_to_range(self) -> Range:
        """Give the cells behind the name.

        Raises
        ------
        ValueError
            The name stands for a formula, a constant or several areas.
        """
        if self.api.type == "RANGE":
            areas = list(self.api.destinations)
            if len(areas) == 1:
                title, address = areas[0]
                return self._book.sheet_of(title).range(address.replace("$", ""))
        raise ValueError(f"the name {self.name} stands for no single range: {self.refers_to}")

    def delete(self) -> None:
        """Take the name out."""
        del self._collection[self._key]
        self._book.record.add("name", self.name, None)
