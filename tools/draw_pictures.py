"""Draw the pictures of the README anew: ``python tools/draw_pictures.py docs``."""

from __future__ import annotations

import sys
from pathlib import Path

from dacaidc_xl.report.dac_figure import draw_dac_map
from dacaidc_xl.report.state_figure import draw_states
from dacaidc_xl.studies import states
from dacaidc_xl.studies.dac_map import dac_map


def main(folder: Path) -> None:
    """Write states.png and dac_map.png into a folder."""
    draw_states(states("all"), folder / "states.png")
    draw_dac_map(dac_map(), folder / "dac_map.png")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/draw_pictures.py FOLDER")
    main(Path(sys.argv[1]))
