"""The XML of one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils.cell import get_column_letter

from dacaidc_xl.excel.cell_formulas.areas import Place
from dacaidc_xl.excel.cell_formulas.contents import Content
from dacaidc_xl.excel.cell_formulas.sheet_cells import ErrorValue

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_xml(
    prefix: str,
    place: Place,
    attributes: Mapping[str, str],
    formula: str,
    content: Content,
    spilled: bool = False,
) -> str:
    """Give the XML of a cell.

    Parameters
    ----------
    prefix : str
        Namespace prefix with its colon, or nothing.
    place : Place
        The cell.
    attributes : mapping of str to str
        Attributes beside address and kind, such as the style ``s``.
    formula : str
        XML of the formula, or nothing.
    content : float, str, bool or None
        Value.
    spilled : bool
        Whether a formula of another cell fills this one. A text that a formula gives has
        another form than one that was typed.

    Returns
    -------
    str

    Examples
    --------
    >>> cell_xml("", Place("S", 2, 1), {"s": "3"}, "<f>1/3</f>", 1 / 3)
    '<c r="A2" s="3"><f>1/3</f><v>0.3333333333333333</v></c>'
    >>> cell_xml("", Place("S", 2, 1), {}, "", "a < b")
    '<c r="A2" t="inlineStr"><is><t xml:space="preserve">a &lt; b</t></is></c>'
    """
    p = prefix
    kind, inner = "", ""
    if isinstance(content, bool):
        kind, inner = ' t="b"', f"<{p}v>{int(content)}</{p}v>"
    elif isinstance(content, float):
        inner = f"<{p}v>{content!r}</{p}v>"
    elif isinstance(content, ErrorValue):
        kind, inner = ' t="e"', f"<{p}v>{escape(content)}</{p}v>"
    elif content is not None:
        text = _LOOKS_ESCAPED.sub("_x005F_", content).replace("\r", "_x000D_")
        text = escape(text)
        if formula or spilled:
            kind, inner = ' t="str"', f"<{p}v>{text}</{p}v>"
        else:
            kind = ' t="inlineStr"'
            inner = f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is>'
    marks = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    address = f'<{p}c r="{get_column_letter(place.column)}{place.row}"{marks}{kind}'
    body = formula + inner
    return f"{address}>{body}</{p}c>" if body else f"{address}/>"
