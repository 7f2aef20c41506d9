"""A study of made-up numbers, whose chunks fail as a test wants."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dacaidc_xl.errors import InputError
from dacaidc_xl.long_runs.chunks import Answer
from dacaidc_xl.long_runs.plans import Plan
from dacaidc_xl.studies.closures import checks_table


@dataclass(frozen=True)
class NumbersChunk:
    """Some numbers; leaves a line in a log each time it is computed."""

    first: int
    size: int
    log: str
    fault: str = ""
    seconds: float = 0.0

    @property
    def label(self) -> str:
        return f"numbers from {self.first}"

    def compute(self) -> Answer:
        before = computed(Path(self.log)).count(self.first)
        with open(self.log, "a") as stream:
            stream.write(f"{self.first}\n")
        time.sleep(self.seconds)
        if self.fault == "kill" or (self.fault == "kill once" and before == 0):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "refuse" or (self.fault == "refuse once" and before == 0):
            raise InputError("number", self.first, "a number without a fault")
        if self.fault == "interrupt once" and before == 0:
            raise KeyboardInterrupt
        numbers = list(range(self.first, self.first + self.size))
        table = pd.DataFrame({"number": numbers, "third": [n / 3.0 for n in numbers]})
        if self.first:
            table["late"] = [n + 1 for n in numbers]
        checks = checks_table("made_up", [("a = b", 1e-16 * (self.first + 1))])
        return Answer({"numbers": table, "checks": checks}, ("shared", f"of {self.first}"))


def computed(log: Path) -> list[int]:
    """First numbers of the chunks that were computed so far, in order."""
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def numbers_plan(log: Path, count: int = 6, faults: dict[int, str] | None = None, **about) -> Plan:
    """Plan of chunks of three numbers each."""
    seconds = float(about.pop("seconds", 0.0))
    chunks = tuple(
        NumbersChunk(3 * i, 3, str(log), (faults or {}).get(i, ""), seconds) for i in range(count)
    )
    return Plan("numbers", {"study": "numbers", "count": count, **about}, chunks, {})


def expected_numbers(count: int = 6, without: tuple[int, ...] = ()) -> pd.DataFrame:
    """What the joined table should hold."""
    numbers = [n for i in range(count) if i not in without for n in range(3 * i, 3 * i + 3)]
    late = [float("nan") if n < 3 else float(n + 1) for n in numbers]
    return pd.DataFrame({"number": numbers, "third": [n / 3.0 for n in numbers], "late": late})
