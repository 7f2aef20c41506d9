"""Write the workbook, its copy of values and the add-in.

``python -m dacaidc_xl.excel.workbook FOLDER``
"""

from __future__ import annotations

import argparse
from pathlib import Path

from dacaidc_xl.excel.vba.assembly import write_files


def main() -> None:
    """Write the files into the folder that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m dacaidc_xl.excel.workbook", description=__doc__
    )
    parser.add_argument("folder", type=Path, help="where to, such as workbooks")
    for path in write_files(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
