"""A headless LibreOffice of its own, driven over its bridge by the Python that has ``uno``."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

DRIVER = Path(__file__).with_name("office_driver.py")


def python_with_uno() -> str:
    """Give a Python that has LibreOffice's bridge: seldom the one that runs the tests."""
    for python in (sys.executable, "/usr/bin/python3", "/usr/lib/libreoffice/program/python"):
        if shutil.which(python):
            done = subprocess.run([python, "-c", "import uno"], capture_output=True, timeout=60)
            if done.returncode == 0:
                return python
    raise RuntimeError("no Python with uno: apt-get install python3-uno")


@contextmanager
def office(folder: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """Run LibreOffice with a profile in a folder; give the name of its pipe."""
    pipe = f"dac_{os.getpid()}_{time.monotonic_ns()}"
    process = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo",
            f"-env:UserInstallation=file://{folder}/profile",
            f"--accept=pipe,name={pipe};urp;",
        ],
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield pipe
    finally:
        # The launcher's child outlives it: the group of this process ends as a whole.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def drive(pipe: str, task: Mapping[str, object], timeout: float = 540) -> dict[str, object]:
    """Let the driver do a task in a running office; give its answer."""
    done = subprocess.run(
        [python_with_uno(), str(DRIVER), pipe],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
