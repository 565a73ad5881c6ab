"""Just enough CSS and colour science to compute the contrast of our tokens as a browser would show them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from candor.ui.assets import ROOT

TOKENS = (ROOT / "css" / "tokens.css").read_text()
DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Palette:
    """The colour tokens in one scheme with one brand hue."""

    scheme: str
    hue: int

    def luminance(self, token: str) -> float:
        return luminance(self.resolve(f"var(--{token})"))

    def resolve(self, value: str) -> tuple[float, float, float]:
        value = value.strip()
        if match := re.fullmatch(r"var\(--([\w-]+)\)", value):
            return self.resolve(declarations()[match.group(1)])
        if match := re.fullmatch(r"light-dark\((.+)\)", value, re.DOTALL):
            light, dark = split_arguments(match.group(1))
            return self.resolve(light if self.scheme == "light" else dark)
        if match := re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) (.+)\)", value):
            return float(match.group(1)), float(match.group(2)), self.angle(match.group(3))
        raise ValueError(f"no colour: {value}")

    def angle(self, value: str) -> float:
        name = re.fullmatch(r"var\(--(\w+)\)", value)
        if name is None:
            return float(value)
        return float(self.hue) if name.group(1) == "hue" else float(declarations()[name.group(1)])


def declarations() -> dict[str, str]:
    """The tokens of `:root`, before any organisation's choice."""
    root = TOKENS[: TOKENS.index("[data-scheme=")]
    return dict(DECLARATION.findall(root))


def offered_hues() -> list[int]:
    return [int(hue) for hue in re.findall(r'\[data-hue="(\d+)"\]', TOKENS)]


def split_arguments(text: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def luminance(colour: tuple[float, float, float]) -> float:
    """WCAG 2 relative luminance of an OKLCH colour, channels cut to sRGB as browsers do."""
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in linear_srgb(*colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Björn Ottosson's matrices, https://bottosson.github.io/posts/oklab/."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def contrast(one: float, other: float) -> float:
    """WCAG contrast ratio of two luminances."""
    lighter, darker = max(one, other), min(one, other)
    return (lighter + 0.05) / (darker + 0.05)
