"""HTML of messages, made harmless by nh3.

The result is shown only in a sandboxed frame with its own content security policy; this is the wall before that
one. Remote images keep their address, because the policy blocks them until someone asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set

import nh3

from candor.mail.parsing.charsets import tidy
from candor.mail.parsing.limits import MAX_OPEN_BLOCKS, MAX_OPEN_FORMATS

Keep = Callable[[str, str, str], str | None]
"""Given element, attribute and value: the value that stays, or None."""


def _names(text: str) -> set[str]:
    return set(text.split())


_TAGS = _names(
    """
    a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col colgroup data
    dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd
    li main map mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td
    tfoot th thead time tr tt u ul var wbr
    """
)
_DROPPED_WITH_CONTENT = _names("script style title head noscript template object applet svg math")
_ATTRIBUTES = {
    "*": _names("align valign bgcolor color width height dir lang title style"),
    "a": _names("href name"),
    "img": _names("src alt border hspace vspace"),
    "table": _names("border cellpadding cellspacing summary"),
    "td": _names("colspan rowspan nowrap headers"),
    "th": _names("colspan rowspan nowrap headers scope"),
    "col": _names("span"),
    "colgroup": _names("span"),
    "font": _names("face size"),
    "ol": _names("start type"),
    "ul": _names("type"),
    "li": _names("value"),
    "hr": _names("size noshade"),
    "time": _names("datetime"),
    "blockquote": _names("cite type"),
}
_SCHEMES = _names("http https mailto tel cid")
_STYLES = _names(
    """
    background-color border border-bottom border-collapse border-color border-left border-radius border-right
    border-spacing border-style border-top border-width color direction display font font-family font-size font-style
    font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left
    margin-right margin-top max-width min-width overflow-wrap padding padding-bottom padding-left padding-right
    padding-top table-layout text-align text-decoration text-indent text-transform vertical-align white-space width
    word-break word-wrap
    """
)
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp|x-icon);base64,", re.I)
_BARE_AMPERSAND = re.compile(r"&(?![A-Za-z#])")
_NESTING = re.compile(
    r"<(/?)(?:(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)"
    r"|div|span|blockquote|table|section|article|center|ul|ol|dl)\b",
    re.I,
)


def sanitise(html: str) -> str | None:
    """HTML without anything that runs, loads by itself, or escapes its frame; None when it is nested absurdly deep."""
    if _is_too_deep(html):
        return None
    has_data = "data:" in html.lower()
    clean = cleaned(
        html, keep=without_data_links if has_data else None, schemes=frozenset({"data"} if has_data else ())
    )
    return tidy(clean)  # character references may have brought in control characters


def cleaned(
    html: str, *, keep: Keep | None, schemes: Set[str] = frozenset(), links: Mapping[str, str] | None = None
) -> str:
    """What the allow-lists let through. `keep` has the last word on each value, `schemes` may stand besides the usual
    ones, and `links` are attributes of every link.
    """
    return nh3.clean(
        _BARE_AMPERSAND.sub("&amp;", html),  # the cleaner takes quadratic time over rows of bare ones
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES | schemes,
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": dict(links)} if links else None,
        strip_comments=True,
    )


def _is_too_deep(html: str) -> bool:
    """Are more elements open at once than any mail program opens? Counts tags, which is cheap and errs on deep."""
    formats = blocks = 0
    for match in _NESTING.finditer(html):
        step = -1 if match[1] else 1
        if match[2]:
            formats = max(0, formats + step)
        else:
            blocks = max(0, blocks + step)
        if formats > MAX_OPEN_FORMATS or blocks > MAX_OPEN_BLOCKS:
            return True
    return False


def without_data_links(element: str, attribute: str, value: str) -> str | None:
    """`data:` addresses are allowed for images of harmless types alone."""
    if attribute in ("href", "src", "cite") and value.strip().lower().startswith("data:"):
        return value if element == "img" and _DATA_IMAGE.match(value.strip()) else None
    return value
