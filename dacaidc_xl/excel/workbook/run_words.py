"""What the results of a study were made of, in a line for its sheet."""

from __future__ import annotations

from dacaidc_xl.studies.closures import LIMIT
from dacaidc_xl.studies.study import Study

AS_SHIPPED = "As shipped"


def run_words(study: Study, how: str) -> str:
    """Say what the results of a study were made of, in a line for its sheet.

    Parameters
    ----------
    study : Study
        Result of a study.
    how : str
        When and by what it was made.

    Returns
    -------
    str
    """
    closed = bool((study["checks"]["relative_error"].abs() < LIMIT).all())
    said = [
        f"{how}: {', '.join(study.scenarios)}",
        "all closures are below the limit" if closed else "FAIL: a closure is above the limit",
        *(text.rstrip(". ") for text in study.warnings),
    ]
    # Not capitalized: some begin with the name of a scenario.
    return "; ".join(said) + "."
