"""Have LibreOffice compute the cells that depend on ours, on a bare copy of the cells.

The copy holds values, names, tables' references spelled out and the formulas to compute; no
other part of the user's workbook reaches LibreOffice, and nothing that it saves is handed on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from dacaidc_xl.errors import OutputError
from dacaidc_xl.excel.cell_formulas.areas import Place
from dacaidc_xl.excel.cell_formulas.book import Book, open_book
from dacaidc_xl.excel.cell_formulas.calculation import Recalculation, ResolveAt
from dacaidc_xl.excel.cell_formulas.cell_xml import cell_xml
from dacaidc_xl.excel.cell_formulas.contents import Content, Contents
from dacaidc_xl.excel.cell_formulas.literals import with_values
from dacaidc_xl.excel.cell_formulas.nodes import Node
from dacaidc_xl.excel.cell_formulas.references import area_of, tokens_of
from dacaidc_xl.excel.cell_formulas.sheet_cells import ErrorValue
from dacaidc_xl.excel.formulas import NotEvaluated, dac_calls
from dacaidc_xl.excel.libreoffice.install import find_office

SECONDS = 300.0
"""Longest that LibreOffice may take for one workbook [s]."""
# fmt: off
NEWER = frozenset({
    "ACOT", "ACOTH", "AGGREGATE", "ARABIC", "BASE", "BETA.DIST", "BETA.INV", "BINOM.DIST",
    "BINOM.INV", "BITAND", "BITLSHIFT", "BITOR", "BITRSHIFT", "BITXOR", "CEILING.MATH",
    "CHISQ.DIST", "CHISQ.DIST.RT", "CHISQ.INV", "CHISQ.INV.RT", "CHISQ.TEST", "COMBINA",
    "CONCAT", "CONFIDENCE.NORM", "CONFIDENCE.T", "COT", "COTH", "COVARIANCE.P", "COVARIANCE.S",
    "CSC", "CSCH", "DAYS", "DECIMAL", "ERF.PRECISE", "ERFC.PRECISE", "EXPON.DIST", "F.DIST",
    "F.DIST.RT", "F.INV", "F.INV.RT", "F.TEST", "FLOOR.MATH", "FORECAST.LINEAR", "FORMULATEXT",
    "GAMMA", "GAMMA.DIST", "GAMMA.INV", "GAMMALN.PRECISE", "GAUSS", "HYPGEOM.DIST", "IFNA",
    "IFS", "ISFORMULA", "ISOWEEKNUM", "LOGNORM.DIST", "LOGNORM.INV", "MAXIFS", "MINIFS",
    "MODE.MULT", "MODE.SNGL", "MUNIT", "NEGBINOM.DIST", "NORM.DIST", "NORM.INV", "NORM.S.DIST",
    "NORM.S.INV", "NUMBERVALUE", "PDURATION", "PERCENTILE.EXC", "PERCENTILE.INC",
    "PERCENTRANK.EXC", "PERCENTRANK.INC", "PERMUTATIONA", "PHI", "POISSON.DIST", "QUARTILE.EXC",
    "QUARTILE.INC", "RANK.AVG", "RANK.EQ", "RRI", "SEC", "SECH", "SHEET", "SHEETS", "SKEW.P",
    "STDEV.P", "STDEV.S", "SWITCH", "T.DIST", "T.DIST.2T", "T.DIST.RT", "T.INV", "T.INV.2T",
    "T.TEST", "TEXTJOIN", "UNICHAR", "UNICODE", "VAR.P", "VAR.S", "WEIBULL.DIST", "XOR",
    "Z.TEST",
})
# fmt: on
"""Functions newer than Excel 2007 that LibreOffice 7 computes."""
NOT_HERE = frozenset({"CELL", "INDIRECT", "INFO", "RTD", "GETPIVOTDATA", "PHONETIC"})
"""Functions whose answer depends on more than the bare cells."""
OF_VISIBLE_ROWS = frozenset({"SUBTOTAL", "AGGREGATE"})
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Errors that are a result; others mean that LibreOffice could not compute."""
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" \
oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" \
oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop \
oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def recalculation() -> Recalculation:
    """Give LibreOffice as the program that computes what depends on our cells.

    Returns
    -------
    Recalculation

    Raises
    ------
    OutputError
        LibreOffice is not installed.
    """
    try:
        find_office()
    except OutputError:
        raise OutputError(
            "--recalc libreoffice needs LibreOffice: install it, or leave the option out; cells "
            "that depend on DAC_ cells are then marked stale"
        ) from None
    return Recalculation(unsupported, compute)


