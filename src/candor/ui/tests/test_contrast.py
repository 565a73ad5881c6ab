"""Every pair of text and ground that the stylesheets use can be read, in both schemes, for every hue on offer."""

from __future__ import annotations

import re

import pytest

from candor.ui.assets import ROOT
from candor.ui.faces import HUE_STEP
from candor.ui.tests.colour import Palette, contrast, luminance, offered_hues

GROUNDS = ("ground", "surface", "raised", "sunken", "hover")

TEXT = [
    *(
        (ink, ground)
        for ground in GROUNDS
        for ink in ("text", "text-muted", "text-faint", "accent-text", "bad-text", "warn-text")
    ),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-bad", "bad"),
    ("on-bad", "bad-hover"),
    *((ink, ground) for ground in ("tint", "tint-soft") for ink in ("on-tint", "text", "text-muted", "accent-text")),
    *(
        (ink, ground)
        for meaning in ("bad", "warn", "good")
        for ground in (f"{meaning}-tint",)
        for ink in (f"{meaning}-text", "text", "text-muted")
    ),
]

PARTS = [
    *(
        (mark, ground)
        for ground in ("ground", "surface", "raised")
        for mark in ("line-strong", "focus", "accent-mark", "bad", "warn-mark", "good-mark")
    ),
    ("line-strong", "sunken"),
    ("warn-mark", "warn-tint"),
    ("accent-mark", "tint-soft"),
    ("focus", "tint"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT), (3.0, PARTS)], ids=["text", "parts"])
def test_every_pair_is_legible_in_every_hue(scheme, least, pairs):
    weak = [
        f"{ink} on {ground}, hue {hue}: {ratio:.2f}"
        for hue in offered_hues()
        for ink, ground in pairs
        if (ratio := ratio_of(Palette(scheme, hue), ink, ground)) < least
    ]
    assert not weak, f"{len(weak)} pairs below {least}:1 in {scheme}: " + "; ".join(sorted(set(weak))[:20])


def test_every_hue_an_organisation_may_choose_is_offered():
    assert offered_hues() == list(range(0, 360, HUE_STEP))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_initials_can_be_read_on_every_avatar(scheme):
    css = (ROOT / "css" / "components" / "state.css").read_text()
    (rule,) = re.findall(r"\.avatar \{([^}]+)\}", css)
    ground, ink = (re.findall(rf"[ ;]{name}: (light-dark\(.+?\)\));", rule)[0] for name in ("background", "color"))
    for hue in map(int, re.findall(r"\.avatar-\d \{ --hue: (\d+); \}", css)):
        palette = Palette(scheme, hue)
        ratio = contrast(luminance(palette.resolve(ground)), luminance(palette.resolve(ink)))
        assert ratio >= 4.5, f"avatar hue {hue}: {ratio:.2f}"


def ratio_of(palette: Palette, ink: str, ground: str) -> float:
    return contrast(palette.luminance(ink), palette.luminance(ground))
