"""What stands around the cells: stored values of charts, pivot tables, references."""

from __future__ import annotations

import pytest
import xlsxwriter

from dacaidc_xl.excel.cell_formulas import evaluate_workbook
from dacaidc_xl.excel.cell_formulas.areas import Area, Place
from dacaidc_xl.excel.cell_formulas.book import open_book
from dacaidc_xl.excel.cell_formulas.charts import patch_chart
from dacaidc_xl.excel.cell_formulas.contents import Contents
from dacaidc_xl.excel.cell_formulas.literals import with_values
from dacaidc_xl.excel.cell_formulas.references import area_of, reads_of
from dacaidc_xl.excel.formulas import NotEvaluated
from tests.excel.cell_formulas.support import parts, write_parts, write_plain

CHART = "xl/charts/chart1.xml"


@pytest.fixture
def charted(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "given.xlsx")
    sheet = book.add_worksheet("S")
    sheet.write_column("A1", ["VA", "TX", "OR"])
    sheet.write_column("B1", [1.0, 2.0, 3.0])
    chart = book.add_chart({"type": "line"})
    chart.add_series({"categories": "=S!$A$1:$A$3", "values": "=S!$B$1:$B$3"})
    sheet.insert_chart("F2", chart)
    book.close()
    return tmp_path / "given.xlsx"


def patched(path, chart, changes):
    """Patch a chart of some XML after some cells changed."""
    content = parts(path)
    content[CHART] = chart
    book = open_book(write_parts(path.with_name("other.xlsx"), content))
    with book.archive:
        contents = Contents(book)
        for place, value in changes.items():
            contents.put(place, value)
        return patch_chart(book, CHART, contents, set(changes))


def test_numbers_and_labels_are_written_anew(charted):
    chart = parts(charted)[CHART]
    changes = {Place("S", 2, 2): 0.1 + 0.2, Place("S", 3, 2): "#DAC! x", Place("S", 1, 1): "a&b"}
    done = patched(charted, chart, changes)
    assert (done.updated, done.dropped) == (2, 0)
    text = done.content.decode()
    assert '<c:pt idx="1"><c:v>0.30000000000000004</c:v></c:pt></c:numCache>' in text
    assert '<c:ptCount val="3"/>' in text and "<c:formatCode>General</c:formatCode>" in text
    assert "<c:v>a&amp;b</c:v>" in text and "#DAC!" not in text


def test_a_chart_of_other_cells_stays(charted):
    chart = parts(charted)[CHART]
    done = patched(charted, chart, {Place("S", 9, 9): 1.0})
    assert (done.content, done.updated, done.dropped) == (chart, 0, 0)


@pytest.mark.parametrize(
    ("inner", "left"),
    [
        (
            "<c:numRef><c:f>(S!$B$1,S!$B$3)</c:f><c:numCache><c:pt/></c:numCache></c:numRef>",
            "<c:numRef><c:f>(S!$B$1,S!$B$3)</c:f></c:numRef>",
        ),
        (
            "<c:multiLvlStrRef><c:f>S!$A$1:$B$3</c:f><c:multiLvlStrCache><c:lvl/>"
            "</c:multiLvlStrCache></c:multiLvlStrRef>",
            "<c:multiLvlStrRef><c:f>S!$A$1:$B$3</c:f></c:multiLvlStrRef>",
        ),
        (
            "<c:strRef><c:f>S!$B$1:$B$3</c:f><c:strCache><c:pt/></c:strCache></c:strRef>",
            "<c:strRef><c:f>S!$B$1:$B$3</c:f></c:strRef>",
        ),
        (
            '<c:numDim><c:f>S!$B$1:$B$3</c:f><c:lvl ptCount="1"/><c:lvl ptCount="2"/></c:numDim>',
            "<c:numDim><c:f>S!$B$1:$B$3</c:f></c:numDim>",
        ),
    ],
)
def test_stored_values_that_cannot_be_written_anew_are_dropped(charted, inner, left):
    frame = '<c:chartSpace xmlns:c="urn:c">{}</c:chartSpace>'
    done = patched(charted, frame.format(inner).encode(), {Place("S", 3, 2): 9.0})
    assert done.content.decode() == frame.format(left)
    assert (done.updated, done.dropped) == (0, 1)


