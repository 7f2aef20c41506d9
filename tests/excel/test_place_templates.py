"""Templates of counties and of pathways: written, read back, run; bad rows come back refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from dacaidc_xl.cli import app
from dacaidc_xl.errors import InputErrors
from dacaidc_xl.excel.batch import check_inputs, run_template
from dacaidc_xl.excel.package_lint import lint
from dacaidc_xl.excel.results import sheets_of, write_results
from dacaidc_xl.excel.template import read_template, write_template
from dacaidc_xl.excel.template_examples import COUNTY_MONTHS
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.findings import findings
from dacaidc_xl.studies.inputs import CountyInput
from dacaidc_xl.studies.pathway import pathway
from dacaidc_xl.studies.study import REFUSED

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture
def edited(tmp_path):
    """Write an example template with some cells changed, and give its path."""

    def edit(kind: str, example: bool = True, **cells: object):
        path = write_template(tmp_path / "my.xlsx", kind, example, overwrite=True)
        book = openpyxl.load_workbook(path)
        sheet = book[kind.capitalize()]
        for cell, value in cells.items():
            sheet[cell].value = value
        book.save(path)
        return path

    return edit


# --- counties


def test_counties_example_reads_back(edited):
    filled = read_template(edited("counties"))
    assert (filled.kind, filled.scenario, filled.problems) == ("counties", "base_2023", ())
    assert [c.county_fips for c in filled.counties] == ["51107", "51153", "04013", "53025"]
    assert filled.counties[0] == CountyInput("Counties!A7", "51107", {})
    assert filled.counties[2].local == {
        "temp_c": (24.5,),
        "rel_humidity_pct": (30.0,),
        "electricity_price_usd_per_mwh": COUNTY_MONTHS[0][2],
    }


def test_a_code_typed_as_a_number_without_its_zero_is_read(edited):
    filled = read_template(edited("counties", example=False, A7=1001, A8=51107))
    assert [c.county_fips for c in filled.counties] == ["01001", "51107"]


def test_a_blank_counties_template_asks_for_a_county(edited):
    with pytest.raises(InputErrors, match="at least one county that is included"):
        read_template(edited("counties", example=False))


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("A7", "Loudon County, VA", "Did you mean 'Loudoun County, VA'?"),
        ("A7", "09110", "Did you mean '09003'?"),
        ("A7", "Washington County", "a county with its state"),
        ("A7", "51153", "what no other row has (also Counties!A8)"),
        ("B7", "perhaps", "expected yes, no or blank"),
        ("F7", 288.0, "from -60 to 60 degC"),
    ],
)
def test_a_bad_county_is_left_out_alone(edited, cell, value, words):
    filled = read_template(edited("counties", **{cell: value}))
    assert any(words in str(p) and str(p).startswith(f"Counties!{cell}") for p in filled.problems)
    assert "51107" not in [c.county_fips for c in filled.counties]
    assert "04013" in [c.county_fips for c in filled.counties]


def test_months_belong_to_their_county_and_a_misspelled_one_stops_it(edited, tmp_path):
    path = edited("counties")
    book = openpyxl.load_workbook(path)
    book["Monthly"]["A5"].value = "Maricop County, AZ"
    book.save(path)
    filled = read_template(path)
    assert [bad.name for bad in filled.bad_rows] == ["Maricopa County, AZ"]
    assert "Monthly!A5" in str(filled.problems[0])


def test_a_run_is_that_of_the_study_and_a_refused_county_comes_back(edited):
    study = run_template(edited("counties", A7="Loudon County, VA", B3="2030"))
    table = study["counties"]
    assert table["status"].tolist()[-1] == REFUSED
    assert "Did you mean" in table["status_note"].iloc[-1]
    good = table.iloc[:-1]
    assert (study.kind, study.scenarios) == ("counties", ("2030",))
    assert good["county_fips"].tolist() == ["51153", "04013", "53025"]
    given = read_template(edited("counties", A7="Loudon County, VA", B3="2030"))
    plain = counties("2030", {"dac_availability_fraction": 0.88}, ["51153", "04013", "53025"])
    changed = good["local_values_given"].ne("")
    assert changed.tolist() == [True, True, True]
    assert (good["lccc_gross_usd_per_t"] != plain["counties"]["lccc_gross_usd_per_t"]).tolist() == [
        True,
        True,
        False,  # grid intensity alone changes no cost per tonne captured
    ]
    again = counties("2030", given.parameters, [c.county_fips for c in given.counties],
                     local=given.counties)  # fmt: skip
    np.testing.assert_array_equal(
        good["net_removal_t_per_yr"], again["counties"]["net_removal_t_per_yr"]
    )
    assert all("nan" not in sentence for sentence in findings(study))


# --- pathways


def test_pathways_example_reads_back(edited):
    filled = read_template(edited("pathways"))
    assert (filled.kind, filled.problems) == ("pathways", ())
    read = [(p.name, p.region, p.build_year, len(p.grids)) for p in filled.pathways]
    assert read == [
        ("Texas", "TX", 2030, 1),
        ("WV", "WV", 2030, 2),
        ("Loudoun County, VA", "51107", 2027, 1),
        ("53025", "53025", 2030, 6),
    ]
    assert filled.pathways[2].grids == ("cambium2024_midcase",)
    assert check_inputs(filled) == ()


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("A5", "Texsa", "Did you mean 'Texas'?"),
        ("A5", "Loudon County, VA", "Did you mean 'Loudoun County, VA'?"),
        ("A5", None, "blank is not valid"),
        ("B5", 2024, "expected a year 2025 to 2050"),
        ("B5", "2030", "not text. Did you mean '2030'?"),
        ("C5", "cambium", "expected one of aeo2025_reference"),
    ],
)
def test_a_bad_plant_is_left_out_alone(edited, cell, value, words):
    filled = read_template(edited("pathways", **{cell: value}))
    (problem,) = filled.problems
    assert str(problem).startswith(f"Pathways!{cell}: ")
    assert words in str(problem)
    assert len(filled.pathways) == 3


def test_the_same_plant_twice_is_refused(edited):
    cells = {"A8": "TX", "B8": 2030, "C8": None}
    filled = read_template(edited("pathways", **cells))
    assert [problem.place for problem in filled.problems] == ["Pathways!A5", "Pathways!A8"]


def test_each_plant_is_that_of_the_study_of_its_place(edited):
    study = run_template(edited("pathways", A5="Texsa"))
    life = study["pathway_life"].set_index(["scenario", "place"])
    assert life["status"].tolist().count(REFUSED) == 1
    values = {"dac_availability_fraction": 0.88}
    for place, year, which in (
        ("WV", 2030, {"states": ["WV"]}),
        ("Loudoun County, VA", 2027, {"counties": ["51107"]}),
        ("53025", 2030, {"counties": ["53025"]}),
    ):
        alone = pathway(year, "cambium2024_midcase", values, **which)
        here = life.loc[(f"cambium2024_midcase, built {year}", place)]
        for name in ("lifetime_net_removal_t", "lifetime_lccc_gross_usd_per_t", "first_year"):
            assert here[name] == alone["pathway_life"][name].iloc[0], (place, name)
        years = study["pathway"]
        own = years[
            (years["place"] == place) & (years["scenario"] == f"cambium2024_midcase, built {year}")
        ]
        np.testing.assert_array_equal(
            own["net_removal_t_per_yr"], alone["pathway"]["net_removal_t_per_yr"]
        )
    names = life.reset_index().set_index("place")
    assert names.loc["Loudoun County, VA", "county_fips"] == "51107"
    assert set(names.loc["WV", "county_fips"]) == {""}


@pytest.mark.parametrize("kind", ["counties", "pathways"])
def test_results_are_a_sound_workbook_the_same_each_time(edited, tmp_path, kind):
    study = run_template(edited(kind, A7="Nowhere, XX"))
    when = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    for path in (first, second):
        write_results(study, path, "test", when)
    assert first.read_bytes() == second.read_bytes()
    assert lint(first) == []
    book = openpyxl.load_workbook(first)
    assert tuple(book.sheetnames) == sheets_of(study)
    places = book["Counties" if kind == "counties" else "Life"]
    texts = {cell.value for row in places.iter_rows() for cell in row}
    assert REFUSED in texts


def test_the_commands_write_and_run_them(tmp_path):
    runner = CliRunner()
    path = tmp_path / "plants.xlsx"
    done = runner.invoke(app, ["template", "pathways", "-o", str(path), "--example"])
    assert done.exit_code == 0, done.output
    done = runner.invoke(app, ["batch", str(path), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "plants_results.xlsx").exists()
