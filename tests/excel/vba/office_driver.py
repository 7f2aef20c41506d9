"""Run by the Python that has ``uno``: open a workbook, set cells, press buttons, read cells."""

from __future__ import annotations

import json
import sys
import time


def connected(pipe):
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    url = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
    for _ in range(600):
        try:
            context = resolver.resolve(url)
            break
        except Exception:
            time.sleep(0.1)
    else:
        raise RuntimeError("LibreOffice does not answer")
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def property_value(name, value):
    from com.sun.star.beans import PropertyValue

    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def buttons(document):
    """Give the macro that each button of each sheet is bound to."""
    found = []
    for sheet in document.Sheets:
        forms = sheet.DrawPage.Forms
        for form in (forms.getByIndex(i) for i in range(forms.Count)):
            for position in range(form.Count):
                control = form.getByIndex(position)
                for event in form.getScriptEvents(position):
                    found.append((sheet.Name, control.Label, event.ScriptCode))
    return found


def run_script(document, code):
    document.getScriptProvider().getScript(code).invoke((), (), ())


def cells(document, sheet, address):
    area = document.Sheets.getByName(sheet).getCellRangeByName(address)
    return [list(row) for row in area.getDataArray()]


def main():
    task = json.load(sys.stdin)
    desktop = connected(sys.argv[1])
    document = desktop.loadComponentFromURL(
        "file://" + task["path"],
        "_blank",
        0,
        (property_value("Hidden", True), property_value("MacroExecutionMode", 4)),
    )
    answer = {"buttons": buttons(document), "steps": []}
    for step in task["steps"]:
        for sheet, address, value in step.get("set", ()):
            document.Sheets.getByName(sheet).getCellRangeByName(address).String = value
        if step.get("recalculate"):
            document.calculateAll()
        for sheet, label in step.get("press", ()):
            (code,) = [c for s, name, c in answer["buttons"] if (s, name) == (sheet, label)]
            run_script(document, code)
        answer["steps"].append([cells(document, *where) for where in step.get("read", ())])
    document.close(True)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
