"""A user's workbook with DAC_ formulas: exact values, and nothing else touched."""

from __future__ import annotations

import re

import numpy as np
import pytest
from openxml_audit import OpenXmlValidator

from dacaidc_xl.errors import InputError
from dacaidc_xl.excel.cell_formulas import (
    evaluate_workbook,
    holds_formulas,
    is_template,
    suffix_of,
)
from dacaidc_xl.excel.cell_formulas.calculation import STALE
from dacaidc_xl.excel.functions import registry
from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.template import write_template
from dacaidc_xl.studies.states import states
from tests.excel.cell_formulas.support import (
    REGIONS,
    VBA,
    cell_values,
    exact_values,
    parts,
    write_parts,
    write_plain,
    write_rich,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    return write_rich(tmp_path_factory.mktemp("given") / "rich.xlsm")


@pytest.fixture(scope="module")
def done(rich, tmp_path_factory):
    return evaluate_workbook(rich, tmp_path_factory.mktemp("made") / "rich_results.xlsm")


def direct(name, *arguments):
    return registry()[name].python(*arguments)


def evaluated(tmp_path, cells, **options):
    path = write_plain(tmp_path / "given.xlsx", cells)
    return evaluate_workbook(path, tmp_path / "made.xlsx", **options)


def test_only_sheets_with_our_cells_their_chart_and_the_calculation_mark_change(rich, done):
    before, after = parts(rich), parts(done.path)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
        "xl/charts/chart1.xml",
    }
    assert after["xl/vbaProject.bin"] == VBA


def test_within_a_changed_sheet_only_cells_change(rich, done):
    def around(path, part):
        text = parts(path)[part].decode()
        start, end = text.index("<sheetData>"), text.index("</sheetData>")
        return text[:start] + text[end:]

    assert around(rich, "xl/worksheets/sheet1.xml") == around(done.path, "xl/worksheets/sheet1.xml")
    before = parts(rich)["xl/worksheets/sheet1.xml"].decode()
    after = parts(done.path)["xl/worksheets/sheet1.xml"].decode()
    for address in ("A2", "D2", "B10", "A6"):
        (cell,) = re.findall(rf'<c r="{address}".*?</c>', before)
        assert cell in after
    formulas = re.compile(r"<f[ >].*?</f>")
    assert formulas.findall(before) == formulas.findall(after)


def test_the_workbook_asks_for_no_calculation(rich, done):
    assert b"fullCalcOnLoad" in parts(rich)["xl/workbook.xml"]
    text = parts(done.path)["xl/workbook.xml"]
    assert b"fullCalcOnLoad" not in text and b'calcId="191029"' in text
    without = re.sub(rb"<calcPr[^>]*>", b"", parts(rich)["xl/workbook.xml"])
    assert re.sub(rb"<calcPr[^>]*>", b"", text) == without


def test_values_equal_the_functions_to_the_last_bit(done):
    model, lists = exact_values(done.path, "Model"), exact_values(done.path, "Lists")
    for row, region in enumerate(REGIONS, start=2):
        assert model[row, 2] == direct("DAC_LCCC", region, "2030", None, "reference")
    captured = direct("DAC_CAPTURE", [["VA"], ["OR"]], None, None, [[50.0], [80.0]])
    assert lists[2, 7] == captured[0][0]
    fixed = direct("DAC_CAPTURE", [["VA"], ["OR"]])
    assert [lists[2, 8], lists[3, 8]] == [row[0] for row in fixed]
    block = [["sorbent_life_yr", 3.0], ["discount_rate", None]]
    assert lists[5, 7] == direct("DAC_LCCC", "VA", None, None, None, None, block)


def test_a_formula_that_computes_with_ours_is_not_ours(tmp_path):
    done = evaluated(tmp_path, {"A1": '=INDEX(DAC_STATES("2030",,"reference"),2,5)'})
    assert exact_values(done.path, "S")[1, 1] == STALE