def unsupported(book: Book, node: Node) -> str:
    """Say why LibreOffice cannot compute a formula; empty where it can.

    Parameters
    ----------
    book : Book
        The workbook.
    node : Node
        The formula.

    Returns
    -------
    str
    """
    from openpyxl.utils import FORMULAE

    if node.form == "what-if":
        return "it is a what-if data table"
    if node.reads.external:
        return "it reads another workbook"
    if node.reads.names_call_us:
        return "it uses a name that calls a DAC_ function"
    if not tokens_of(node.formula.text):
        return "its formula could not be read"
    ours = set(dac_calls(node.formula.text))
    known = (set(FORMULAE) | NEWER) - NOT_HERE
    for name in sorted(node.reads.functions - ours):
        if name not in known or name.startswith("CUBE"):
            return f"it needs {name}, which LibreOffice does not compute as Excel does"
        if name in OF_VISIBLE_ROWS and any(sheet.hides_rows for sheet in book.sheets.values()):
            return f"it needs {name} in a workbook with hidden rows"
    return ""


def compute(
    contents: Contents, nodes: Sequence[Node], resolve_at: ResolveAt
) -> Mapping[Place, Content]:
    """Compute some formulas with all other cells taken as constants.

    Parameters
    ----------
    contents : Contents
        The cells as they are now.
    nodes : sequence of Node
        Formulas to compute.
    resolve_at : callable
        Resolves the references of DAC_ calls within them.

    Returns
    -------
    mapping of Place to content
        Without those that could not be computed. Numbers have the 15 digits that LibreOffice
        writes.

    Raises
    ------
    OutputError
        LibreOffice gave no workbook within its time.
    """
    formulas: dict[Place, str] = {}
    for node in nodes:
        try:
            formulas[node.place] = _spelled_out(contents.book, node, resolve_at)
        except NotEvaluated:
            continue
    ready = [node for node in nodes if node.place in formulas]
    if not ready:
        return {}
    with tempfile.TemporaryDirectory(prefix="dacaidc-xl-") as folder:
        given, made = Path(folder, "given.xlsx"), Path(folder, "made", "given.xlsx")
        _write_bare(contents, ready, formulas, given)
        _convert(given, made.parent, Path(folder, "profile"))
        if not made.is_file():
            raise OutputError("LibreOffice could not recalculate the workbook")
        return _values(contents.book, made, ready)


def _spelled_out(book: Book, node: Node, resolve_at: ResolveAt) -> str:
    """Give a formula with DAC_ calls as their values and table references as ranges."""
    return _without_tables(book, with_values(node.formula.text, resolve_at(node.place)), node.place)


def _without_tables(book: Book, text: str, at: Place) -> str:
    """Give a formula, without its equals sign, with table references spelled out."""
    parts = []
    for token in tokens_of(text):
        value = token.value
        if token.type == "OPERAND" and token.subtype == "RANGE" and value.endswith("]"):
            area = area_of(book, value, at)
            if area is None:
                raise NotEvaluated("formula", value, "a reference to a table of the workbook")
            sheet = area.sheet.replace("'", "''")
            value = f"'{sheet}'!{area.absolute}"
        parts.append(value)
    return "".join(parts)


