"""The shipped files, built once for all tests of this folder."""

from __future__ import annotations

import pytest

from dacaidc_xl.excel.workbook.content import shipped_content


@pytest.fixture(scope="session")
def content():
    return shipped_content()


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Give the folder with both files, as the command writes them."""
    from dacaidc_xl.excel.vba.assembly import write_files

    folder = tmp_path_factory.mktemp("workbooks")
    write_files(folder)
    return folder
