"""Questions that people ask of the model; answers are pandas tables with stable columns."""

from dacaidc_xl.studies.sites import sites
from dacaidc_xl.studies.states import states

__all__ = ["sites", "states"]
