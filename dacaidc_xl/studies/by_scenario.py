"""One study over several scenarios: its values, its tables joined, its warnings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dacaidc_xl.model.plant import Plant
from dacaidc_xl.reference.parameters import Parameters
from dacaidc_xl.reference.scenarios import Scenario, find_scenario

if TYPE_CHECKING:
    import pandas as pd

Evaluate: TypeAlias = (
    "Callable[[Scenario, Parameters], tuple[dict[str, pd.DataFrame], Plant, Sequence[str]]]"
)
"""Gives tables, the reference AIDC and warnings of one scenario."""


@dataclass(frozen=True)
class Joined:
    """What the scenarios of a study gave.

    Attributes
    ----------
    tables : dict of str to DataFrame
        By name, the scenarios one below the other.
    values : dict of str to Parameters
        Values of each scenario.
    plants : dict of str to Plant
        The reference AIDC of each scenario.
    warnings : list of str
        Those of each scenario, in their order.
    """

    tables: dict[str, pd.DataFrame]
    values: dict[str, Parameters]
    plants: dict[str, Plant]
    warnings: list[str]


def over_scenarios(
    names: Sequence[str],
    parameters: Mapping[str, object] | None,
    places: Mapping[str, str] | None,
    evaluate: Evaluate,
) -> Joined:
    """Evaluate a study in each of some scenarios and join what they give.

    Parameters
    ----------
    names : sequence of str
        Scenarios, as the table of scenarios spells them.
    parameters : mapping or None
        Overrides by parameter name; they hold in every scenario.
    places : mapping or None
        Where each override stands, for the message of an error.
    evaluate : callable
        Gives tables, the reference AIDC and warnings of one scenario.

    Returns
    -------
    Joined

    Raises
    ------
    InputError
        An override out of bounds, or what ``evaluate`` refuses.
    """
    import pandas as pd

    frames: dict[str, list[pd.DataFrame]] = {}
    values: dict[str, Parameters] = {}
    plants: dict[str, Plant] = {}
    warnings: list[str] = []
    for name in names:
        row = find_scenario(name)
        values[name] = Parameters.of(row.parameter_set, parameters, row.mix_set, places)
        tables, plants[name], said = evaluate(row, values[name])
        for key, table in tables.items():
            frames.setdefault(key, []).append(table)
        warnings += said
    joined = {key: pd.concat(tables, ignore_index=True) for key, tables in frames.items()}
    return Joined(joined, values, plants, warnings)
