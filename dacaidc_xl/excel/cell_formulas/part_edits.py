"""Edit a part of a package by bytes: find elements, cut and replace them, leave the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from dacaidc_xl.excel.cell_formulas.sheet_cells import parse_part, parser_of
from dacaidc_xl.excel.steady_bytes import CALCULATION_ID

Edit: TypeAlias = tuple[int, int, str]
"""First byte, byte after the last, and what takes their place."""
_BEFORE_CALCULATION = ("sheets", "functionGroups", "externalReferences", "definedNames")


@dataclass
class Element:
    """An element of a part with its place in bytes."""

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    tag_end: int
    end: int = 0
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text."""
        return "".join(self.texts)


def elements(part: str, content: bytes, names: frozenset[str]) -> list[Element]:
    """Find the elements of some names, whatever their namespace and depth.

    Parameters
    ----------
    part : str
        Name of the part, for messages.
    content : bytes
        The part.
    names : frozenset of str
        Names without prefix.

    Returns
    -------
    list of Element
        In the order of their beginning.

    Examples
    --------
    >>> [e.attributes for e in elements("p", b'<a><b c="1"/><x:b c="2"></x:b></a>', frozenset("b"))]
    [{'c': '1'}, {'c': '2'}]
    """
    found: list[Element] = []
    stack: list[Element | None] = []
    parser = parser_of(part)

    def start(name: str, attributes: dict[str, str]) -> None:
        prefix, colon, plain = name.rpartition(":")
        element = None
        if plain in names:
            at = parser.CurrentByteIndex
            element = Element(plain, prefix + colon, attributes, at, content.index(b">", at) + 1)
            found.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        element = stack.pop()
        if element is not None:
            empty = content[element.tag_end - 2 : element.tag_end] == b"/>"
            at = element.tag_end - 1 if empty else parser.CurrentByteIndex
            element.end = content.index(b">", at) + 1

    def data(text: str) -> None:
        if stack and stack[-1] is not None:
            stack[-1].texts.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parse_part(parser, part, content)
    return found


def spliced(content: bytes, edits: list[Edit]) -> bytes:
    """Give a content with some edits made.

    Examples
    --------
    >>> spliced(b"abcd", [(1, 2, "-"), (3, 3, "+")])
    b'a-c+d'
    """
    pieces, position = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [content[position:start], text.encode()]
        position = end
    return b"".join([*pieces, content[position:]])


def without(
    part: str, content: bytes, name: str, unwanted: Callable[[Mapping[str, str]], bool]
) -> bytes:
    """Cut the elements of a name whose attributes are unwanted.

    Examples
    --------
    >>> without("p", b'<a><b c="1"/><b c="2"/></a>', "b", lambda marks: marks["c"] == "1")
    b'<a><b c="2"/></a>'
    """
    return spliced(
        content,
        [
            (element.start, element.end, "")
            for element in elements(part, content, frozenset({name}))
            if unwanted(element.attributes)
        ],
    )


def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf"""\s+{name}\s*=\s*(?:"[^"]*"|'[^']*')""")


def with_attributes(tag: str, changes: Mapping[str, str | None]) -> str:
    """Change attributes of a tag; None takes one out.

    Examples
    --------
    >>> with_attributes('<calcPr calcId="1" fullCalcOnLoad="1"/>',
    ...                 {"fullCalcOnLoad": None, "calcId": "2"})
    '<calcPr calcId="2"/>'
    """
    for name, value in changes.items():
        tag = _attribute(name).sub("", tag)
        if value is not None:
            close = "/>" if tag.endswith("/>") else ">"
            tag = f'{tag.removesuffix(close).rstrip()} {name}="{value}"{close}'
    return tag


def settled_calculation(part: str, content: bytes) -> bytes:
    """Let a workbook part not ask for a calculation when it is opened.

    Parameters
    ----------
    part : str
        Name of the part, for messages.
    content : bytes
        The part that lists the sheets.

    Returns
    -------
    bytes
        The same bytes where nothing had to change.

    Examples
    --------
    >>> settled_calculation("p", b'<workbook><calcPr calcId="9" fullCalcOnLoad="1"/></workbook>')
    b'<workbook><calcPr calcId="191029"/></workbook>'
    """
    found = elements(part, content, frozenset({"calcPr", *_BEFORE_CALCULATION}))
    present = next((e for e in found if e.name == "calcPr"), None)
    if present is None:
        last = max(
            (e for e in found if e.name in _BEFORE_CALCULATION), key=lambda e: e.end, default=None
        )
        if last is None:
            return content
        tag = f'<{last.prefix}calcPr calcId="{CALCULATION_ID}"/>'
        return spliced(content, [(last.end, last.end, tag)])
    changes: dict[str, str | None] = {
        name: None for name in ("fullCalcOnLoad", "calcCompleted") if name in present.attributes
    }
    stated = present.attributes.get("calcId", "0")
    if not stated.isdecimal() or int(stated) < CALCULATION_ID:
        changes["calcId"] = str(CALCULATION_ID)
    tag = content[present.start : present.tag_end].decode()
    return spliced(content, [(present.start, present.tag_end, with_attributes(tag, changes))])
