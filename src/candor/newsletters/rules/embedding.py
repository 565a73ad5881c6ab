"""The sign-up form for other sites: plain HTML to be copied, without script, cookie, picture or style of ours."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from markupsafe import Markup


def digest_of_words(words: str) -> str:
    """By what the form says which words it shows: words that have changed since are not agreed to by it."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands at the fields, at the button and at the trap, in the form's language."""

    email: str
    send: str
    trap: str


def form_html(address: str, words: str, language: str, labels: Labels) -> str:
    """The form. The trap is `hidden`, so that neither eyes nor screen readers nor the keyboard come upon it."""
    return str(
        Markup("""<form action="{}" method="post" accept-charset="utf-8" lang="{}">
  <input type="hidden" name="words" value="{}">
  <input type="hidden" name="language" value="{}">
  <p><label>{}<br>
    <input type="email" name="email" autocomplete="email" maxlength="254" required></label></p>
  <p><label><input type="checkbox" name="agrees" value="yes" required> {}</label></p>
  <p hidden><label>{} <input type="text" name="website" tabindex="-1" autocomplete="off"></label></p>
  <p><button type="submit">{}</button></p>
</form>
""").format(address, language, digest_of_words(words), language, labels.email, words, labels.trap, labels.send)
    )
