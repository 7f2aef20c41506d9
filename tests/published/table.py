"""Print the validation table as markdown: ``python -m tests.published.table``."""

from __future__ import annotations

from tests.published.checks import checks
from tests.published.compute import OURS


def significant(value: float, digits: int = 4) -> str:
    """Give a number with so many significant digits and thousands separators."""
    if value == 0.0:
        return "0"
    size = len(str(int(abs(value)))) if abs(value) >= 1.0 else 0
    return f"{value:,.{max(digits - size, 0)}f}"


def markdown() -> str:
    """Build the table, one row a check."""
    lines = [
        "| id | quantity | published | ours | difference | kind | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for check in checks():
        ours = OURS[check.id]()
        unit = "" if check.unit == "-" else f" {check.unit}"
        gap = check.difference(ours)
        shown = "in the band" if gap == 0.0 and " to " in check.published else f"{gap:+.1%}"
        lines.append(
            f"| {check.id} | {check.quantity} | {check.published}{unit} | "
            f"{significant(ours)}{unit} | {shown} | {check.kind} | {check.source} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(markdown(), end="")
