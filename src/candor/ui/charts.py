"""Where the bars and lines of a chart stand: pure geometry, drawn as SVG by `ui.series_chart`.

A chart is drawn twice, for a wide page and for a phone, and the style sheet shows one of them: words that are scaled
down with their picture could not be read. Scales begin at nought, so that bars can be compared by their length.
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
NEVER_NARROWER = 1.0


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures: its name, a value for each label, and each value as it is read."""

    name: str
    values: Sequence[Amount]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing in units of its own: what stands beside the plot for the scale, and the room that a label needs."""

    width: int
    height: int
    left: int = 60
    right: int = 14
    top: int = 18
    bottom: int = 24
    label: int = 52


WIDE, NARROW = Size(720, 240), Size(330, 220, left=50, right=10, label=44)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place, which series it belongs to, and what is read when one points at it."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through the values of a series, and a dot at each."""

    points: str
    dots: Sequence[tuple[float, float, str]]
    series: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place: ticks and labels as (place, words)."""

    size: Size
    zero: float
    ticks: Sequence[tuple[float, str]]
    labels: Sequence[tuple[float, str]]
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()


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
    def wide(self) -> Drawing:
        return drawn(self, WIDE)

    @property
    def narrow(self) -> Drawing:
        return drawn(self, NARROW)

    @property
    def has_figures(self) -> bool:
        """Whether there is anything but noughts."""
        return any(value for each in self.series for value in each.values)


def drawn(chart: Chart, size: Size) -> Drawing:
    """The chart in a size."""
    if len(chart.series) > MOST_SERIES:
        raise ValueError("a chart of more series than anybody tells apart")
    values = [float(value) for each in chart.series for value in each.values]
    marks = scale(min([0.0, *values]), max([0.0, *values]))
    low, high = marks[0], marks[-1]
    plot = size.height - size.top - size.bottom

    def y_of(value: float) -> float:
        return round(size.top + (high - value) / (high - low) * plot, 1)

    slot = (size.width - size.left - size.right) / max(len(chart.labels), 1)
    middles = [round(size.left + slot * (place + 0.5), 1) for place in range(len(chart.labels))]
    every = max(1, ceil(size.label / slot))
    return Drawing(
        size,
        y_of(0),
        [(y_of(mark), chart.short(_exactly(mark))) for mark in marks],
        [pair for place, pair in enumerate(zip(middles, chart.labels, strict=True)) if place % every == 0],
        () if chart.is_lines else _bars(chart, slot, middles, y_of),
        _lines(chart, middles, y_of) if chart.is_lines else (),
    )


def scale(low: float, high: float) -> list[float]:
    """Round marks from at most `low` to at least `high`, nought among them, at most six of them and two at least."""
    if low == high:
        high = low + 1
    rough = (high - low) / (MOST_TICKS - 1)
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _bars(chart: Chart, slot: float, middles: Sequence[float], y_of: Callable[[float], float]) -> list[Bar]:
    """The bars of a label stand beside each other, with air between the groups."""
    group = slot * 0.7
    width = max(round(group / len(chart.series), 1), NEVER_NARROWER) if chart.series else 0
    found = []
    for number, each in enumerate(chart.series):
        for place, value in enumerate(each.values):
            top, foot = sorted((y_of(float(value)), y_of(0)))
            x = round(middles[place] - group / 2 + number * width, 1)
            title = f"{chart.names[place]}, {each.name}: {each.texts[place]}"
            found.append(Bar(x, top, width, round(foot - top, 1), number, title))
    return found


def _lines(chart: Chart, middles: Sequence[float], y_of: Callable[[float], float]) -> list[Line]:
    found = []
    for number, each in enumerate(chart.series):
        dots = [
            (middles[place], y_of(float(value)), f"{chart.names[place]}, {each.name}: {each.texts[place]}")
            for place, value in enumerate(each.values)
        ]
        found.append(Line(" ".join(f"{x},{y}" for x, y, _title in dots), dots, number))
    return found


def _exactly(mark: float) -> Amount:
    return int(mark) if mark == int(mark) else Decimal(str(mark))
