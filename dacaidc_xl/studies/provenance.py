"""What a result was made of: versions, data with vintages and licenses, parameters, command."""

from __future__ import annotations

import datetime as dt
import platform
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np

from dacaidc_xl.reference.grid_series import grid_series
from dacaidc_xl.reference.parameters import parameter_table, table_digest
from dacaidc_xl.reference.scenarios import find_scenario, scenarios
from dacaidc_xl.reference.tables import table_sources
from dacaidc_xl.studies.study import BUILT, Study

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("CoolProp", "numpy", "scipy", "pandas")


def version() -> str:
    """Give the version of this package."""
    return metadata.version("dacaidc_xl")


def about_scenario(name: str) -> tuple[str, str]:
    """Give title and note of a scenario, or of a grid projection that stands for one.

    Examples
    --------
    >>> about_scenario("2030")[0], about_scenario("cambium2024_midcase")[0]
    ('2030, Cambium 2024 Mid-case', 'NREL, Cambium 2024 Mid-case, by way of Scout')
    """
    projection = name.partition(BUILT)[0]
    if projection in grid_series() and name not in {row.name for row in scenarios()}:
        series = grid_series()[projection]
        return f"{series.publisher}, {series.vintage}", f"{series.metric}. {series.note}"
    row = find_scenario(name)
    return row.title, row.note


def provenance_table(study: Study, command: str, when: dt.datetime | None = None) -> pd.DataFrame:
    """List what the result was made of, one row an item.

    Parameters
    ----------
    study : Study
        The result.
    command : str
        The command or call that made it.
    when : datetime, optional
        Time of the run; now by default.

    Returns
    -------
    DataFrame
        Columns item, value, note.
    """
    import pandas as pd

    moment = when or dt.datetime.now(dt.UTC)
    rows = [
        ("package", f"dacaidc_xl {version()}", "MIT license"),
        ("command", command, ""),
        ("date", moment.strftime("%Y-%m-%d %H:%M UTC"), ""),
        ("Python", platform.python_version(), platform.system()),
    ]
    rows += [(name, metadata.version(name), "") for name in LIBRARIES]
    rows.append(("parameter tables", table_digest(), "SHA-256, first 16 digits"))
    for name, parameters in study.parameters.items():
        title, note = about_scenario(name)
        rows.append((f"parameters of {name}", parameters.digest(), "hash of every value used"))
        rows.append((f"scenario {name}", title, note))
    rows.append(
        (
            "reference",
            "arXiv 2605.13114",
            "claims compared in direction only; no number here reproduces the paper",
        )
    )
    return pd.DataFrame(rows, columns=["item", "value", "note"])


def data_table() -> pd.DataFrame:
    """List the shipped reference data, one row a column of a table.

    Returns
    -------
    DataFrame
        Publisher, vintage, metric, license, standing and caveats of each.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "table": s.file,
                "column": s.column,
                "unit": s.unit,
                "meaning": s.meaning,
                "publisher": s.publisher,
                "dataset": s.dataset,
                "vintage": s.vintage,
                "metric": s.metric,
                "license": s.license,
                "url_or_doi": s.url_or_doi,
                "standing": s.standing,
                "note": s.note,
            }
            for s in table_sources()
        ]
    )


def inputs_table(study: Study) -> pd.DataFrame:
    """Every parameter of the run, with what was changed marked.

    Parameters
    ----------
    study : Study
        The result.

    Returns
    -------
    DataFrame
        One row a parameter; a column of used values for each scenario.
    """
    import pandas as pd

    rows = []
    for name, row in parameter_table().items():
        record: dict[str, object] = {"parameter": name, "unit": row.unit}
        changed = False
        for scenario, parameters in study.parameters.items():
            used = parameters[name]
            record[f"used_{scenario}"] = "" if used is None else used
            changed = changed or name in parameters.changed()
        record["changed"] = "changed" if changed else ""
        record["default_base"] = "" if row.default is None else row.default
        record["default_2030"] = "" if row.default_2030 is None else row.default_2030
        record |= {
            "low": np.nan if row.low is None else row.low,
            "high": np.nan if row.high is None else row.high,
            "min": np.nan if row.min is None else row.min,
            "max": np.nan if row.max is None else row.max,
            "group": row.group,
            "standing": row.standing,
            "description": row.description,
            "source": row.source,
        }
        rows.append(record)
    return pd.DataFrame(rows)
