"""What all tests share: LibreOffice tests are skipped where it is missing, but never in CI."""

from __future__ import annotations

import os
import shutil

import pytest

HINT = "needs LibreOffice: apt-get install -y libreoffice-calc python3-uno"


def pytest_collection_modifyitems(items):
    if shutil.which("soffice"):
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"LibreOffice tests may not be skipped here; it {HINT}")
    for item in items:
        if item.get_closest_marker("libreoffice"):
            item.add_marker(pytest.mark.skip(reason=HINT))
