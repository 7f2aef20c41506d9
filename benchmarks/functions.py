"""Time of worksheet functions: ``python benchmarks/functions.py``.

1,000 and 10,000 cells, each by itself and as one range, in this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from dacaidc_xl.excel.functions import registry
from dacaidc_xl.reference.counties import counties
from dacaidc_xl.reference.geography import states

COUNTS = (1_000, 10_000)


def seconds(work: Callable[[], object]) -> float:
    """Processor time of some work [s]."""
    start = time.process_time()
    work()
    return time.process_time() - start


def table(how: str, one: Callable[[object], object], regions: list[object]) -> None:
    """Print the times of one way of calling."""
    one(regions[0])  # the first call evaluates the model
    for count in COUNTS:
        asked = [regions[i % len(regions)] for i in range(count)]
        scalar = seconds(lambda asked=asked: [one(region) for region in asked])
        array = seconds(lambda asked=asked: one([[region] for region in asked]))
        print(f"{how:44} {count:7,} {scalar:10.3f} {array:10.3f} {scalar / array:9.0f}")


def main() -> None:
    """Print one table."""
    net = registry()["DAC_NET_REMOVAL"].python
    by_state: list[object] = [state.abbr for state in states()]
    by_county: list[object] = [county.fips for county in counties()][::8]
    print(f"{'DAC_NET_REMOVAL':44} {'cells':>7} {'each [s]':>10} {'range [s]':>10} {'ratio':>9}")
    table("in process, states", net, by_state)
    table("in process, counties", net, by_county)


if __name__ == "__main__":
    main()
