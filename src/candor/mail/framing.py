"""The frame of a mail's HTML form: our name, our colour, and nothing that is fetched from anywhere.

Mail programs know few styles, so they stand at the elements. No ground and no ink is set: in the dark the program
chooses both, and only links need a lighter shade there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from candor.ui.public import Brand, colours_of

_TOP = Markup("""\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<style>:root{{color-scheme:light dark}}a{{color:{link}}}p{{margin:0 0 16px}}
@media(prefers-color-scheme:dark){{a{{color:{link_in_the_dark}}}}}</style><title>""")
_MIDDLE = Markup("""\
</title></head>
<body style="margin:0"><div style="max-width:38em;margin:0 auto;padding:16px;\
font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif;overflow-wrap:anywhere">
""")
_HEAD = Markup(
    '<p style="margin:0 0 24px;padding-bottom:8px;border-bottom:3px solid {mark};font-weight:600">{name}</p>\n'
)
_FOOT = Markup('\n<div style="margin-top:24px;padding-top:12px;border-top:1px solid {mark};font-size:14px">')
_END = "</div></body></html>\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words. `is_letter`: a person wrote them, so they come first, without our name above."""

    language: str
    brand: Brand
    is_letter: bool


def framed(title: str, body: Markup, foot: Markup, frame: Frame) -> str:
    """The whole document."""
    top, middle, foot_begins = _parts(frame)
    below = f"{foot_begins}{foot}</div>\n" if foot else ""
    return f"{top}{escape(title)}{middle}{body}{below}{_END}"


@lru_cache(maxsize=32)
def _parts(frame: Frame) -> tuple[Markup, Markup, Markup]:
    """What is the same in every mail: above the title, from there to the words, and above the foot."""
    colours = colours_of(frame.brand)
    top = _TOP.format(language=frame.language, link=colours.link, link_in_the_dark=colours.link_in_the_dark)
    head = Markup("") if frame.is_letter else _HEAD.format(mark=colours.mark, name=frame.brand.name)
    return top, _MIDDLE + head, _FOOT.format(mark=colours.mark)