def _write_bare(
    contents: Contents, nodes: Iterable[Node], formulas: Mapping[Place, str], path: Path
) -> None:
    """Write the workbook that LibreOffice gets: cells, defined names, and nothing else."""
    book = contents.book
    names = list(book.sheet_order)
    computed = {node.place: node for node in nodes}
    covered = {place for node in computed.values() for place in node.area.places()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        overrides = [("/xl/workbook.xml", f"{TYPE}.sheet.main+xml")]
        links, sheets = [], []
        for number, name in enumerate(names, start=1):
            part = f"worksheets/sheet{number}.xml"
            overrides.append((f"/xl/{part}", f"{TYPE}.worksheet+xml"))
            links.append(
                f'<Relationship Id="rId{number}" Type="{LINK}/worksheet" Target="{part}"/>'
            )
            sheets.append(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>')
            rows = _bare_rows(contents, name, computed, covered, formulas)
            archive.writestr(
                f"xl/{part}",
                f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            )
        epoch = f'<workbookPr date1904="{int(book.epoch_1904)}"/>'
        archive.writestr(
            "xl/workbook.xml",
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{LINK}">{epoch}'
            f"<sheets>{''.join(sheets)}</sheets>{_bare_names(book)}</workbook>",
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relationships("".join(links)))
        archive.writestr(
            "_rels/.rels",
            _relationships(
                f'<Relationship Id="rId1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/>'
            ),
        )
        listed = "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in overrides)
        archive.writestr(
            "[Content_Types].xml",
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>',
        )


def _relationships(links: str) -> str:
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _bare_names(book: Book) -> str:
    """Give the defined names that mean something on the bare cells."""
    order = {name: number for number, name in enumerate(book.sheet_order)}
    kept = []
    for (scope, name), text in book.names.items():
        if name.startswith("_xlnm.") or dac_calls(f"={text}"):
            continue
        try:
            meaning = _without_tables(book, f"={text}", Place(scope or book.sheet_order[0], 1, 1))
        except NotEvaluated:
            continue
        within = "" if scope is None else f' localSheetId="{order[scope]}"'
        kept.append(f"<definedName name={quoteattr(name)}{within}>{escape(meaning)}</definedName>")
    return f"<definedNames>{''.join(kept)}</definedNames>" if kept else ""


def _bare_rows(
    contents: Contents,
    sheet: str,
    computed: Mapping[Place, Node],
    covered: set[Place],
    formulas: Mapping[Place, str],
) -> str:
    if sheet not in contents.book.sheets:
        return ""
    places = {Place(sheet, *at) for at in contents.book.sheets[sheet].values}
    places |= {place for place in (*contents.changed, *computed) if place.sheet == sheet}
    rows: list[str] = []
    last = 0
    for place in sorted(places):
        xml = ""
        if place in computed:
            node = computed[place]
            block = f' t="array" ref="{node.area.reference}"' if node.form != "cell" else ""
            xml = cell_xml("", place, {}, f"<f{block}>{escape(formulas[place])}</f>", None)
        elif place not in covered:
            value = contents.get(place)
            known = value if isinstance(value, float | str | bool) else None
            xml = "" if known is None else cell_xml("", place, {}, "", known)
        if not xml:
            continue
        if place.row != last:
            rows.append(f'{"</row>" if last else ""}<row r="{place.row}">')
            last = place.row
        rows.append(xml)
    return "".join(rows) + ("</row>" if last else "")


def _convert(given: Path, folder: Path, profile: Path) -> None:
    """Let LibreOffice open and save a workbook, with a profile of its own."""
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    command = [
        str(find_office()),
        "--headless",
        "--norestore",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder),
        str(given),
    ]
    # A process group of its own: the launcher's child outlives the launcher.
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise OutputError(f"LibreOffice took longer than {SECONDS:.0f} s") from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a program and its children."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _values(book: Book, made: Path, nodes: Iterable[Node]) -> dict[Place, Content]:
    """Read the values that LibreOffice gave; what it could not compute is left out."""
    found: dict[Place, Content] = {}
    result = open_book(made)
    try:
        sheets = dict(zip(book.sheet_order, result.sheets.values(), strict=True))
    finally:
        result.archive.close()
    for node in nodes:
        for place in node.area.places():
            value = sheets[place.sheet].values.get((place.row, place.column))
            if isinstance(value, ErrorValue) and value not in ERRORS:
                continue
            if isinstance(value, float | str | bool):
                found[place] = value
    return found
