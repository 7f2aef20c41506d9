"""What grid intensities measure: said where scenarios differ, or a value is negative."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from dacaidc_xl.reference.scenarios import find_scenario, scenarios
from dacaidc_xl.studies.cases import grid_of
from dacaidc_xl.studies.study import BUILT

NEGATIVE = "negative as published: adds to net removal, counts as 0 in the removal ratio"
"""Note of a place whose grid intensity is below zero."""


def metric_of(name: str) -> str:
    """Give the metric of the grid of a scenario, or of a projection that a pathway follows.

    Parameters
    ----------
    name : str
        Name of a scenario, or of a grid projection with or without its build year.

    Returns
    -------
    str

    Examples
    --------
    >>> metric_of("base_2023"), metric_of("aeo2025_reference, built 2030")
    ('average of generation, CO2e', 'average of generation, CO2e')
    """
    from dacaidc_xl.studies.pathway import BUILD_YEAR, pathway_scenario

    if name in {row.name for row in scenarios()}:
        return grid_of(find_scenario(name)).metric
    return grid_of(pathway_scenario(name.partition(BUILT)[0], BUILD_YEAR, BUILD_YEAR)).metric


def mixed_metrics(names: Iterable[str]) -> tuple[str, ...]:
    """Warn, once, where the scenarios of a run measure their grids differently.

    Parameters
    ----------
    names : iterable of str
        As of `metric_of`.

    Returns
    -------
    tuple of str
        One warning, or none.

    Examples
    --------
    >>> mixed_metrics(["base_2023", "2030_aeo"])
    ()
    >>> mixed_metrics(["base_2023", "2030_lrmer"])
    ('grid metrics differ: average of generation, CO2e (base_2023); long-run marginal, CO2e with \
precombustion (2030_lrmer); a difference between them is not a change over time',)
    """
    by_metric: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_metric.setdefault(metric_of(name), []).append(name)
    if len(by_metric) < 2:
        return ()
    told = "; ".join(f"{metric} ({', '.join(own)})" for metric, own in by_metric.items())
    return (f"grid metrics differ: {told}; a difference between them is not a change over time",)


def negative_notes(kg_per_mwh: ArrayLike) -> list[str]:
    """Note which grid intensities are below zero.

    Parameters
    ----------
    kg_per_mwh : array_like
        Grid intensity [kg/MWh], shape (place,).

    Returns
    -------
    list of str
        Empty where the value is not below zero.

    Examples
    --------
    >>> negative_notes([12.0, -3.0])[0], negative_notes([12.0, -3.0])[1][:8]
    ('', 'negative')
    """
    return [NEGATIVE if value < 0.0 else "" for value in np.asarray(kg_per_mwh).tolist()]
