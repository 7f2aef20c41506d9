"""Calls of worksheet functions from LibreOffice: one worker process, JSON lines over pipes.

This file is copied into the extension and runs in the Python of LibreOffice, which need not be
the one that holds dacaidc_xl. So it uses the standard library only.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

ERROR = "#DAC!"
"""What every error text begins with."""
NOT_YET = math.nan
"""What a gathered call gives: an error in Calc, so nothing is asked that builds on it."""


def worker_command(interpreter: str) -> list[str]:
    """Give the command that starts the worker.

    Parameters
    ----------
    interpreter : str
        Path of the Python that holds dacaidc_xl.

    Returns
    -------
    list of str
        Without variables that LibreOffice sets for its own Python (``-E``), and without the
        folder that the user happens to be in (``-P``).

    Examples
    --------
    >>> worker_command("/usr/bin/python3")[:3]
    ['/usr/bin/python3', '-E', '-P']
    """
    return [interpreter, "-E", "-P", "-m", "dacaidc_xl.excel.libreoffice.worker"]


class Worker:
    """One process that answers calls until it is closed or this process ends.

    It starts with the first call, and once more where it has died.

    Parameters
    ----------
    interpreter : str
        Path of the Python that holds dacaidc_xl.
    """

    def __init__(self, interpreter: str) -> None:
        self.interpreter = interpreter
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._answers: dict[str, list[list[Any]]] = {}
        self._gathered: dict[str, str] | None = None

    def call(self, function: str, arguments: Sequence[object]) -> list[list[Any]]:
        """Call a worksheet function.

        Parameters
        ----------
        function : str
            Its name, such as ``DAC_LCCC``.
        arguments : sequence
            None for a blank, numbers, texts, or tuples of rows.

        Returns
        -------
        list of list
            Rows of numbers and texts, one row of one cell for a single value. An error text
            where no worker answers; nothing is raised.
        """
        request = json.dumps([function, list(arguments)])
        with self._lock:
            if request in self._answers:
                return self._answers[request]
            if self._gathered is not None:
                self._gathered[request] = function
                return [[NOT_YET]]
            return self._answered({request: function})[request]

    def gather(self) -> None:
        """Give calls no answer from now on but remember them, until `answer_gathered`."""
        self._gathered = {}

    def answer_gathered(self) -> int:
        """Ask for all answers together and keep them until `forget`.

        Returns
        -------
        int
            Number of calls that were gathered, each once.

        Examples
        --------
        >>> worker = Worker("/usr/bin/python3")
        >>> worker.gather()
        >>> worker.call("DAC_PUE", [25.0, 60.0])
        [[nan]]
        """
        gathered, self._gathered = self._gathered, None
        if not gathered:
            return 0
        with self._lock:
            self._answers.update(self._answered(gathered))
        return len(gathered)

    def forget(self) -> None:
        """Drop the answers that were kept, and the calls that were gathered."""
        self._answers, self._gathered = {}, None

    def close(self) -> None:
        """End the worker, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin and process.stdout
        with suppress(OSError):  # it has died with a request in the pipe
            process.stdin.close()
        process.stdout.close()
        process.wait()

    def _answered(self, calls: Mapping[str, str]) -> dict[str, list[list[Any]]]:
        """Give rows for each request, with its function, from the worker or in its place."""
        line = f"[{', '.join(calls)}]\n"
        try:
            answer = self._ask(line) or self._ask(line)
            why = "it ended without an answer"
        except OSError as error:
            answer, why = "", error.strerror or str(error)
        if not answer:
            return {request: self._unanswered(name, why) for request, name in calls.items()}
        # No zip: Python 3.8, which LibreOffice may have, cannot make it strict.
        rows = iter(json.loads(answer))
        return {request: next(rows) for request in calls}

    def _ask(self, request: str) -> str:
        """Send a request and give its answer; empty where the worker has died."""
        if self._process is None:
            self._process = subprocess.Popen(
                worker_command(self.interpreter),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                # No console window beside LibreOffice on Windows.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
            )
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer.endswith("\n"):
            self.close()
            return ""
        return answer

    def _unanswered(self, function: str, why: str) -> list[list[Any]]:
        text = f"{ERROR} {function}: no answer from {self.interpreter} ({why}); "
        return [[(text + "run: dacaidc-xl libreoffice doctor")[:255]]]
