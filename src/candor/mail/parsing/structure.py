"""Which parts are the text, which the HTML, and which are files: the algorithm of RFC 8621 (JMAP for Mail), 4.1.4."""

from __future__ import annotations

import dataclasses

from candor.mail.parsing.limits import MAX_BODY_BYTES
from candor.mail.parsing.mime import Part

_MEDIA = ("image/", "audio/", "video/")


@dataclasses.dataclass(slots=True)
class Structure:
    """The leaves of a message by their use. A part may be text and HTML at once (where there is only one of both)."""

    text: list[Part]
    html: list[Part]
    files: list[Part]


@dataclasses.dataclass(slots=True)
class _Frame:
    """One multipart under way: the next child, and how long the lists were when it began."""

    part: Part
    in_alternative: bool
    text: list[Part] | None
    html: list[Part] | None
    text_before: int
    html_before: int
    next: int = 0


def arrange(root: Part) -> Structure:
    """Sort the leaves below `root`. Every file part is listed once; images shown in the text are files too."""
    result = Structure([], [], [])
    if not root.is_multipart:
        _place(
            root,
            _Frame(root, False, result.text, result.html, 0, 0),
            "",
            0,
            result.files,
        )
        return result
    frames = [_Frame(root, False, result.text, result.html, 0, 0)]
    while frames:
        frame = frames[-1]
        if frame.next == len(frame.part.children):
            _balance_alternative(frame)
            frames.pop()
            continue
        child = frame.part.children[frame.next]
        frame.next += 1
        kind = frame.part.content_type
        if child.is_multipart:
            frames.append(_frame_of(child, frame, kind))
        else:
            _place(child, frame, kind, frame.next - 1, result.files)
    return result


def part_name(part: Part) -> str:
    """The file name that a part declares, or an empty string."""
    return part.disposition_parameters.get("filename", "").strip() or part.parameters.get("name", "").strip()


def _frame_of(child: Part, parent: _Frame, parent_kind: str) -> _Frame:
    """A multipart within another. The second body of an alternative never adds to the other kind's list."""
    inside = (
        parent.in_alternative or parent_kind == "multipart/alternative" or child.content_type == "multipart/alternative"
    )
    return _Frame(
        child,
        inside,
        parent.text,
        parent.html,
        len(parent.text or ()),
        len(parent.html or ()),
    )


def _place(part: Part, frame: _Frame, kind: str, index: int, files: list[Part]) -> None:
    """Put one leaf where it belongs."""
    if part.content_type.startswith(_MEDIA) or not _is_body(part, kind, index):
        files.append(part)  # RFC 8621 shows inline media within the body; they are files all the same
    elif kind == "multipart/alternative":
        chosen = frame.html if part.content_type == "text/html" else frame.text
        if chosen is not None:
            chosen.append(part)
    else:
        _place_text(part, frame)


def _place_text(part: Part, frame: _Frame) -> None:
    if frame.in_alternative:
        if part.content_type == "text/plain":
            frame.html = None
        else:
            frame.text = None
    if frame.text is not None:
        frame.text.append(part)
    if frame.html is not None:
        frame.html.append(part)


def _is_body(part: Part, kind: str, index: int) -> bool:
    is_media = part.content_type.startswith(_MEDIA)
    if part.disposition == "attachment" or not (is_media or part.content_type in ("text/plain", "text/html")):
        return False
    if len(part.body) > MAX_BODY_BYTES and not is_media:
        return False
    if index == 0:
        return True
    return kind != "multipart/related" and (is_media or not part_name(part))


def _balance_alternative(frame: _Frame) -> None:
    """An alternative that came in one kind only stands for the other kind too."""
    if frame.part.content_type != "multipart/alternative" or frame.text is None or frame.html is None:
        return
    text_grew, html_grew = (
        len(frame.text) > frame.text_before,
        len(frame.html) > frame.html_before,
    )
    if html_grew and not text_grew:
        frame.text.extend(frame.html[frame.html_before :])
    elif text_grew and not html_grew:
        frame.html.extend(frame.text[frame.text_before :])
