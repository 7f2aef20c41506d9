"""The headline functions: removal, emissions, ratio, cost, heat of a region."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dacaidc_xl.excel.functions.cells import Cells
from dacaidc_xl.excel.functions.figures import Figure, headline
from dacaidc_xl.excel.functions.places import (
    baselines,
    capacity_words,
    scenario_names,
    server_classes,
)
from dacaidc_xl.excel.functions.registry import worksheet_function

Choices = dict[str, Callable[[], Sequence[str]]]

PLACE_CHOICES: Choices = {
    "scenario": scenario_names,
    "server_class": server_classes,
    "capacity_mw": capacity_words,
}
"""What the arguments that all headline functions share may be."""

NO_CAPTURE = "nothing captured"
NET_REMOVAL = {
    "integrated": Figure("net_removal_t_per_yr"),
    "location": Figure("net_removal_location_t_per_yr"),
}
CAPTURE = {
    "captured": Figure("captured_t_per_yr", baselines=False),
    "nameplate": Figure("nameplate_t_per_yr", baselines=False, classes=False),
}
EMISSIONS = {
    "indirect": Figure("indirect_t_per_yr"),
    "operational": Figure("operational_t_per_yr"),
    "embodied": Figure("embodied_t_per_yr"),
    "leakage": Figure("leakage_t_per_yr"),
    "datacenter": Figure("datacenter_emissions_t_per_yr", baselines=False),
    "net": Figure("net_removal_t_per_yr", negated=True),
}
REMOVAL_RATIO = {
    "headline": Figure("removal_ratio", "no removal ratio", "ratio_note"),
    "net": Figure("removal_ratio_net", "no data-center emissions", "ratio_note"),
    "operational": Figure("captured_per_operational", "no operational emissions"),
}
LCCC = {
    "gross": Figure("lccc_gross_usd_per_t", NO_CAPTURE, "lccc_note"),
    "net": Figure("lccc_net_usd_per_t", "no net removal", "lccc_note"),
}
HEAT = {
    "delivered": Figure("delivered_heat_mwh_per_yr", baselines=False),
    "recovered": Figure("recovered_heat_mwh_per_yr", baselines=False),
    "recoverable": Figure("recoverable_heat_mwh_per_yr", baselines=False),
}


def _choices(figures: dict[str, Figure], with_baselines: bool) -> Choices:
    names = tuple(figures)
    return {**PLACE_CHOICES, "basis": lambda: (*names, *(baselines() if with_baselines else ()))}


def place_arguments(
    region: Cells, scenario: Cells, server_class: Cells, capacity_mw: Cells, **last: Cells
) -> dict[str, object]:
    """Arguments of a headline function by name, in the one order of all of them."""
    first = {"region": region, "scenario": scenario, "server_class": server_class}
    return {**first, "capacity_mw": capacity_mw, **last}


@worksheet_function(
    example='=DAC_NET_REMOVAL("VA","2030",,"reference")',
    choices=_choices(NET_REMOVAL, True),
)
def net_removal(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """CO2 that the waste heat of a region's AI data centers would remove, net [t/yr].

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    basis : text, optional
        Blank for the integrated system; location (all electricity at the grid of the place), or a
        baseline: electric_boiler, ambient_heat_pump, gas_boiler, liquid_electric, liquid_gas.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    float, str or nested list
        t/yr; negative where more is emitted than captured.

    Examples
    --------
    >>> net_removal("OR") > 0.0 > net_removal("WV", None, None, "reference")
    True
    >>> net_removal([["DC"]])
    [['#DAC! no load reported: DAC_NET_REMOVAL, integrated, District of Columbia under base_2023; \
give capacity_mw, "reference" or MW']]
    """
    asked = place_arguments(region, scenario, server_class, capacity_mw, basis=basis)
    return headline("DAC_NET_REMOVAL", NET_REMOVAL, asked, overrides)


@worksheet_function(
    example='=DAC_CAPTURE("TX")',
    choices=_choices(CAPTURE, False),
)
def capture(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """CO2 that the waste heat of a region's AI data centers would capture, gross [t/yr].

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    basis : text, optional
        Blank for what is captured in a year; nameplate for the size of the DAC plants.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    float, str or nested list
        t/yr.

    Examples
    --------
    >>> capture("TX", None, None, 200.0) > 1.9 * capture("TX", None, None, 100.0)
    True
    """
    asked = place_arguments(region, scenario, server_class, capacity_mw, basis=basis)
    return headline("DAC_CAPTURE", CAPTURE, asked, overrides)


@worksheet_function(
    example='=DAC_EMISSIONS("TX",,,"reference","datacenter")',
    choices=_choices(EMISSIONS, True),
)
def emissions(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """Emissions that belong to capture on the waste heat of a region's AI data centers [t CO2e/yr].

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    basis : text, optional
        Blank for indirect (operational + embodied + leakage); operational, embodied, leakage,
        datacenter (without capture), net (indirect less captured); or a baseline, also with one of
        these.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    float, str or nested list
        t/yr.

    Examples
    --------
    >>> emissions("TX", None, None, "reference", "net") == -net_removal(
    ...     "TX", None, None, "reference")
    True
    """
    asked = place_arguments(region, scenario, server_class, capacity_mw, basis=basis)
    return headline("DAC_EMISSIONS", EMISSIONS, asked, overrides)


@worksheet_function(
    example='=DAC_REMOVAL_RATIO("WA",,,"reference")',
    choices=_choices(REMOVAL_RATIO, True),
)
def removal_ratio(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """CO2 captured over the operational emissions of data center and capture together [-].

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    basis : text, optional
        Blank for headline (captured over data center + capture); net ((captured - operational) over
        data center); operational (captured over operational); or a baseline, also with one of
        these.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    float, str or nested list
        Ratio; above 1 more is captured than both emit.

    Examples
    --------
    >>> removal_ratio("TX") < removal_ratio("WA")
    True
    """
    asked = place_arguments(region, scenario, server_class, capacity_mw, basis=basis)
    return headline("DAC_REMOVAL_RATIO", REMOVAL_RATIO, asked, overrides)


@worksheet_function(
    example='=DAC_LCCC("OR","2030")',
    choices=_choices(LCCC, True),
)
def lccc(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """Levelized cost of carbon capture on a region's AI data-center heat [2024 USD/t].

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    basis : text, optional
        Blank for gross (per tonne captured); net (per tonne of net removal); or a baseline such as
        electric_boiler, also with one of these: gas_boiler net.
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    float, str or nested list
        USD/t; a text where there is no net removal to divide by, never 0. Costs are those of the
        reference AIDC in the region, or of a site of the given capacity.

    Examples
    --------
    >>> lccc("OR") < lccc("OR", None, None, None, "net")
    True
    >>> lccc("WV", None, None, None, "net")
    '#DAC! no net removal: DAC_LCCC, net, West Virginia under base_2023'
    """
    asked = place_arguments(region, scenario, server_class, capacity_mw, basis=basis)
    return headline("DAC_LCCC", LCCC, asked, overrides)


@worksheet_function(
    example='=DAC_HEAT("CA",,"gpu_liquid")',
    choices=_choices(HEAT, False),
)
def heat(
    region: Cells,
    scenario: Cells = None,
    server_class: Cells = None,
    capacity_mw: Cells = None,
    basis: Cells = None,
    overrides: object = None,
) -> object:
    """Heat that a region's AI data centers give to the capture in a year [MWh/yr].

    Parameters
    ----------
    region : text or number
        State or DC: name, postal abbreviation or FIPS code; or county: FIPS code such as 51107, or
        Loudoun County, VA.
    scenario : text, optional
        Grid, prices and year; base_2023 by default.
    server_class : text, optional
        Contribution of one class: cpu_air, gpu_air, gpu_liquid, immersion or backup; blank for
        the whole mix.
    capacity_mw : text or number, optional
        Blank for the region's published load, "reference" for the reference AIDC of 100 MW, or
        installed IT power of one site [MW].
    basis : text, optional
        Blank for delivered (to the sorbent, after the heat pump); recovered (taken from the data
        center); recoverable (at full use).
    overrides : two-column range, optional
        Names of parameters, or of price, grid intensity and weather of the place, and values.

    Returns
    -------
    float, str or nested list
        MWh/yr.

    Examples
    --------
    >>> heat("CA", None, None, 50.0) > heat("CA", None, None, 50.0, "recovered")
    True
    """
    asked = place_arguments(region, scenario, server_class, capacity_mw, basis=basis)
    return headline("DAC_HEAT", HEAT, asked, overrides)