def test_the_spilled_table_equals_the_states_study_to_the_last_bit(rich, done):
    cells = exact_values(done.path, "Table of states")
    table = states("2030")["states"]
    header = [cells[3, column] for column in range(2, 14)]
    assert header[:2] == ["state", "state_name"]
    for name in ("removal_ratio", "lccc_gross_usd_per_t", "grid_kg_per_mwh"):
        column = 2 + header.index(name)
        shown = [cells[row, column] for row in range(4, 55)]
        numbers = np.array([v if isinstance(v, float) else np.nan for v in shown])
        assert np.array_equal(numbers, table[name].to_numpy(), equal_nan=True)
        assert sum(isinstance(v, float) for v in shown) > 45
    whole = direct("DAC_STATES", "2030", None, "reference")
    for row, values in enumerate(whole, start=3):
        for column, value in enumerate(values, start=2):
            assert cells.get((row, column), "") == value
    text = parts(done.path)["xl/worksheets/sheet2.xml"].decode()
    assert '<f t="array" ref="B3:M54">' in text
    assert '<dimension ref="A1:M54"/>' in text


def test_dependent_cells_are_stale_and_listed(done):
    model = exact_values(done.path, "Model")
    for at in [(2, 3), (4, 3), (8, 2), (9, 2)]:
        assert model[at] == STALE
    assert model[10, 2] == "high" and model[2, 4] == "VAx"
    assert exact_values(done.path, "Table of states")[2, 1] == STALE
    assert not done.complete
    text = "\n".join(done.messages())
    assert "stale, marked so in the cell: Model!B8: it depends on a DAC_ cell" in text
    assert "Model!B9: it computes with a DAC_ function" in text
    assert "first cell of a table only: Lists!G2" in text
    assert "answered with a message: Model!B5: #DAC! DAC_LCCC, region: 'Nowhere'" in text


def test_the_stored_values_of_the_chart_follow(done):
    text = parts(done.path)["xl/charts/chart1.xml"].decode()
    model = exact_values(done.path, "Model")
    points = dict(re.findall(r'<c:pt idx="(\d)"><c:v>([^<]*)</c:v>', text.split("<c:val>")[1]))
    assert {k: float(v) for k, v in points.items() if k != "3"} == {
        str(row - 2): model[row, 2] for row in (2, 3, 4, 6)
    }
    assert (done.charts_updated, done.charts_dropped) == (1, 0)


def test_the_packages_are_sound(done, rich, tmp_path):
    assert lint(done.path) == []
    validator = OpenXmlValidator()
    plain = evaluate_workbook(rich, tmp_path / "plain.xlsx", values_only=True)
    assert lint(plain.path) == []
    for path in (done.path, plain.path):
        # The project of the test is no project; it is copied as it is.
        found = [str(e) for e in validator.validate(path).errors if "vbaProject" not in str(e)]
        assert found == []


def test_values_only_leaves_no_formula_and_no_macro(rich, tmp_path):
    done = evaluate_workbook(rich, tmp_path / "plain.xlsx", values_only=True)
    content = parts(done.path)
    assert not any(re.search(rb"<f[ >/]", c) for n, c in content.items() if "worksheets/s" in n)
    assert not any("vba" in name.lower() for name in content)
    assert b"macroEnabled" not in content["[Content_Types].xml"]
    assert b"vbaProject" not in content["xl/_rels/workbook.xml.rels"]
    values = exact_values(done.path, "Model")
    assert values[2, 2] == direct("DAC_LCCC", "VA", "2030", None, "reference")
    assert values[2, 3] == STALE and values[10, 2] == "high"
    assert exact_values(done.path, "Untouched")[2, 1] == 2.0
    assert content["xl/tables/table1.xml"] == parts(rich)["xl/tables/table1.xml"]


def test_values_only_marks_a_formula_without_a_value(tmp_path):
    done = evaluated(tmp_path, {"A1": "=DAC_VERSION()", "B1": "=1+1"}, values_only=True)
    assert exact_values(done.path, "S") == {(1, 1): direct("DAC_VERSION"), (1, 2): STALE}
    untouched = evaluated(tmp_path, {"A1": "=DAC_VERSION()", "B1": "=1+1"})
    assert exact_values(untouched.path, "S") == {(1, 1): direct("DAC_VERSION")}
    assert untouched.complete


