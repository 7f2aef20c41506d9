"""What the workbook is filled with: the results of each study that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dacaidc_xl.excel.template_examples import SITE_EXAMPLES
from dacaidc_xl.excel.template_layout import DEFAULT_SCENARIO
from dacaidc_xl.excel.workbook.layout import RESULT_BLOCKS, SHIPPED_PROJECTIONS
from dacaidc_xl.excel.workbook.look_up import Block
from dacaidc_xl.reference.parameters import SERVER_CLASSES
from dacaidc_xl.studies import provenance
from dacaidc_xl.studies.counties import counties
from dacaidc_xl.studies.hourly import hourly
from dacaidc_xl.studies.inputs import LOCAL_QUANTITIES, SiteInput
from dacaidc_xl.studies.pathway import BUILD_YEAR, pathway
from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import ALL, states
from dacaidc_xl.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

COMMAND = "RunAllStates, as shipped"
OF_A_RUN = ("date", "Python")
"""Items of the provenance that belong to one run on one machine; the shipped copy has none."""
MONTHS_ELSEWHERE = "Monthly"
"""A note of an example that speaks of the template's sheet of months, which is not here."""


@dataclass(frozen=True)
class Content:
    """Studies behind a workbook by kind, and the result tables made of them, by their names."""

    studies: Mapping[str, Study]
    blocks: Mapping[str, Block]

    @property
    def states(self) -> Study:
        """All states, month by month."""
        return self.studies["states"]


def example_rows() -> tuple[Mapping[str, object], ...]:
    """Give the example sites as rows of the sheet Sites.

    Examples
    --------
    >>> example_rows()[0]["name"]
    'Ashburn campus'
    """
    return tuple(
        {k: v for k, v in row.items() if k != "note" or MONTHS_ELSEWHERE not in str(v)}
        for row in SITE_EXAMPLES
    )


def example_sites() -> tuple[SiteInput, ...]:
    """Give the example sites as input of the sites study.

    Examples
    --------
    >>> example_sites()[0].capacity_mw
    100.0
    """
    made = []
    for row in example_rows():
        shares = {c: float(str(row.get(f"share_{c}", 0.0))) for c in SERVER_CLASSES}
        made.append(
            SiteInput(
                place="Sites",
                name=str(row["name"]),
                state=str(row["state"]),
                scenario=str(row["scenario"]),
                capacity_mw=float(str(row["capacity_mw"])),
                class_share=shares if any(shares.values()) else None,
                local={q: (float(str(row[q])),) for q in LOCAL_QUANTITIES if q in row},
            )
        )
    return tuple(made)


def shipped_provenance(study: Study) -> pd.DataFrame:
    """Give what a study was made of, without what belongs to one run on one machine."""
    table = provenance.provenance_table(study, COMMAND)
    return table[~table["item"].isin(OF_A_RUN)].reset_index(drop=True)


def content_of(studies: Mapping[str, Study]) -> Content:
    """Give the content of a workbook from its studies.

    Parameters
    ----------
    studies : mapping of str to Study
        Results by kind of study, one of each that `layout.RESULT_BLOCKS` names.

    Returns
    -------
    Content
    """
    blocks = {}
    for layout in RESULT_BLOCKS:
        study = studies[layout.study]
        frame = shipped_provenance(study) if layout.table == "provenance" else study[layout.table]
        blocks[layout.name] = Block.of(layout, frame)
    return Content(studies, blocks)


def shipped_content() -> Content:
    """Evaluate what the workbook is sent out with.

    All states by months and by hours under the headline scenarios, all counties under the
    first of them, the example sites, and plants in all states on two projections of the grid.
    """
    return content_of(
        {
            "states": states(ALL),
            "sites": sites(example_sites()),
            "counties": counties(DEFAULT_SCENARIO),
            "hourly": hourly(ALL),
            "pathway": pathway(BUILD_YEAR, SHIPPED_PROJECTIONS),
        }
    )
