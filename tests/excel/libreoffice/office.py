"""LibreOffice with the extension in a profile of its own, and workbooks recalculated by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dacaidc_xl.excel.libreoffice.extension import build_extension
from dacaidc_xl.excel.libreoffice.install import (
    Office,
    find_manager,
    install,
    office_environment,
)

NOBODY = 65534
"""An unprivileged user: LibreOffice takes no extension from root for one profile."""
TIMEOUT_S = 240


def _install_as_nobody(office: Office, folder: Path) -> None:
    extension = folder / "dacaidc_xl.oxt"
    extension.write_bytes(build_extension(sys.executable))
    for path, mode in ((folder, 0o755), (extension, 0o644)):
        path.chmod(mode)
    os.chown(office.profile, NOBODY, NOBODY)
    subprocess.run(
        office.command("add", "--force", "--suppress-license", str(extension)),
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        env={**office_environment(), "HOME": str(office.profile)},
        cwd="/",
        capture_output=True,
        check=True,
        timeout=TIMEOUT_S,
    )


@contextmanager
def installed_profile() -> Iterator[Path]:
    """Give a profile with the extension, answered by this Python."""
    folder = Path(tempfile.mkdtemp(prefix="dacaidc_xl-office-"))
    try:
        profile = folder / "profile"
        profile.mkdir()
        office = Office(find_manager(), profile)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            _install_as_nobody(office, folder)
        else:
            install(office)
        yield profile
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def recalculated(profile: Path, workbook: Path, form: str = "xlsx") -> Path:
    """Open a workbook in LibreOffice and save what it shows."""
    target = workbook.parent / "recalculated"
    done = subprocess.run(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}",
         "--convert-to", form, "--outdir", str(target), str(workbook)],
        capture_output=True, text=True, timeout=TIMEOUT_S, env=office_environment(),
    )  # fmt: skip
    made = target / f"{workbook.stem}.{form}"
    assert made.exists(), done.stderr
    return made