def test_table_formulas_leave_with_the_others(rich, tmp_path):
    content = parts(rich)
    table = content["xl/tables/table1.xml"].decode()
    head = '<tableColumn id="2" name="capacity MW"/>'
    assert head in table
    formula = "<calculatedColumnFormula>1+1</calculatedColumnFormula>"
    content["xl/tables/table1.xml"] = table.replace(
        head, head.replace("/>", f' totalsRowFunction="sum">{formula}</tableColumn>')
    ).encode()
    given = write_parts(tmp_path / "given.xlsm", content)
    done = evaluate_workbook(given, tmp_path / "plain.xlsx", values_only=True)
    made = parts(done.path)["xl/tables/table1.xml"].decode()
    assert made == table.replace(head, head.replace("/>", "></tableColumn>"))


def with_chain(path, target):
    """Give the package a calculation chain, as Excel writes one."""
    content = parts(path)
    content["xl/calcChain.xml"] = b'<calcChain><c r="B3" i="2"/></calcChain>'
    links = content["xl/_rels/workbook.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    content["xl/_rels/workbook.xml.rels"] = links.replace("</Relationships>", link).encode()
    types = content["[Content_Types].xml"].decode()
    word = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    entry = f'<Override PartName="/xl/calcChain.xml" ContentType="{word}"/></Types>'
    content["[Content_Types].xml"] = types.replace("</Types>", entry).encode()
    return write_parts(target, content)


def test_the_calculation_chain_goes_only_where_a_table_changed_its_size(rich, done, tmp_path):
    grown = evaluate_workbook(with_chain(rich, tmp_path / "a.xlsm"), tmp_path / "b.xlsm")
    content = parts(grown.path)
    assert not any("calcChain" in name for name in content)
    assert not any(b"calcChain" in c for c in content.values())
    again = evaluate_workbook(with_chain(done.path, tmp_path / "c.xlsm"), tmp_path / "d.xlsm")
    assert "xl/calcChain.xml" in parts(again.path)


def test_a_second_run_changes_nothing(done, tmp_path):
    again = evaluate_workbook(done.path, tmp_path / "again.xlsm")
    assert parts(again.path) == parts(done.path)


def test_a_template_is_known_by_all_its_sheets(tmp_path):
    template = write_template(tmp_path / "t.xlsx", "sites", example=True)
    assert is_template(template) and not holds_formulas(template)
    only_states = write_plain(tmp_path / "s.xlsx", {"A1": "=DAC_VERSION()"}, sheet="States")
    assert holds_formulas(only_states) and not is_template(only_states)
    text = write_plain(tmp_path / "x.xlsx", {"A1": "see DAC_LCCC(A1)", "A2": '="DAC_LCCC(1)"'})
    assert not holds_formulas(text)


def test_the_suffix_says_whether_macros_stay(tmp_path):
    assert suffix_of(tmp_path / "a.XLSM", False) == ".xlsm"
    assert suffix_of(tmp_path / "a.xlsm", True) == ".xlsx"


def test_excel_4_macro_sheets_do_not_fit_a_copy_of_values(rich, tmp_path):
    content = parts(rich)
    links = content["xl/_rels/workbook.xml.rels"]
    content["xl/_rels/workbook.xml.rels"] = links.replace(
        b"</Relationships>",
        b'<Relationship Id="rId98" Type="http://schemas.microsoft.com/office/2006/relationships/'
        b'xlMacrosheet" Target="macrosheets/sheet1.xml"/></Relationships>',
    )
    given = write_parts(tmp_path / "given.xlsm", content)
    with pytest.raises(InputError, match="macro sheets"):
        evaluate_workbook(given, tmp_path / "made.xlsx", values_only=True)


def test_another_reader_sees_the_same(done):
    model = cell_values(done.path, "Model")
    assert model["B2"] == direct("DAC_LCCC", "VA", "2030", None, "reference")
    assert model["C2"] == STALE
