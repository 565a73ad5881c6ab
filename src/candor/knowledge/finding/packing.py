"""Lists of numbers as bytes: four for the number of a text or word, in the order of the machine that reads them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

NUMBER = "I"


def packed(numbers: Iterable[int]) -> bytes:
    """Least byte first, so that a database may move to a machine of another kind."""
    values = array(NUMBER, numbers)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def unpacked(content: bytes | memoryview) -> array[int]:
    values = array(NUMBER)
    values.frombytes(bytes(content))
    if sys.byteorder == "big":
        values.byteswap()
    return values
