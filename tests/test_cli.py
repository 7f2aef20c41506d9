"""The command line: results in every form, overrides, refusals, exit codes."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from dacaidc_xl.cli import app
from dacaidc_xl.cli_errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_PARTIAL
from dacaidc_xl.studies import states

RUNNER = CliRunner()


def _read_exact_csv(path):
    """Read the numbers as Python does: pandas' fast reader may be off in the last digit."""
    with open(path, newline="") as stream:
        rows = list(csv.DictReader(stream))
    table = pd.DataFrame(rows)
    return table.assign(total_usd_per_t=[float(v) for v in table["total_usd_per_t"]])


def run(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def texas():
    return states("base_2023", states=["TX"])


def test_help_loads_neither_coolprop_nor_pandas():
    code = (
        "import sys; from typer.testing import CliRunner; from dacaidc_xl.cli import app;"
        "r = CliRunner().invoke(app, ['--help']); assert r.exit_code == 0;"
        "print(sorted({'CoolProp', 'pandas', 'scipy', 'numpy'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_version_names_the_package():
    assert run("--version").stdout.startswith("dacaidc_xl ")


def test_json_holds_every_digit(tmp_path, texas):
    out = tmp_path / "tx.json"
    assert run("run", "states", "--states", "TX", "-o", out).exit_code == 0
    rows = json.loads(out.read_text())
    assert rows["states"][0]["captured_t_per_yr"] == texas["states"].loc[0, "captured_t_per_yr"]
    assert rows["provenance"][1]["item"] == "command"


def test_csv_and_parquet_hold_every_digit(tmp_path, texas):
    want = texas["costs"].set_index("system").loc["integrated", "total_usd_per_t"]
    for form, read in (("csv", _read_exact_csv), ("parquet", pd.read_parquet)):
        folder = tmp_path / form
        done = run("run", "states", "--states", "Texas", "-o", folder, "--format", form)
        assert done.exit_code == 0, done.output
        table = read(folder / f"costs.{form}").set_index("system")
        assert table.loc["integrated", "total_usd_per_t"] == want


# openpyxl does not read the color scales' extension part; the numbers are untouched by it.
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_xlsx_holds_every_digit(tmp_path, texas):
    out = tmp_path / "tx.xlsx"
    assert run("run", "states", "--states", "tx", "-o", out).exit_code == 0
    sheet = openpyxl.load_workbook(out, data_only=True)["States"]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert texas["states"].loc[0, "captured_t_per_yr"] in cells


def test_set_wins_and_is_marked(tmp_path):
    out = tmp_path / "tx.json"
    done = run("run", "states", "--states", "TX", "-o", out, "--set", "sorbent_life_yr=3")
    assert done.exit_code == 0
    inputs = {row["parameter"]: row for row in json.loads(out.read_text())["inputs"]}
    assert inputs["sorbent_life_yr"]["used_base_2023"] == 3.0
    assert inputs["sorbent_life_yr"]["changed"] == "changed"
    assert inputs["plant_life_yr"]["changed"] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "sorbent_lif=3"], "Did you mean 'sorbent_life_yr'"),
        (["--set", "age_factor=85"], "Did you mean '0.85'"),
        (["--set", "age_factor=nan"], "from 0 to 1"),
        (["--set", "age_factor=old"], "from 0 to 1"),
        (["--set", "age_factor"], "NAME=VALUE"),
        (["--set", "working_fluid=R1233zd"], "Did you mean 'R1233zd(E)'"),
        (["--set", "working_fluid=R717", "--set", "desorption_temp_c=115"], "R1336mzz(Z)"),
        (["--set", "sorbent=liquid_gas"], "900"),
        (["--set", "sorbent=lewatit_shi2024"], "sorbent_heat_capacity_j_per_kg_k"),
        (["--set", "energy_share_cpu_air=0.5"], "sum to 1"),
        (["--scenario", "base_2032"], "Did you mean 'base_2023'"),
        (["--states", "TX,Virgina"], "Did you mean 'Virginia'"),
    ],
)
def test_wrong_input_names_the_remedy(tmp_path, words, said):
    out = tmp_path / "none.xlsx"
    done = run("run", "states", "-o", out, *words)
    assert done.exit_code == EXIT_INPUT
    assert said in done.output
    assert not out.exists()


