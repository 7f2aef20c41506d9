"""The studies that the functions are compared with."""

from __future__ import annotations

import pytest

from dacaidc_xl.studies import sites, states
from dacaidc_xl.studies.inputs import SiteInput
from tests.excel.functions.support import ABBR, SCENARIOS


@pytest.fixture(scope="session")
def study():
    return states(SCENARIOS)


@pytest.fixture(scope="session")
def site_study():
    given = [SiteInput(f"{a} {s}", a, a, s, 37.5) for s in SCENARIOS for a in ABBR]
    return sites(given)
