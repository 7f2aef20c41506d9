"""What the buttons of the analyst workbook run; each works on the workbook that calls it."""

from dacaidc_xl.excel.macros.buttons import (
    clear_results,
    compare_scenarios,
    export_report,
    refresh_charts,
    reset_inputs,
    run_all_states,
    run_counties,
    run_hourly,
    run_pathway,
    run_sites,
    validate_inputs,
)

__all__ = [
    "clear_results",
    "compare_scenarios",
    "export_report",
    "refresh_charts",
    "reset_inputs",
    "run_all_states",
    "run_counties",
    "run_hourly",
    "run_pathway",
    "run_sites",
    "validate_inputs",
]
