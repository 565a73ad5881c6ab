"""Reply trimming: what the person wrote now, and the rest to fold. Nothing is thrown away.

Works on lines. A *cut* (an Outlook header block, `-----Original Message-----`) folds all that follows. An
*intro* (`On ... wrote:`) folds the quote below it, unless the person answers between the quoted lines: then
quotes are context and stay. Signatures are folded, greetings are not.
"""

from __future__ import annotations

import re

from candor.mail.parsing.quoting import (
    INTRO_LINES,
    announces_original,
    announces_quote,
    header_kind,
    is_device_signature,
    is_quoted,
    starts_intro,
    without_quote_marks,
)

_SIGNATURE_MARK = re.compile(r"^\s?(?:--|—|__)\s*$")
_RULE = re.compile(r"^[\s*]*[-_=—]{5,}[\s*]*$")
_ADDRESS = re.compile(r"\S+@\S+")
_MAX_LINES = 10_000
_MAX_INTROS = 50
_SHORT_TAIL = 7
_BLOCK_LINES = 12

Span = tuple[int, int]


def trim_reply(text: str) -> tuple[str, str]:
    """Split `text` into the visible reply and the folded rest, each in the order of its lines."""
    lines = text.replace("\r\n", "\n").split("\n", _MAX_LINES)
    trimmed = _Trimming(lines)
    trimmed.run()
    visible = "\n".join(line for line, folded in zip(lines, trimmed.folded, strict=True) if not folded).strip("\n")
    folded = "\n".join(line for line, folded in zip(lines, trimmed.folded, strict=True) if folded).strip("\n")
    if not visible.strip() and trimmed.forwards:
        return text.strip("\n"), ""
    return visible.rstrip(), folded


