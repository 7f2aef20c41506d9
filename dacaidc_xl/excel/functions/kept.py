"""Results that are kept for the next cells, the least recently used dropped first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Results by key, of which only so many are kept.

    Parameters
    ----------
    most : int
        Results that are kept [-].

    Examples
    --------
    >>> kept = Kept[str, int](most=2)
    >>> kept.add({"a": 1, "b": 2})
    >>> kept["a"], kept.add({"c": 3})
    (1, None)
    >>> "a" in kept, "b" in kept
    (True, False)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Key, Value] = OrderedDict()

    def __contains__(self, key: Key) -> bool:
        return key in self._held

    def __getitem__(self, key: Key) -> Value:
        self._held.move_to_end(key)
        return self._held[key]

    def add(self, results: Mapping[Key, Value]) -> None:
        """Keep results, and drop those that were not read for the longest time."""
        for key, value in results.items():
            self._held[key] = value
            self._held.move_to_end(key)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget all results."""
        self._held.clear()
