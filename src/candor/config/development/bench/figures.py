"""Figures beside what they must be and aim at: as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One figure. With a `floor`, `must` and `aim` are multiples of it; without, they are in `unit`.

    A `peer` is what another help desk took for the same in the same run; there `must` is the share that we may take.
    """

    id: str
    what: str
    measured: float
    unit: str
    floor: float | None = None
    must: float | None = None
    aim: float | None = None
    peer: str = ""

    @property
    def ratio(self) -> float | None:
        return self.measured / self.floor if self.floor else None

    @property
    def judged(self) -> float:
        """The number that `must` and `aim` are about."""
        return self.measured if self.ratio is None else self.ratio

    @property
    def met(self) -> bool | None:
        """Whether the must is met; None where there is none."""
        return None if self.must is None else self.judged <= self.must

    @property
    def verdict(self) -> str:
        if self.met is None:
            return ""
        if not self.met:
            return "MISSED"
        return "aim met" if self.aim is not None and self.judged <= self.aim else "met"


HEAD = ("", "what", "measured", "floor", "ratio", "must", "aim", "")


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns."""
    rows = [HEAD, *(tuple(_cells(figure)) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in {0, 1, 7} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def lines(figures: Iterable[Figure]) -> str:
    """The figures as JSON, one compact object on each line."""
    return "\n".join(json.dumps(as_json(figure), separators=(",", ":")) for figure in figures)


def as_json(figure: Figure) -> dict[str, object]:
    """Everything about a figure, what follows from it too."""
    ratio = figure.ratio
    return {**asdict(figure), "ratio": None if ratio is None else round(ratio, 3), "met": figure.met}


def all_met(figures: Iterable[Figure]) -> bool:
    return all(figure.met is not False for figure in figures)


def _cells(figure: Figure) -> Iterable[str]:
    is_ratio, unit = figure.ratio is not None, f" {figure.unit}".rstrip()
    yield figure.id
    yield f"{figure.what}, of {figure.peer}" if figure.peer else figure.what
    yield f"{_short(figure.measured)}{unit}"
    yield f"{_short(figure.floor)}{unit}" if figure.floor else ""
    yield f"{_short(figure.ratio)} ×" if figure.ratio is not None else ""
    for bound in (figure.must, figure.aim):
        yield "" if bound is None else f"≤ {_short(bound)}{' ×' if is_ratio else unit}"
    yield figure.verdict


def _short(number: float | None) -> str:
    if number is None:
        return ""
    if number == int(number) and number < 1_000_000:
        return f"{number:,.0f}"
    if number < 0.1:
        return f"{number:.4f}"
    return f"{number:.2f}" if number < 10 else f"{number:,.1f}"
