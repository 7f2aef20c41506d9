"""How a user stops a macro: Esc in Excel's window, Ctrl+C in a terminal."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ESCAPE_KEY = 0x1B
DOWN_OR_PRESSED = 0x8001
"""Bits of Windows' key state: the key is down, or was pressed since the last question."""


def escape_pressed(window: int | None, user32: Any = None) -> bool:
    """Tell whether Esc was pressed while Excel is in front; False where Windows is not.

    Parameters
    ----------
    window : int or None
        Handle of Excel's window.
    user32 : object, optional
        The Windows library of that name.

    Returns
    -------
    bool

    Examples
    --------
    >>> escape_pressed(None)
    False
    """
    if user32 is None:
        if sys.platform != "win32":
            return False
        import ctypes

        user32 = ctypes.windll.user32
    pressed = bool(user32.GetAsyncKeyState(ESCAPE_KEY) & DOWN_OR_PRESSED)
    return pressed and user32.GetForegroundWindow() == window


@contextmanager
def whole() -> Iterator[None]:
    """Keep Ctrl+C away from what must be done wholly or not at all.

    Only the main thread hears Ctrl+C; elsewhere nothing has to be kept away.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
