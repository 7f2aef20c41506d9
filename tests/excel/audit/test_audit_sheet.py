"""The sheet Audit: recalculated for every state and scenario, each step equals the engine."""

from __future__ import annotations

import json
import math
import re
import subprocess
import zipfile
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openxml_audit import OpenXmlValidator

from dacaidc_xl.excel.audit import AUDIT_BLOCKS, write_audit
from dacaidc_xl.excel.audit.chain import STEPS, columns_over
from dacaidc_xl.excel.audit.resolve import FIRST_MONTH_COLUMN, MONTHS, VALUE_COLUMN
from dacaidc_xl.excel.audit.sheet import DIFFERENCE_COLUMN, HEAD_ROW
from dacaidc_xl.excel.audit.step import REFERENCE, SOURCES, Kind, Over
from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.results.style import FONT, Styles
from dacaidc_xl.excel.workbook.book import Book, LiveWorksheet
from dacaidc_xl.model.constants import HOURS_PER_YEAR
from dacaidc_xl.studies import states
from tests.excel.vba.office import office, python_with_uno

LIMIT = 1e-9
BRANCHES = {
    "electric backup, second supply, 45Q, no credit": {
        "backup_heat": "electric",
        "second_supply_share": 0.3,
        "second_supply_type": "wind",
        "credit_45q_enabled": 1,
        "cooling_credit_enabled": 0,
        "waste_heat_price_usd_per_mwh": 5,
        "real_discount_rate": 0,
        "nameplate_quantile": 0.5,
    },
    "gas backup, share of Carnot, published plant, idle months": {
        "backup_heat": "gas",
        "dac_model": "table",
        "heat_pump_configuration": "eta_carnot",
        "contactor_temp_min_c": 5,
        "sorbent_life_yr": 3,
        "lccc_net_min_share": 0.5,
    },
    "one stage, so that the air classes have no heat pump": {
        "heat_pump_configuration": "single_stage",
        "rejection_gpu_air": "dry_cooler",
        "desorption_temp_c": 105,
    },
}
FEW = ["VA", "ND", "DC", "AZ", "AK"]


def build(study, path):
    """Write the two sheets of the audit, with the lists that the workbook brings."""
    workbook = xlsxwriter.Workbook(
        str(path), {"default_format_properties": {"font_name": FONT, "font_size": 10}}
    )
    book = Book(workbook, Styles(workbook))
    for name in ("Audit", "Audit data", "Lists"):
        workbook.add_worksheet(name, LiveWorksheet)
    lists = {
        "list_state": list(dict.fromkeys(study["states"]["state"])),
        "list_scenario": study.scenarios,
    }
    sheet = book.sheet("Lists")
    for column, (name, offered) in enumerate(lists.items()):
        sheet.write_column(0, column, offered)
        book.name(name, sheet, 0, column, len(offered) - 1)
    write_audit(book, study, *lists)
    workbook.close()


@pytest.fixture(scope="module")
def study():
    return states("all")


