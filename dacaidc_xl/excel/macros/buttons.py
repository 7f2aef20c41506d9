"""The macros by name: one for the calling workbook, one for a workbook that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dacaidc_xl.excel.macros import evaluate, upkeep
from dacaidc_xl.excel.macros.run import perform

if TYPE_CHECKING:
    import xlwings as xw


def _caller() -> xw.Book:
    import xlwings as xw

    return xw.Book.caller()


def run_all_states_on(book: xw.Book) -> None:
    """Evaluate all states in the scenario of the sheet Inputs and fill the result tables.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Run all states", evaluate.states)


def run_all_states() -> None:
    """Run `run_all_states_on` on the workbook whose button was pressed."""
    run_all_states_on(_caller())


def run_sites_on(book: xw.Book) -> None:
    """Evaluate the sites of the sheet Sites and fill their result table.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Run sites", evaluate.sites)


def run_sites() -> None:
    """Run `run_sites_on` on the workbook whose button was pressed."""
    run_sites_on(_caller())


def run_counties_on(book: xw.Book) -> None:
    """Evaluate all counties in the scenario of the sheet Inputs, the first where all are chosen.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Run counties", evaluate.counties)


def run_counties() -> None:
    """Run `run_counties_on` on the workbook whose button was pressed."""
    run_counties_on(_caller())


def run_hourly_on(book: xw.Book) -> None:
    """Evaluate all states by the hour in the scenario of the sheet Inputs.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Run hourly", evaluate.hours)


def run_hourly() -> None:
    """Run `run_hourly_on` on the workbook whose button was pressed."""
    run_hourly_on(_caller())


def run_pathway_on(book: xw.Book) -> None:
    """Follow a plant in each state over its life, as the sheet Inputs says.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Run pathway", evaluate.pathway)


def run_pathway() -> None:
    """Run `run_pathway_on` on the workbook whose button was pressed."""
    run_pathway_on(_caller())


def compare_scenarios_on(book: xw.Book) -> None:
    """Evaluate all states in each headline scenario and show the comparison.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Compare scenarios", evaluate.compare)


def compare_scenarios() -> None:
    """Run `compare_scenarios_on` on the workbook whose button was pressed."""
    compare_scenarios_on(_caller())


def refresh_charts_on(book: xw.Book) -> None:
    """Recalculate the formulas on which the charts stand; evaluates nothing.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Refresh charts", upkeep.refresh)


def refresh_charts() -> None:
    """Run `refresh_charts_on` on the workbook whose button was pressed."""
    refresh_charts_on(_caller())


def validate_inputs_on(book: xw.Book) -> None:
    """Check all inputs and list what is to mend on the sheet Problems.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Validate inputs", upkeep.validate)


def validate_inputs() -> None:
    """Run `validate_inputs_on` on the workbook whose button was pressed."""
    validate_inputs_on(_caller())


def clear_results_on(book: xw.Book) -> None:
    """Empty the result tables; inputs and formats stay.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Clear results", upkeep.clear)


def clear_results() -> None:
    """Run `clear_results_on` on the workbook whose button was pressed."""
    clear_results_on(_caller())


def export_report_on(book: xw.Book) -> None:
    """Evaluate and write results workbooks beside this one, under new names.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Export report", upkeep.export)


def export_report() -> None:
    """Run `export_report_on` on the workbook whose button was pressed."""
    export_report_on(_caller())


def reset_inputs_on(book: xw.Book) -> None:
    """Clear the own values of the sheet Inputs, so that the defaults hold.

    Parameters
    ----------
    book : xlwings.Book
        The analyst workbook.
    """
    perform(book, "Reset inputs", upkeep.reset)


def reset_inputs() -> None:
    """Run `reset_inputs_on` on the workbook whose button was pressed."""
    reset_inputs_on(_caller())
