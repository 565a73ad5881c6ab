"""The organisation's colours as sRGB, for what no style sheet of ours reaches: mails."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from candor.ui.faces import Brand


@dataclass(frozen=True, slots=True)
class BrandColours:
    """As `#rrggbb`: a mark on any ground, links on a light and on a dark one.

    They are the steps b-6, b-8 and b-4 of tokens.css.
    """

    mark: str
    link: str
    link_in_the_dark: str


@lru_cache(maxsize=32)
def colours_of(brand: Brand) -> BrandColours:
    hue = brand.hue_step
    return BrandColours(_srgb(0.6, 0.1, hue), _srgb(0.44, 0.078, hue), _srgb(0.8, 0.085, hue))


def _srgb(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB, channels cut as browsers do (Björn Ottosson, https://bottosson.github.io/posts/oklab/)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(channel)):02x}" for channel in channels)


def _encoded(channel: float) -> float:
    """The transfer function of sRGB (IEC 61966-2-1), from linear light."""
    cut = min(1.0, max(0.0, channel))
    return 12.92 * cut if cut <= 0.0031308 else 1.055 * cut ** (1 / 2.4) - 0.055