def test_a_fluid_that_cannot_do_it_leaves_its_states_infeasible_with_the_reason(tmp_path):
    """R717 discharges above 200 degC here: infeasible, zero captured, ratios blank."""
    out = tmp_path / "tx.xlsx"
    done = run("run", "states", "--states", "TX", "-o", out, "--set", "working_fluid=R717")
    assert done.exit_code == 0, done.output
    json_out = tmp_path / "tx.json"
    run("run", "states", "--states", "TX", "-o", json_out, "--set", "working_fluid=R717")
    row = json.loads(json_out.read_text())["states"][0]
    assert row["status"] == "infeasible" and "discharge is too hot" in row["status_note"]
    assert row["captured_t_per_yr"] == 0.0
    assert row["removal_ratio"] in (None, 0.0) and row["lccc_gross_usd_per_t"] is None


def test_an_existing_output_is_kept_unless_forced(tmp_path):
    out = tmp_path / "tx.json"
    out.write_text("mine")
    assert run("run", "states", "--states", "TX", "-o", out).exit_code == EXIT_OUTPUT
    assert out.read_text() == "mine"
    assert run("run", "states", "--states", "TX", "-o", out, "--force").exit_code == 0
    assert out.read_text() != "mine"


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("")
    done = run("run", "states", "--states", "TX", "-o", tmp_path / "file" / "x.json")
    assert done.exit_code == EXIT_OUTPUT
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_an_unknown_ending_is_refused(tmp_path):
    assert run("run", "states", "-o", tmp_path / "x.docx").exit_code == EXIT_INPUT


def test_a_template_is_kept_unless_forced(tmp_path):
    out = tmp_path / "sites.xlsx"
    out.write_text("mine")
    assert run("template", "sites", "-o", out).exit_code == EXIT_OUTPUT
    assert out.read_text() == "mine"
    assert run("template", "sites", "-o", out, "--force").exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames


def test_batch_gives_the_numbers_of_the_study_and_keeps_the_template(tmp_path):
    template = tmp_path / "sites.xlsx"
    assert run("template", "sites", "--example", "-o", template).exit_code == 0
    before = template.read_bytes()
    out = tmp_path / "out"
    done = run("batch", template, "-o", out, "--format", "json")
    assert done.exit_code == 0, done.output
    assert template.read_bytes() == before
    rows = json.loads((out / "sites_results.json").read_text())
    assert len(rows["sites"]) == 4 and all(r["captured_t_per_yr"] > 0 for r in rows["sites"])


def test_a_bad_row_comes_back_refused_and_the_others_are_computed(tmp_path):
    template = tmp_path / "sites.xlsx"
    run("template", "sites", "--example", "-o", template)
    book = openpyxl.load_workbook(template)
    sheet = book["Sites"]
    header = next(
        row for row in sheet.iter_rows() if any(cell.value == "capacity_mw" for cell in row)
    )
    column = next(cell.column for cell in header if cell.value == "capacity_mw")
    cell = sheet.cell(header[0].row + 1, column)
    cell.value = -5
    book.save(template)
    done = run("batch", template, "-o", tmp_path / "out", "--format", "json")
    assert done.exit_code == EXIT_PARTIAL
    assert f"Sites!{cell.coordinate}" in done.output
    rows = json.loads((tmp_path / "out" / "sites_results.json").read_text())["sites"]
    status = [row["status"] for row in rows]
    assert status.count("refused") == 1 and len(rows) == 4
    assert f"Sites!{cell.coordinate}" in rows[-1]["status_note"]


def test_one_unreadable_template_does_not_stop_the_next(tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(b"not a workbook")
    run("template", "sites", "--example", "-o", tmp_path / "good.xlsx")
    done = run(
        "batch", tmp_path / "bad.xlsx", tmp_path / "good.xlsx", "-o", tmp_path, "--format", "json"
    )
    assert done.exit_code == EXIT_PARTIAL
    assert "bad.xlsx" in done.output
    assert (tmp_path / "good_results.json").exists()


def test_params_show_tells_source_and_bounds():
    shown = run("params", "show", "sorbent_life_yr").stdout
    assert "NASEM" in shown and "yr" in shown
    assert run("params", "show", "sorbent_life").exit_code == EXIT_INPUT
    listed = run("params", "list", "--group", "economics").stdout
    assert "real_discount_rate" in listed and "liquid_share" not in listed


def test_doctor_is_content_here():
    done = run("doctor")
    assert done.exit_code == 0 and "checksum holds" in done.stdout


def test_dac_map_writes_tables_and_a_picture(tmp_path):
    out = tmp_path / "map"
    assert run("run", "dac-map", "-o", out).exit_code == 0
    assert (out / "dac_map.png").read_bytes().startswith(b"\x89PNG")
    table = pd.read_csv(out / "dac_map.csv")
    assert {"heat_kwh_per_t", "heat_jajjawi_kwh_per_t"} <= set(table.columns)
