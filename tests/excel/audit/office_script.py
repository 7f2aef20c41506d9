"""Drive one office process over the sheet Audit: choose, recalculate, read, spoil a formula.

Run by a Python that has ``uno``, with the workbook and the name of the office's pipe; orders come
and answers go as JSON.

An order is ``{"choose": [scenario, state]}``, ``{"read": range}`` or
``{"scale": [cell, factor]}``; each answers with the verdict, the largest difference and its
step, and what was read.
"""

from __future__ import annotations

import json
import sys
import time

WAIT_S = 60


def connect(pipe):
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(WAIT_S * 5):
        try:
            return resolver.resolve(
                f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
            ).ServiceManager
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("the office did not start")


def named(book, name):
    return book.NamedRanges.getByName(name).getReferredCells().getCellByPosition(0, 0)


def main(path, pipe):
    # Only a Python that has it runs this; any other may read it.
    import uno
    from com.sun.star.beans import PropertyValue

    manager = connect(pipe)
    desktop = manager.createInstance("com.sun.star.frame.Desktop")
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (hidden,))
    sheet = book.Sheets.getByName("Audit")
    answers = []
    for order in json.load(sys.stdin):
        if "choose" in order:
            scenario, state = order["choose"]
            named(book, "audit_scenario").setString(scenario)
            named(book, "audit_state").setString(state)
        if "scale" in order:
            place, factor = order["scale"]
            cell = sheet.getCellRangeByName(place)
            cell.setFormula(f"=({cell.getFormula()[1:]})*{factor}")
        answers.append(
            {
                "verdict": named(book, "audit_verdict").getString(),
                "largest": named(book, "audit_largest_difference").getValue(),
                "step": named(book, "audit_largest_difference_step").getString(),
                "cells": sheet.getCellRangeByName(order["read"]).getDataArray()
                if "read" in order
                else None,
            }
        )
    book.close(True)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
