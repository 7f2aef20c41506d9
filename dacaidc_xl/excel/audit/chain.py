"""The whole chain of the audit in its order, and the columns of the results that it reads."""

from __future__ import annotations

from dacaidc_xl.excel.audit.chain_account import CONTRIBUTIONS, COST, EMISSIONS, REMOVAL
from dacaidc_xl.excel.audit.chain_flows import FLOWS, OPERATION
from dacaidc_xl.excel.audit.chain_heat import DAC_PLANT, DATA_CENTER, HEAT_PUMP
from dacaidc_xl.excel.audit.chain_inputs import INPUTS
from dacaidc_xl.excel.audit.step import Over, Step

SECTIONS = (
    *INPUTS,
    DATA_CENTER,
    HEAT_PUMP,
    DAC_PLANT,
    OPERATION,
    FLOWS,
    EMISSIONS,
    CONTRIBUTIONS,
    REMOVAL,
    COST,
)
"""Sections of the sheet, in order: a step rests on those above it."""

STEPS: tuple[Step, ...] = tuple(step for section in SECTIONS for step in section.steps)

HEADS = {
    Over.MONTH: ("scenario", "state", "month"),
    Over.CASE: ("scenario", "state", "state_name"),
    Over.RUN: ("scenario",),
}
"""Columns that say what a row of the results is."""


def columns_over(over: Over) -> tuple[str, ...]:
    """Give the columns of one table of the results, those of the chain after the head.

    Parameters
    ----------
    over : Over
        Which table.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> columns_over(Over.RUN)[:3]
    ('scenario', 'reference_aidc_capacity_mw', 'energy_share_cpu_air')
    """
    own = tuple(column for step in STEPS if step.over is over for column in step.columns)
    return HEADS[over] + own
