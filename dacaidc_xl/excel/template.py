"""Input templates of headless batch runs: write a blank or an example, read a filled one.

``python -m dacaidc_xl.excel.template FOLDER`` rebuilds the files of ``templates/``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dacaidc_xl.excel.template_layout import KIND_SHEETS
from dacaidc_xl.excel.template_read import BadRow, TemplateInput, read_template
from dacaidc_xl.excel.template_write import write_template

__all__ = ["BadRow", "TemplateInput", "build_templates", "read_template", "write_template"]


def build_templates(folder: str | Path) -> tuple[Path, ...]:
    """Write the blank and the example template of each kind, over those that are there.

    Parameters
    ----------
    folder : str or Path
        Where to; made where it is missing.

    Returns
    -------
    tuple of Path

    Raises
    ------
    OutputError
        A file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     names = [path.name for path in build_templates(folder)]
    >>> len(names), names[:2]
    (8, ['sites_template.xlsx', 'sites_example.xlsx'])
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(
        write_template(folder / f"{kind}_{name}.xlsx", kind, example, overwrite=True)
        for kind in KIND_SHEETS.values()
        for name, example in (("template", False), ("example", True))
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m dacaidc_xl.excel.template FOLDER")
    for written in build_templates(sys.argv[1]):
        print(written)
