"""Reading a VBA project by olevba, which shares no code with what wrote it."""

from __future__ import annotations

import warnings


def module_texts(project: bytes) -> dict[str, str]:
    """Give the text of every module by its name."""
    with warnings.catch_warnings():
        # oletools writes grammars in the older names of pyparsing.
        warnings.simplefilter("ignore")
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser("vbaProject.bin", data=project)
        try:
            return {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_macros()}
        finally:
            parser.close()


def stream_text(text: str, kind: str) -> str:
    """Give the text of a file as it stands in a project: a class has no preamble there."""
    if kind == "standard":
        return text
    body = text.split("\r\nEND\r\n", 1)[1]
    head, rest = body.split("\r\n", 1)
    base = 'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"'
    return "\r\n".join((head, base, rest))
