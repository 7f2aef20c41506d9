"""What the content of a map depends on beside its numbers: the equations and the libraries."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from types import ModuleType


@functools.cache
def coolprop_version() -> str:
    """Version of the installed CoolProp, without importing it.

    Examples
    --------
    >>> coolprop_version().split(".")[0]
    '8'
    """
    from importlib import metadata

    return metadata.version("CoolProp")


def digest_of(*modules: ModuleType) -> str:
    """Digest of the source of some modules: other equations make another map.

    Parameters
    ----------
    *modules
        Modules whose equations a map holds.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Examples
    --------
    >>> from dacaidc_xl.model import sorbent, tvsa
    >>> digest_of(tvsa) != digest_of(sorbent)
    True
    """
    digest = hashlib.sha256()
    for module in modules:
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]
