"""What was done to an open workbook, in order, so that a test can say what a macro did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """One call that reached the engine.

    Attributes
    ----------
    kind : str
        ``read``, ``write``, ``formula``, ``clear``, ``link``, ``format``, ``autofit``,
        ``resize``, ``status_bar``, ``screen_updating``, ``calculation``, ``calculate``,
        ``activate``, ``save`` and so on.
    place : str
        Sheet and address, or the name of what was acted on; blank for the application.
    detail : object
        The value that was set, or the number of cells.
    """

    kind: str
    place: str = ""
    detail: object = None


@dataclass
class Record:
    """The events of one application, and when it interrupts a macro.

    Attributes
    ----------
    events : list of Event
        All events so far.
    interrupt_at : int or None
        The number of the status text, from 1, at which the user's Ctrl+C arrives.
    """

    events: list[Event] = field(default_factory=list)
    interrupt_at: int | None = None

    def add(self, kind: str, place: str = "", detail: object = None) -> None:
        """Note an event; raise ``KeyboardInterrupt`` where one is due."""
        self.events.append(Event(kind, place, detail))
        if kind == "status_bar" and isinstance(detail, str) and self.interrupt_at is not None:
            self.interrupt_at -= 1
            if self.interrupt_at == 0:
                self.interrupt_at = None
                raise KeyboardInterrupt
