"""Template lint: `python -m candor.ui.lint` reads every template of every slice and tells what breaks the house rules.

What the content security policy would only block at run time (inline styles, handlers, evaluated HTMX attributes) is
found here, before anybody sees a page that does not work.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError

PACKAGE = Path(__file__).parents[1]
MOST_LINES = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: where, and what to do instead."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


NO_STYLE = "no style attribute: give it a class of the look (the policy blocks it anyway)"
NO_HANDLER = "no inline handler: use a module in ui/static/ui/js"

# What must not stand in the markup of a template, and why. Jinja's own expressions are left out: they have arguments
# such as style="date".
FORBIDDEN_MARKUP = [
    (r"""\sstyle\s*=""", NO_STYLE),
    (r"""\son[a-z]+\s*=\s*["'{]""", NO_HANDLER),
]
# What must not stand anywhere in a template, and why.
FORBIDDEN = [
    (r"""["']style["']\s*:""", NO_STYLE),
    (r"""["']on[a-z]+["']\s*:""", NO_HANDLER),
    (r"""<style[\s>]""", "no style element: styles live in ui/static/ui/css"),
    (r"""hx-on\b""", "no hx-on: it evaluates code"),
    (r"""["'\s]js:|javascript:""", "no js: or javascript: values"),
    (r"""hx-trigger["']?\s*[=:]\s*["'][^"']*\[""", "no trigger filters: they are evaluated"),
    (
        r"""hx-(push-url|replace-url|history-elt|boost)\b""",
        "no hx-push-url, -replace-url or -boost: htmx keeps history itself",
    ),
    (r"""\|\s*safe\b""", "no |safe: everything is escaped"),
    (r"""\bMarkup\s*\(""", "no Markup in templates"),
    (r"""{%-?\s*autoescape\b""", "autoescape stays on"),
    (r"""<script(?![^>]*\ssrc=)""", "no inline script"),
    (r"""(src|href)\s*=\s*["'](https?:)?//""", "nothing is loaded from elsewhere"),
    (r"""<img(?![^>]*\salt=)""", "every img says what it shows in alt (empty when it decorates)"),
    (r"""target="_blank"(?![^>]*noopener)""", "target=_blank needs rel=noopener"),
]

COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
EXPRESSION = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.IGNORECASE | re.DOTALL)
POSTING_MACRO = re.compile(r"ui\.(form|post_button|menu_post|composer)\s*\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
MACRO_USE = re.compile(r"\bui\.([a-z_]\w*)")
ICON_USE = re.compile(r"""\b(?:ui\.icon\(|icon=)\s*["']([\w-]+)["']""")


def findings(folder: Path = PACKAGE) -> list[Finding]:
    """Everything found in the templates below a folder, in the order of files and lines."""
    return [finding for path in sorted(folder.rglob("templates/**/*.html")) for finding in check(path)]


def check(path: Path) -> Iterator[Finding]:
    """Everything found in one template."""
    source = path.read_text()
    yield from _syntax(path, source)
    yield from _forbidden(path, source)
    yield from _forms(path, source)
    yield from _names(path, source)
    if (lines := source.count("\n")) > MOST_LINES:
        yield Finding(path, lines, f"{lines} lines: split it, {MOST_LINES} is the most")


def _syntax(path: Path, source: str) -> Iterator[Finding]:
    from candor.ui.jinja import environment

    try:
        environment().parse(source)
    except TemplateSyntaxError as error:
        yield Finding(path, error.lineno, str(error.message))


def _forbidden(path: Path, source: str) -> Iterator[Finding]:
    text = _blank(COMMENT, source)
    markup = _blank(EXPRESSION, text)
    for where, rules in [(text, FORBIDDEN), (markup, FORBIDDEN_MARKUP)]:
        for pattern, reason in rules:
            for match in re.finditer(pattern, where, re.IGNORECASE):
                yield Finding(path, _line(where, match.start()), reason)


def _forms(path: Path, source: str) -> Iterator[Finding]:
    text = _blank(COMMENT, source)
    for match in POST_FORM.finditer(text):
        if "csrf_input" not in match.group():
            yield Finding(path, _line(text, match.start()), "a POST form carries {{ csrf_input }}")
    for match in POSTING_MACRO.finditer(text):
        if "csrf_input" not in match.group(2):
            yield Finding(path, _line(text, match.start()), f"ui.{match.group(1)} takes csrf_input")


def _names(path: Path, source: str) -> Iterator[Finding]:
    from candor.ui.assets import icon_names
    from candor.ui.jinja import macro_names

    text = _blank(COMMENT, source)
    for pattern, known, kind in [(MACRO_USE, macro_names(), "macro"), (ICON_USE, icon_names(), "icon")]:
        for match in pattern.finditer(text):
            if match.group(1) not in known:
                yield Finding(path, _line(text, match.start()), f"there is no {kind} {match.group(1)!r}")


def _blank(what: re.Pattern[str], source: str) -> str:
    """The source with some of it blanked, so that lines stay what they were."""
    return what.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def main() -> int:
    """Print what was found; exit code 1 when there is anything."""
    found = findings()
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
