"""The frame of a mail's HTML form: our name, our colour, and nothing that is fetched from anywhere.

Mail programs know few styles, so they stand at the elements. No ground and no ink is set: in the dark the program
chooses both, and only links need a lighter shade there.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from candor.kernel.models import Instance
from candor.ui.public import Brand, colours_of

_FRAME = Markup("""\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{title}</title><style>:root{{color-scheme:light dark}}a{{color:{link}}}p{{margin:0 0 16px}}
@media(prefers-color-scheme:dark){{a{{color:{link_in_the_dark}}}}}</style></head>
<body style="margin:0"><div style="max-width:38em;margin:0 auto;padding:16px;\
font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif;overflow-wrap:anywhere">
{head}{body}{foot}</div></body></html>
""")
_HEAD = Markup(
    '<p style="margin:0 0 24px;padding-bottom:8px;border-bottom:3px solid {mark};font-weight:600">{name}</p>\n'
)
_FOOT = Markup(
    '\n<div style="margin-top:24px;padding-top:12px;border-top:1px solid {mark};font-size:14px">{foot}</div>\n'
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the words. `is_letter`: a person wrote them, so they come first, without our name above."""

    title: str
    language: str
    brand: Instance
    is_letter: bool


def framed(body: Markup, foot: Markup, frame: Frame) -> str:
    """The whole document."""
    name = frame.brand.organisation_name
    colours = colours_of(Brand(name, frame.brand.brand_hue))
    return str(
        _FRAME.format(
            language=frame.language,
            title=frame.title,
            link=colours.link,
            link_in_the_dark=colours.link_in_the_dark,
            head="" if frame.is_letter else _HEAD.format(mark=colours.mark, name=name),
            body=body,
            foot=_FOOT.format(foot=foot, mark=colours.mark) if foot else "",
        )
    )
