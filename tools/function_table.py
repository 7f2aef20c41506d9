"""Print the table of worksheet functions for the README: ``python tools/function_table.py``."""

from __future__ import annotations

from dacaidc_xl.excel.functions import WorksheetFunction, registry


def table_row(function: WorksheetFunction) -> str:
    """Give a function as a row of Markdown."""
    arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in function.arguments)
    return f"| `{function.name}({arguments})` | {function.description} |"


def table() -> list[str]:
    """Give the whole table, one line a function."""
    head = ["| function | gives |", "|---|---|"]
    return head + [table_row(function) for function in registry().values()]


if __name__ == "__main__":
    print("\n".join(table()))
