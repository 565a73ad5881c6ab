"""Where the bars and lines of a chart stand: pure geometry, drawn as SVG by `ui.series_chart`.

Across, places are percents of the width, so that one drawing fits a desk and a phone while its words keep their size;
down, they are pixels. Scales begin at nought, so that bars can be compared by their length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

Amount = int | Decimal

MOST_SERIES = 3
"""More than this nobody tells apart; the style sheet has as many looks."""
MOST_TICKS = 5
HEIGHT, TOP, BOTTOM = 240, 20, 26
LEFT = 12.0
"""Percent of the width that is left to the words of the scale."""
MOST_LABELS, MOST_ON_A_PHONE = 12, 5


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures: its name, a value for each label, and each value as it is read."""

    name: str
    values: Sequence[Amount]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Label:
    """A word below the chart; `is_spare` where a phone has no room for it."""

    x: float
    text: str
    is_spare: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place, which series it belongs to (from 1), and what is read when one points at it."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a line, and where the line came from: the place of the value before it, its own for the first."""

    x: float
    y: float
    from_x: float
    from_y: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place. `ticks` are (y, words)."""

    height: int
    zero: float
    ticks: Sequence[tuple[float, str]]
    labels: Sequence[Label]
    bars: Sequence[Bar] = ()
    dots: Sequence[Dot] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures along a row of labels, as bars or as lines; `labels` are short, `names` say the same in full.

    `short` writes a value of the scale in few characters.
    """

    labels: Sequence[str]
    names: Sequence[str]
    series: Sequence[Series]
    short: Callable[[Amount], str]
    is_lines: bool = False

    @property
    def has_figures(self) -> bool:
        """Whether there is anything but noughts."""
        return any(value for each in self.series for value in each.values)

    @property
    def drawing(self) -> Drawing:
        """Where everything stands. Raises ValueError for more series than anybody tells apart."""
        if len(self.series) > MOST_SERIES:
            raise ValueError("too many series")
        values = [value for each in self.series for value in each.values]
        whole = all(isinstance(value, int) for value in values)
        marks = scale(float(min(values, default=0)), float(max(values, default=0)), least=1 if whole else 0)
        slot = (100 - LEFT) / max(len(self.labels), 1)
        middles = [LEFT + slot * (place + 0.5) for place in range(len(self.labels))]

        def y_of(value: Amount | float) -> float:
            return round(TOP + (marks[-1] - float(value)) / (marks[-1] - marks[0]) * (HEIGHT - TOP - BOTTOM), 1)

        return Drawing(
            HEIGHT,
            y_of(0),
            [(y_of(mark), self.short(_exactly(mark))) for mark in marks],
            _labels(self.labels, middles),
            () if self.is_lines else _bars(self, slot, middles, y_of),
            _dots(self, middles, y_of) if self.is_lines else (),
        )


def scale(low: float, high: float, least: float = 0) -> list[float]:
    """Round marks from at most `low` and nought to at least `high` and nought: two to seven, `least` apart."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = max((high - low) / (MOST_TICKS - 1), least)
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _labels(words: Sequence[str], middles: Sequence[float]) -> list[Label]:
    every = max(1, ceil(len(words) / MOST_LABELS))
    on_a_phone = every * max(1, ceil(len(words) / every / MOST_ON_A_PHONE))
    return [
        Label(round(middles[place], 2), words[place], place % on_a_phone > 0) for place in range(0, len(words), every)
    ]


def _bars(chart: Chart, slot: float, middles: Sequence[float], y_of: Callable[[Amount], float]) -> list[Bar]:
    """The bars of a label stand beside each other, with air between the groups."""
    width = slot * 0.7 / max(len(chart.series), 1)
    found = []
    for number, each in enumerate(chart.series):
        for place, value in enumerate(each.values):
            top, foot = sorted((y_of(value), y_of(0)))
            x = middles[place] - slot * 0.35 + number * width
            title = _title(chart, each, place)
            found.append(Bar(round(x, 2), top, round(width, 2), round(foot - top, 1), number + 1, title))
    return found


def _dots(chart: Chart, middles: Sequence[float], y_of: Callable[[Amount], float]) -> list[Dot]:
    found = []
    for number, each in enumerate(chart.series):
        before = (middles[0], y_of(each.values[0])) if each.values else (0.0, 0.0)
        for place, value in enumerate(each.values):
            here = (round(middles[place], 2), y_of(value))
            found.append(Dot(*here, round(before[0], 2), before[1], number + 1, _title(chart, each, place)))
            before = here
    return found


def _title(chart: Chart, series: Series, place: int) -> str:
    return f"{chart.names[place]}, {series.name}: {series.texts[place]}"


def _exactly(mark: float) -> Amount:
    return int(mark) if mark == int(mark) else Decimal(str(mark))
