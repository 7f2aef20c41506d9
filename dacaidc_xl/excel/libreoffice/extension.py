"""Build the extension: an .oxt of the registry, the same bytes for the same input.

Types are given as UNO IDL in its source form, which LibreOffice reads as it is; so neither its
development kit nor a compiled file is needed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from importlib import metadata, resources
from xml.sax.saxutils import escape, quoteattr

from dacaidc_xl.excel.functions import WorksheetFunction, registry

MODULE = "org.dacaidc.addin"
IDENTIFIER = MODULE
"""Identifier of the extension, by which LibreOffice replaces and removes it."""
SERVICE = f"{MODULE}.Dac"
JOB = f"{MODULE}.KnowFunctions"
INTERFACE = f"{MODULE}.XDac"
LOADED = "OnLoadFinished"
"""Event of a document that was read from a file."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DATA = (
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:package="org.openoffice.Office" oor:name='
)
MEDIA_TYPES = {
    "types.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "component.py": "application/vnd.sun.star.uno-component;type=Python",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Jobs.xcu": "application/vnd.sun.star.configuration-data",
}
"""Parts that LibreOffice reads, in the order in which it has to."""

IMPORTED = ("worker_calls.py", "entering.py")
"""Modules that the component imports, each by its name with ``dacaidc_xl_`` before it."""


def method_name(name: str) -> str:
    """Give the method of a worksheet function: names of UNO have no underscores.

    Examples
    --------
    >>> method_name("DAC_NET_REMOVAL")
    'dacNetRemoval'
    """
    first, *rest = name.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def types_idl(functions: Mapping[str, WorksheetFunction]) -> str:
    """Give the interface of the functions as UNO IDL.

    Parameters
    ----------
    functions : mapping
        The registry.

    Returns
    -------
    str
        Every argument is an ``any``, which Calc lets out, or fills with a value or a range;
        every function gives rows, because ``any`` cannot carry rows out of Python.
    """
    lines = [f"module {word} {{" for word in MODULE.split(".")]
    lines.append("interface XDac {")
    for name, function in functions.items():
        arguments = ", ".join(f"[in] any {_identifier(a.name)}" for a in function.arguments)
        lines.append(f"sequence< sequence<any> > {method_name(name)}({arguments});")
    lines += ["};", "service Dac: XDac;", "}; " * len(MODULE.split("."))]
    return "\n".join(lines) + "\n"


def _identifier(argument: str) -> str:
    """Name of an argument in IDL; the method of the same rule has no keyword of IDL in it."""
    return method_name(argument) + "Cells"


def _text(name: str, words: str) -> str:
    value = f'<value xml:lang="en-US">{escape(words)}</value>'
    return f"<prop oor:name={quoteattr(name)}>{value}</prop>"


def _node(name: str, content: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{content}</node>'


def calc_addins_xcu(functions: Mapping[str, WorksheetFunction]) -> str:
    """Give what the function wizard shows, and the names by which Excel knows the functions.

    Parameters
    ----------
    functions : mapping
        The registry.

    Returns
    -------
    str
        Configuration of LibreOffice. Its functions of add-ins are all in one category.
    """
    made = []
    for name, function in functions.items():
        parameters = "".join(
            _node(
                _identifier(argument.name),
                _text("DisplayName", argument.name) + _text("Description", argument.description),
            )
            for argument in function.arguments
        )
        content = (
            _text("DisplayName", name)
            + _text("Description", function.description)
            + '<prop oor:name="Category"><value>Add-In</value></prop>'
            + _text("CompatibilityName", name)
            + f'<node oor:name="Parameters">{parameters}</node>'
        )
        made.append(_node(method_name(name), content) + "\n")
    inner = f'<node oor:name="AddInFunctions">\n{"".join(made)}</node>'
    return (
        f'{HEAD}{_DATA}"CalcAddIns"><node oor:name="AddInInfo">{_node(SERVICE, inner)}</node>'
        "</oor:component-data>\n"
    )


def jobs_xcu() -> str:
    """Give the configuration by which the functions are made known to each opened workbook."""
    service = f'<prop oor:name="Service"><value>{JOB}</value></prop>'
    job = _node("DacKnowFunctions", service)
    event = _node(LOADED, f'<node oor:name="JobList">{_node("DacKnowFunctions", "")}</node>')
    return (
        f'{HEAD}{_DATA}"Jobs"><node oor:name="Jobs">{job}</node>'
        f'<node oor:name="Events">{event}</node></oor:component-data>\n'
    )


def manifest_xml() -> str:
    """Give the list of parts, with the kind of each."""
    namespace = "http://openoffice.org/2001/manifest"
    entries = "".join(
        f"<manifest:file-entry manifest:media-type={quoteattr(kind)} "
        f"manifest:full-path={quoteattr(path)}/>\n"
        for path, kind in MEDIA_TYPES.items()
    )
    start = f'<manifest:manifest xmlns:manifest="{namespace}">'
    return f"{HEAD}{start}\n{entries}</manifest:manifest>\n"


def description_xml(version: str) -> str:
    """Give name and version of the extension as its manager shows them."""
    namespace = "http://openoffice.org/extensions/description/2006"
    link = "http://www.w3.org/1999/xlink"
    words = '<src xlink:href="description.txt" lang="en"/>'
    return (
        f'{HEAD}<description xmlns="{namespace}" xmlns:xlink="{link}">'
        f'<identifier value="{IDENTIFIER}"/><version value="{version}"/>'
        '<display-name><name lang="en">dacaidc_xl: the DAC functions</name></display-name>'
        f"<extension-description>{words}</extension-description></description>\n"
    )


def build_extension(interpreter: str) -> bytes:
    """Build the extension for one Python.

    Parameters
    ----------
    interpreter : str
        Path of the Python that holds dacaidc_xl, and that will answer the functions.

    Returns
    -------
    bytes
        The .oxt.

    Examples
    --------
    >>> build_extension("/usr/bin/python3") == build_extension("/usr/bin/python3")
    True
    """
    functions = registry()
    version = metadata.version("dacaidc_xl")
    told = {
        "interpreter": interpreter,
        "service": SERVICE,
        "interface": INTERFACE,
        "job": JOB,
        "functions": {name: method_name(name) for name in functions},
    }
    sources = resources.files(__package__)
    words = f"The functions DAC_... of dacaidc_xl {version}, answered by {interpreter}\n"
    parts = {
        "META-INF/manifest.xml": manifest_xml(),
        "types.idl": types_idl(functions),
        "component.py": sources.joinpath("component.py").read_text("utf-8"),
        **{
            f"pythonpath/dacaidc_xl_{name}": sources.joinpath(name).read_text("utf-8")
            for name in IMPORTED
        },
        "extension.json": json.dumps(told, indent=1) + "\n",
        "CalcAddIns.xcu": calc_addins_xcu(functions),
        "Jobs.xcu": jobs_xcu(),
        "description.xml": description_xml(version),
        "description.txt": words,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, text)
    return made.getvalue()
