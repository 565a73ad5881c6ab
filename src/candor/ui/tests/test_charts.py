"""Charts: bars begin at nought, everything stays within the drawing, scales are round."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from candor.ui.charts import HEIGHT, LEFT, MOST_LABELS, MOST_ON_A_PHONE, Chart, Series, scale

FIGURES = some.lists(some.integers(-(10**12), 10**12), min_size=1, max_size=36)


def _chart(*rows: list[int], is_lines: bool = False) -> Chart:
    names = [f"Month {place}" for place in range(len(rows[0]))]
    series = [Series(f"Row {place}", row, [str(value) for value in row]) for place, row in enumerate(rows)]
    return Chart(names, names, series, str, is_lines)


@given(FIGURES)
def test_bars_stand_on_nought_and_their_heights_compare(values: list[int]) -> None:
    drawing = _chart(values).drawing
    for value, bar in zip(values, drawing.bars, strict=True):
        assert LEFT <= bar.x <= bar.x + bar.width <= 100.1
        assert -0.1 <= bar.y <= bar.y + bar.height <= HEIGHT
        assert abs((bar.y + bar.height if value >= 0 else bar.y) - drawing.zero) <= 0.2
    top = max(range(len(values)), key=lambda place: abs(values[place]))
    assert all(bar.height <= drawing.bars[top].height + 0.2 for bar in drawing.bars)


@given(some.integers(-(10**14), 0), some.integers(0, 10**14))
def test_a_scale_holds_nought_and_all_values_in_few_even_steps(low: int, high: int) -> None:
    marks = scale(low / 1000, high / 1000)
    assert 2 <= len(marks) <= 7
    assert 0 in marks
    steps = [after - before for before, after in pairwise(marks)]
    hair = steps[0] * 1e-6
    assert marks[0] <= low / 1000 + hair
    assert marks[-1] >= high / 1000 - hair
    assert max(steps) - min(steps) <= hair


@given(FIGURES)
def test_labels_never_crowd(values: list[int]) -> None:
    labels = _chart(values, is_lines=True).drawing.labels
    assert len(labels) <= MOST_LABELS
    assert len([label for label in labels if not label.is_spare]) <= MOST_ON_A_PHONE


def test_a_line_goes_from_value_to_value() -> None:
    drawing = _chart([1, 3, 2], [0, 0, 0], is_lines=True).drawing
    assert [(dot.from_x, dot.from_y) for dot in drawing.dots[1:3]] == [(dot.x, dot.y) for dot in drawing.dots[:2]]
    assert drawing.dots[1].title == "Month 1, Row 0: 3"
    assert _chart([0]).has_figures is False


def test_four_series_are_one_too_many() -> None:
    with pytest.raises(ValueError, match="series"):
        _ = _chart([1], [1], [1], [1]).drawing
