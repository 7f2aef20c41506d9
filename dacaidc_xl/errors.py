"""The few error types of the package: each names the place, the value and what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """An input that cannot be used, said so that the reader can mend it.

    Parameters
    ----------
    place : str
        Where the value stands: ``Sites!F7``, ``file.csv:12`` or an argument's name.
    value : object
        The value that was found there.
    expected : str
        What was expected, with unit and range.
    nearest : str, optional
        The nearest valid choice.

    Attributes
    ----------
    place, value, expected, nearest
        The four parts, so that a cell, a log or a batch row can print them its own way.

    Examples
    --------
    >>> print(InputError("Sites!F7", "gpu_liqid", "a server class", "gpu_liquid"))
    Sites!F7: 'gpu_liqid' is not valid; expected a server class. Did you mean 'gpu_liquid'?
    """

    def __init__(
        self, place: str, value: object, expected: str, nearest: str | None = None
    ) -> None:
        self.place = place
        self.value = value
        self.expected = expected
        self.nearest = nearest
        shown = repr(value) if isinstance(value, str) else f"{value}"
        text = f"{place}: {shown} is not valid; expected {expected}."
        if nearest is not None:
            text += f" Did you mean '{nearest}'?"
        super().__init__(text)

    def at(self, place: str) -> InputError:
        """Give the same error at another place, as a face does that knows the cell."""
        return InputError(place, self.value, self.expected, self.nearest)


class InputErrors(ValueError):
    """Several input errors found in one reading, all of them at once.

    Parameters
    ----------
    errors : iterable of InputError
        The errors, in the order of their places.
    """

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class OutputError(OSError):
    """An output that cannot be written: it exists, or its folder cannot be written to."""


def nearest_choice(text: object, choices: Iterable[str]) -> str | None:
    """Give the choice that is spelled most like a text, or None where none is close.

    Parameters
    ----------
    text : object
        What was typed.
    choices : iterable of str
        The valid choices.

    Returns
    -------
    str or None
        The closest choice.

    Examples
    --------
    >>> nearest_choice("gpu_liqid", ["cpu_air", "gpu_liquid"])
    'gpu_liquid'
    """
    by_lower = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(str(text).strip().lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None