def test_a_pivot_table_over_changed_cells_is_named(tmp_path):
    content = parts(write_plain(tmp_path / "base.xlsx", {"A1": "x", "A2": "=DAC_VERSION()"}))
    links = content["xl/_rels/workbook.xml.rels"]
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    content["xl/_rels/workbook.xml.rels"] = links.replace(
        b"</Relationships>",
        b'<Relationship Id="rId77" Type="' + kind + b'pivotCacheDefinition" '
        b'Target="pivotCache/pivotCacheDefinition1.xml"/></Relationships>',
    )
    source = b'<worksheetSource ref="A1:A2" sheet="S"/>'
    content["xl/pivotCache/pivotCacheDefinition1.xml"] = (
        b"<pivotCacheDefinition><cacheSource>" + source + b"</cacheSource></pivotCacheDefinition>"
    )
    given = write_parts(tmp_path / "given.xlsx", content)
    done = evaluate_workbook(given, tmp_path / "made.xlsx")
    assert done.pivots == ("S!A1:A2",) and not done.complete
    assert "pivot table to refresh: S!A1:A2" in list(done.messages())


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    path = tmp_path_factory.mktemp("linked") / "given.xlsx"
    book = xlsxwriter.Workbook(path)
    one, other = book.add_worksheet("One"), book.add_worksheet("It's other")
    one.write("A1", 1)
    other.add_table(
        "B2:D6",
        {
            "name": "T",
            "total_row": True,
            "columns": [{"header": "a"}, {"header": "b"}, {"header": "c [x]"}],
        },
    )
    book.define_name("everywhere", "='It''s other'!$B$2:$C$3")
    book.define_name("again", "=everywhere")
    book.define_name("round_trip", "=around")
    book.define_name("around", "=round_trip")
    book.define_name("moving", "=One!A1")
    book.define_name("It's other!everywhere", "='It''s other'!$A$9")
    book.close()
    opened = open_book(path)
    yield opened
    opened.archive.close()


@pytest.mark.parametrize(
    ("text", "sheet", "area"),
    [
        ("A1", "One", ("One", 1, 1, 1, 1)),
        ("one!$A$1:B2", "It's other", ("One", 1, 1, 2, 2)),
        ("One!A1:One!B2", "It's other", ("One", 1, 1, 2, 2)),
        ("'It''s other'!C3", "One", ("It's other", 3, 3, 3, 3)),
        ("EVERYWHERE", "One", ("It's other", 2, 2, 3, 3)),
        ("everywhere", "It's other", ("It's other", 9, 1, 9, 1)),
        ("again", "One", ("It's other", 2, 2, 3, 3)),
        ("T", "One", ("It's other", 3, 2, 5, 4)),
        ("T[b]", "One", ("It's other", 3, 3, 5, 3)),
        ("t[[a]:[b]]", "One", ("It's other", 3, 2, 5, 3)),
        ("T[#All]", "One", ("It's other", 2, 2, 6, 4)),
        ("T[]", "One", ("It's other", 3, 2, 5, 4)),
        ("T[[#Headers],[c '[x']]]", "One", ("It's other", 2, 4, 2, 4)),
        ("T[[#Totals],[b]]", "One", ("It's other", 6, 3, 6, 3)),
        ("T[[#This Row],[b]]", "It's other", ("It's other", 4, 3, 4, 3)),
        ("T[[#This Row],[b]]", "One", ("It's other", 4, 3, 4, 3)),
        ("T[nothing]", "One", None),
        ("moving", "One", None),
        ("round_trip", "One", None),
        ("nobody", "One", None),
        ("[1]One!A1", "One", None),
        ("Gone!A1", "One", None),
    ],
)
def test_what_a_reference_stands_for(linked, text, sheet, area):
    found = area_of(linked, text, Place(sheet, 4, 3))
    assert found == (None if area is None else Area(*area))


@pytest.mark.parametrize(
    ("formula", "areas", "anywhere"),
    [
        ("=SUM(A1,again)", {("One", 1, 1, 1, 1), ("It's other", 2, 2, 3, 3)}, False),
        (
            "=SUM(One:'It''s other'!B2)",
            set(),
            False,
        ),
        ("=SUM('One:It''s other'!B2)", {("One", 2, 2, 2, 2), ("It's other", 2, 2, 2, 2)}, False),
        ("=T[nothing]", set(), True),
        ("=moving", {("One", 1, 1, 1, 1)}, True),
        ("=A1:B2:C3", set(), True),
        ("=_xlfn.LET(x,1,x)", set(), False),
        ('="A1"&1', set(), False),
        ("=round_trip", set(), False),
    ],
)
def test_what_a_formula_reads(linked, formula, areas, anywhere):
    reads = reads_of(linked, formula, Place("One", 4, 3))
    if formula == "=SUM(One:'It''s other'!B2)":
        # Quoted as only some writers do: nobody can tell what it covers.
        assert reads.areas or reads.anywhere
        return
    assert {tuple(a) for a in reads.areas} == areas
    assert reads.anywhere == anywhere


def test_calls_within_a_formula_become_values():
    table = with_values('=INDEX(DAC_PARAM({"sorbent_life_yr","x"},,"unit"),1)', {}.__getitem__)
    assert table.startswith('=INDEX({"yr","#DAC! DAC_PARAM') and table.endswith('"},1)')
    with pytest.raises(NotEvaluated):
        with_values("=SUM(DAC_LCCC(UPPER(A1)))", {}.__getitem__)
    with pytest.raises(NotEvaluated, match="2,000 cells"):
        with_values('=ROWS(DAC_STATES(,,,"all"))', {}.__getitem__)