class _Trimming:
    """Marks in `folded` the lines that are not the reply. Later steps look only at lines still unfolded."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.quoted = [is_quoted(line) for line in lines]
        self.blank = [not line.strip() for line in lines]
        self.folded = [False] * len(lines)
        self.forwards = False  # is something forwarded rather than answered?

    def run(self) -> None:
        self._fold_after_cut()
        for span in self._intros()[:_MAX_INTROS]:
            if not self.folded[span[0]]:
                self._fold_intro(span)
        self._fold_trailing_quote()
        self._fold_signatures()

    def _fold_after_cut(self) -> None:
        for index, line in enumerate(self.lines):
            if self.blank[index] or self.quoted[index]:
                continue
            if announces_original(line) or self._is_header_block(index):
                start = self._with_rule_above(index)
                self.forwards = not self._has_text(0, start)
                self._fold(start, len(self.lines))
                return

    def _is_header_block(self, start: int) -> bool:
        """Do three different fields follow each other here, a subject or an address among them?

        `From: Paris / To: Rome / Date: 5 May` is a journey, not a mail: it has neither.
        """
        if header_kind(without_quote_marks(self.lines[start])) is None:
            return False
        kinds, addressed = self._fields_from(start)
        if self._rule_above(start) is not None and "from" in kinds and len(kinds) >= 2:
            return True
        return len(kinds) >= 3 and bool(kinds & {"from", "to", "reply"}) and ("subject" in kinds or addressed)

    def _fields_from(self, start: int) -> tuple[set[str], bool]:
        """The kinds of fields from `start` on, and whether a sender or recipient has an address there.

        A wrapped line or two between them is allowed; a blank line ends them once there are two.
        """
        kinds: set[str] = set()
        addressed = False
        misses = 0
        for line in self.lines[start : start + _BLOCK_LINES]:
            bare = without_quote_marks(line)
            found = header_kind(bare)
            misses = 0 if found else misses + 1
            if misses > 2 or (not bare.strip() and len(kinds) >= 2):
                break
            if found:
                kinds.add(found[0])
                addressed = addressed or (found[0] in ("from", "to") and bool(_ADDRESS.search(found[1])))
        return kinds, addressed

    def _rule_above(self, index: int) -> int | None:
        """The line of a `_____` directly above, blank lines between allowed."""
        above = index - 1
        while above >= 0 and self.blank[above] and index - above < 4:
            above -= 1
        return above if above >= 0 and _RULE.match(self.lines[above]) else None

    def _with_rule_above(self, index: int) -> int:
        above = self._rule_above(index)
        return index if above is None else above

    def _intros(self) -> list[Span]:
        """The spans of lines that announce a quote, in order, not overlapping."""
        spans: list[Span] = []
        for end, line in enumerate(self.lines):
            if self.folded[end] or not line.rstrip(" *_\t\xa0").endswith((":", "：")):
                continue
            span = self._intro_ending_at(end)
            if span and (not spans or span[0] >= spans[-1][1]):
                spans.append(span)
        return spans

    def _intro_ending_at(self, end: int) -> Span | None:
        """The intro whose last line is `end`: from where a date or a starting word begins, else as short as can be."""
        quote_follows = self._quote_follows(end + 1)
        shortest: Span | None = None
        complete = False  # does the shortest hold its address whole, or was that wrapped within its brackets?
        for start in range(end, max(-1, end - INTRO_LINES), -1):
            if self.blank[start] or self.quoted[start] != self.quoted[end]:
                break
            joined = " ".join(without_quote_marks(line).strip() for line in self.lines[start : end + 1])
            if not announces_quote(joined, quote_follows=quote_follows):
                continue
            if starts_intro(without_quote_marks(self.lines[start])):
                return start, end + 1
            if not complete:
                shortest = (start, end + 1)
                complete = joined.count("<") >= joined.count(">")
        return shortest

    def _quote_follows(self, index: int) -> bool:
        while index < len(self.lines) and self.blank[index]:
            index += 1
        return index < len(self.lines) and self.quoted[index]

    def _fold_intro(self, span: Span) -> None:
        """Fold what an intro announces; between quotes and answers only the intro itself."""
        start, end = span
        if self.quoted[start]:
            self._fold(start, self._quote_end(start))
            return
        answered = self._has_text(0, start)
        if not self._quote_follows(end):
            self._fold(start, len(self.lines) if answered else end)
            return
        quote_end = self._quote_end(end)
        tail = [index for index in range(quote_end, len(self.lines)) if self._is_text(index)]
        interleaved = (
            any(self.quoted[index] and not self.folded[index] for index in range(tail[0], len(self.lines)))
            if tail
            else False
        )
        if not tail or (answered and len(tail) < _SHORT_TAIL and not interleaved):
            self._fold(start, len(self.lines))
        elif interleaved:
            self._fold(start, end)
        else:
            self._fold(start, tail[0])

    def _quote_end(self, start: int) -> int:
        """Where the quote that begins at (or after blank lines from) `start` ends: at the next line of other text."""
        index = start
        while index < len(self.lines) and (self.quoted[index] or self.blank[index] or self._is_lazy(index)):
            index += 1
        return index

    def _is_lazy(self, index: int) -> bool:
        """A line of a quote that a mail program wrapped without repeating its mark: alone between two marked lines."""
        return (
            0 < index < len(self.lines) - 1
            and self.quoted[index - 1]
            and self.quoted[index + 1]
            and not self.lines[index].startswith(" ")
            and len(self.lines[index - 1]) > 60
            and len(self.lines[index]) < 40
        )

    def _fold_trailing_quote(self) -> None:
        """Fold a quote at the end, below the reply, even without an intro."""
        end = len(self.lines)
        while end and (self.blank[end - 1] or self.folded[end - 1] or self.quoted[end - 1]):
            end -= 1
        if end and any(self.quoted[index] and not self.folded[index] for index in range(end, len(self.lines))):
            self._fold(end, len(self.lines))

    def _fold_signatures(self) -> None:
        for index, line in enumerate(self.lines):
            if self.folded[index] or self.blank[index] or self.quoted[index]:
                continue
            if _SIGNATURE_MARK.match(line) and self._has_text(0, index):
                self._fold_block(index)
            elif is_device_signature(line):
                self.folded[index] = True

    def _fold_block(self, start: int) -> None:
        """Fold a signature: up to what is folded already, or to the end."""
        end = start
        while end < len(self.lines) and not self.folded[end] and not self.quoted[end]:
            end += 1
        self._fold(start, end)

    def _fold(self, start: int, end: int) -> None:
        self.folded[start:end] = [True] * (end - start)

    def _is_text(self, index: int) -> bool:
        return not (self.blank[index] or self.quoted[index] or self.folded[index])

    def _has_text(self, start: int, end: int) -> bool:
        return any(self._is_text(index) and not is_device_signature(self.lines[index]) for index in range(start, end))
