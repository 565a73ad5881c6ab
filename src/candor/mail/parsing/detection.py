"""Guessing the charset of unlabelled 8-bit bytes."""

from __future__ import annotations

import re

_SAMPLE_BYTES = 4_096
_WESTERN_LETTERS = frozenset(
    b"\xc0\xc1\xc2\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcd\xd1\xd3\xd4\xd5\xd6\xd8\xda\xdc\xdf"
    b"\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfb\xfc"
)
_WESTERN_SIGNS = frozenset(
    b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb4\xb7\xbb\xbf\xa1"
)
_RUN = re.compile(rb"[\x80-\xff]+")


def detect(data: bytes) -> str:
    """Name the likeliest codec of 8-bit `data` that is not UTF-8. Always names one that Python knows.

    Short western texts (a name, a subject) defeat statistics: `Gr\\xfc\\xdfe` is too little to count letters. There, single
    accented letters inside ASCII words speak for Windows-1252; only long runs of high bytes are worth detection.
    """
    runs = _RUN.findall(data[:_SAMPLE_BYTES])
    high = b"".join(runs)
    western = sum(1 for byte in high if byte in _WESTERN_LETTERS or byte in _WESTERN_SIGNS)
    if western == len(high) and len(high) <= 2 * len(runs):
        return "cp1252"
    return _by_statistics(data[:_SAMPLE_BYTES]) or "cp1252"


def _by_statistics(sample: bytes) -> str | None:
    from charset_normalizer import (
        from_bytes,
    )  # imported here: it costs 30 ms, and most messages never need it

    try:
        best = from_bytes(sample, cp_exclusion=["utf_16", "utf_32", "utf_7"], steps=3, chunk_size=512).best()
    except Exception:  # detection is a guess on hostile bytes; failing to guess is an ordinary outcome
        return None
    return best.encoding if best else None