@pytest.fixture(scope="module")
def workbook(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("audit") / "audit.xlsx"
    build(study, path)
    return path


@pytest.fixture(scope="module")
def two():
    return states("base_2023", states=["VA", "TX"])


@pytest.fixture(scope="module")
def small(two, tmp_path_factory):
    """A workbook with the same sheet Audit and few rows behind it."""
    path = tmp_path_factory.mktemp("audit") / "small.xlsx"
    build(two, path)
    return path


@pytest.fixture(scope="module")
def rows(small):
    """Row of each step and class, from 1."""
    sheet = openpyxl.load_workbook(small)["Audit"]
    found = {}
    for row in range(HEAD_ROW + 2, sheet.max_row + 1):
        name, member = sheet.cell(row, 2).value, sheet.cell(row, 3).value
        if name:
            found[f"{name}_{member}" if member else name] = row
    return found


def in_office(path, orders, folder):
    """Give orders to one office process; see `office_script`."""
    script = Path(__file__).with_name("office_script.py")
    with office(folder, {}) as pipe:
        done = subprocess.run(
            [python_with_uno(), str(script), str(path), pipe],
            input=json.dumps(orders), capture_output=True, text=True, timeout=240,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


READ_FIRST_ROW = HEAD_ROW + 2


def area(rows):
    return f"H{READ_FIRST_ROW}:V{max(rows.values())}"


def steps_that_differ(study, scenario, state, cells, rows):
    """Compare what the office computed with the study, step by step; give what is apart."""
    year = study["audit_year"].set_index(["scenario", "state"]).loc[(scenario, state)]
    months = study["audit"].set_index(["scenario", "state"]).loc[(scenario, state)]
    apart, compared = [], 0
    for step in STEPS:
        if step.kind is not Kind.FORMULA:
            continue
        for column in step.columns:
            shown = cells[rows[column] - READ_FIRST_ROW]
            if step.over is Over.MONTH:
                want = list(months[column])
                got = shown[FIRST_MONTH_COLUMN - VALUE_COLUMN :][:MONTHS]
            else:
                want, got = [year[column]], shown[:1]
            for one, other in zip(want, got, strict=True):
                blank = math.isnan(one)
                same = (
                    other == ""
                    if blank
                    else isinstance(other, float)
                    and abs(other - one) <= LIMIT * max(abs(one), 1e-9)
                )
                compared += 1
                if not same:
                    apart.append((scenario, state, column, one, other))
    return apart, compared


@pytest.mark.libreoffice
def test_every_step_equals_the_engine_for_every_state_and_scenario(
    study, workbook, rows, tmp_path
):
    cases = [(s, a) for s in study.scenarios for a in dict.fromkeys(study["states"]["state"])]
    assert len(cases) == 153
    answers = in_office(workbook, [{"choose": c, "read": area(rows)} for c in cases], tmp_path)
    for (scenario, state), answer in zip(cases, answers, strict=True):
        apart, compared = steps_that_differ(study, scenario, state, answer["cells"], rows)
        assert apart == [] and compared > 1_000
        assert answer["verdict"].startswith("PASS") and answer["largest"] < LIMIT


@pytest.mark.libreoffice
@pytest.mark.parametrize("overrides", BRANCHES.values(), ids=BRANCHES)
def test_every_step_equals_the_engine_under_other_assumptions(overrides, rows, tmp_path):
    """Each branch of the formulas: backups, other models, idle months, no heat pump, no price."""
    own = states(["base_2023", "2030"], overrides, states=FEW)
    build(own, tmp_path / "own.xlsx")
    cases = [(s, a) for s in own.scenarios for a in FEW]
    orders = [{"choose": c, "read": area(rows)} for c in cases]
    answers = in_office(tmp_path / "own.xlsx", orders, tmp_path)
    for (scenario, state), answer in zip(cases, answers, strict=True):
        assert steps_that_differ(own, scenario, state, answer["cells"], rows)[0] == []
        assert answer["verdict"].startswith("PASS"), answer["step"]


def test_the_other_assumptions_reach_every_branch():
    found = {name: states("2030", given, states=FEW) for name, given in BRANCHES.items()}
    electric, gas, single = found.values()
    assert electric["audit_year"]["part_captured_t_per_yr_backup"].gt(0).any()
    assert gas["audit"]["fuel_mwh_lhv"].gt(0).any()
    assert (gas["audit"]["dac_operating"] == 0).any()
    assert gas["audit_year"].set_index("state").loc["DC"].isna()["lccc_gross_usd_per_t"]
    assert (single["audit_year"]["heat_pump_runs_cpu_air"] == 0).all()
    assert single["audit_year"]["cop_cpu_air"].isna().all()


@pytest.mark.libreoffice
def test_a_spoiled_formula_is_found_and_an_unknown_choice_is_said(small, rows, tmp_path):
    places = [f"H{rows['lccc_gross_usd_per_t']}", f"M{rows['pue_gpu_air']}"]
    orders = [
        {"choose": ["base_2023", "VA"]},
        {"scale": [places[0], "1.0000001"]},
        {"scale": [places[1], "1.001"]},
        {"choose": ["base_2023", "nowhere"]},
    ]
    first, cost, heat, unknown = in_office(small, orders, tmp_path)
    assert first["verdict"].startswith("PASS") and first["largest"] == 0.0
    assert cost["verdict"].startswith("FAIL") and cost["step"] == "lccc_gross_usd_per_t"
    assert cost["largest"] == pytest.approx(1e-7, rel=1e-3)
    assert heat["verdict"].startswith("FAIL") and heat["largest"] >= 9e-4
    assert unknown["verdict"].startswith("NO RESULT")


@pytest.mark.libreoffice
def test_cached_values_are_those_of_a_recalculation(small, tmp_path):
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(small)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    before = openpyxl.load_workbook(small, data_only=True)["Audit"]
    after = openpyxl.load_workbook(tmp_path / "small.xlsx", data_only=True)["Audit"]
    compared = 0
    for row in before.iter_rows():
        for cell in row:
            now = after[cell.coordinate]
            assert now.data_type != "e", cell.coordinate
            if isinstance(cell.value, int | float):
                assert now.value == pytest.approx(cell.value, rel=1e-12, abs=0), cell.coordinate
                compared += 1
    assert compared > 2_500


@pytest.mark.parametrize("block", AUDIT_BLOCKS, ids=lambda block: block.name)
def test_the_study_has_every_column_of_the_blocks(block, study):
    over = Over(block.table)
    assert block.columns == columns_over(over)
    assert set(block.columns) <= set(study[block.table].columns)
    if over is not Over.RUN:
        assert list(block.columns) == sorted(
            study[block.table].columns, key=list(block.columns).index
        )


def test_names_are_unique_and_every_reference_is_to_a_step():
    columns = [column for step in STEPS for column in step.columns]
    assert len(set(columns)) == len(columns)
    names = {step.name for step in STEPS}
    for step in STEPS:
        for found, _ in REFERENCE.findall(step.formula + step.backup_formula):
            assert found in names, step.name
        assert bool(step.formula) == (step.kind is Kind.FORMULA), step.name
        assert bool(step.backup_formula) == (step.members == SOURCES), step.name


def test_every_value_that_is_shown_leads_to_the_results():
    """No idle step: each, but the results, stands in the formula of another."""
    used = {
        name
        for step in STEPS
        for name, _ in REFERENCE.findall(step.formula + step.backup_formula)
    }
    ends = {step.name for step in STEPS} - used
    assert ends == {
        # Results, and what they rest on beyond the formulas.
        "rel_humidity_pct", "pressure_pa", "working_fluid", "sorbent", "annual_pue",
        "operational_t_per_yr", "net_removal_t", "part_added_electricity_mwh_per_yr",
        "part_net_removal_t_per_yr", "removal_ratio", "removal_ratio_net",
        "captured_per_operational", "lccc_gross_usd_per_t", "lccc_net_usd_per_t",
    }  # fmt: skip


@pytest.mark.parametrize("where", sorted({step.where for step in STEPS} - {""}))
def test_the_engine_has_what_a_step_names(where):
    parts = where.split(".")
    module = import_module(".".join(["dacaidc_xl", *parts[:2]]))
    found = module
    for part in parts[2:]:
        fields = getattr(found, "__dataclass_fields__", {})
        found = fields[part] if part in fields else getattr(found, part)


def test_the_calendar_of_the_sheet_is_the_model_s(study):
    hours = study["audit"].groupby(["scenario", "state"])["hours"].sum()
    assert (hours == HOURS_PER_YEAR).all()


def test_formulas_are_plain_and_cached(small, rows):
    live, cached = (openpyxl.load_workbook(small, data_only=d)["Audit"] for d in (False, True))
    formulas = {
        cell.coordinate: str(cell.value)
        for row in live.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert len(formulas) > 2_500
    functions = {f for text in formulas.values() for f in re.findall(r"([A-Z]+)\(", text)}
    assert functions <= {
        "ABS", "AND", "COUNT", "IF", "IFERROR", "INDEX", "ISNUMBER", "LEFT", "MATCH", "MAX", "MIN",
        "N", "NA", "ROUND", "ROW", "SUM", "SUMPRODUCT",
    }  # fmt: skip
    assert not any("[@" in text or "{" in text for text in formulas.values())
    for place in formulas:
        value = cached[place].value
        assert value is None or isinstance(value, str | int | float), place
    differences = [cached.cell(row, DIFFERENCE_COLUMN + 1).value for row in rows.values()]
    assert {d for d in differences if d is not None} == {0}


def test_every_row_has_a_stated_height(small):
    for sheet in openpyxl.load_workbook(small).worksheets[:2]:
        for row in range(1, sheet.max_row + 1):
            assert sheet.row_dimensions[row].height, f"{sheet.title}!{row}"


def test_the_package_is_sound(small):
    assert lint(small) == []
    assert list(OpenXmlValidator().validate(str(small)).errors) == []
    with zipfile.ZipFile(small) as package:
        text = package.read("xl/workbook.xml").decode()
    names = re.findall(r'definedName name="(audit_[^"]+)"', text)
    assert len(names) > 300 and len(set(names)) == len(names)


def test_equal_studies_give_equal_sheets(two, small, tmp_path):
    build(two, tmp_path / "again.xlsx")
    with zipfile.ZipFile(small) as one, zipfile.ZipFile(tmp_path / "again.xlsx") as other:
        for part in one.namelist():
            if part != "docProps/core.xml":
                assert one.read(part) == other.read(part), part


def test_values_only_has_no_formula(two, tmp_path):
    path = tmp_path / "plain.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    book = Book(workbook, Styles(workbook), values_only=True)
    for name in ("Audit", "Audit data"):
        workbook.add_worksheet(name, LiveWorksheet)
    write_audit(book, two, "list_state", "list_scenario")
    workbook.close()
    sheet = openpyxl.load_workbook(path)["Audit"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["M4"].value == two["audit_year"].loc[0, "net_removal_t_per_yr"]
