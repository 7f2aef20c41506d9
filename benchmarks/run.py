"""All benchmarks, one after the other, as one table: ``python benchmarks/run.py``.

Ratios of medians taken in this run, on one core where a part says so; name parts to run only
them: ``python benchmarks/run.py maps hours``. The whole takes some minutes.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys

PARTS = ("states", "maps", "hours", "uncertainty", "functions", "scale")


def main() -> None:
    """Print the tables of all parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args().parts or PARTS
    unknown = sorted(set(asked) - set(PARTS))
    if unknown:
        parser.error(f"unknown part {', '.join(unknown)}; known are {', '.join(PARTS)}")
    for part in asked:
        print(f"\n== {part} " + "=" * (76 - len(part)), flush=True)
        sys.argv[1:] = []  # the names of the parts are not theirs
        importlib.import_module(part).main()


if __name__ == "__main__":
    # Linear algebra on one core, so that a ratio is one of work and not of cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
