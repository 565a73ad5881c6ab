"""Answers that quote a mail of ours: what the customer wrote is shown, what we wrote is folded."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest

from candor.kernel.registries.mail_texts import text_of
from candor.mail.composing import Edition, Words, compose_from, original_of, samples_of
from candor.mail.parsing.message import parse_message

ANSWER = "Thank you, now it works. One more question: does it also run at night?"
LETTERS = ["helpdesk/mail/reply", "helpdesk/mail/acknowledgement", "business/mail/answer", "people/mail/new_sign_in"]


def mail_of(key: str, language: str) -> Words:
    edition = Edition(text_of(key), language)
    return compose_from(original_of(key, language), edition, samples_of(edition))


def body_of(html: str) -> str:
    return html[html.index("<body") : html.index("</body>")].split(">", 1)[1]


def answered(text: str, html: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Kim Jansen <kim@nordlicht.example>", "support@lindwurm.example"
    message["Subject"], message["Message-ID"] = "Re: Export fails", "<1@nordlicht.example>"
    if text:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return message.as_bytes()


GMAIL = """<div dir="ltr">{answer}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">
On Mon, May 4, 2026 at 10:15 AM Lindwurm &lt;<a href="mailto:support@lindwurm.example">support@lindwurm.example</a>&gt;
wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px solid #ccc">{ours}</blockquote></div>"""
OUTLOOK = """<html><body><div class="WordSection1"><p class="MsoNormal">{answer}</p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Lindwurm
&lt;support@lindwurm.example&gt; <br><b>Sent:</b> Monday, May 4, 2026 10:15 AM<br><b>To:</b> Kim Jansen
&lt;kim@nordlicht.example&gt;<br><b>Subject:</b> Export fails</p></div>{ours}</div></body></html>"""
APPLE = """<html><body dir="auto">{answer}<br><div><br><blockquote type="cite"><div>Am 04.05.2026 um 10:15 schrieb
Lindwurm &lt;support@lindwurm.example&gt;:<br><br></div></blockquote></div>
<blockquote type="cite"><div>{ours}</div></blockquote></body></html>"""


def quoting(frame: str) -> Callable[[Words], bytes]:
    return lambda mail: answered("", frame.format(answer=ANSWER, ours=body_of(mail.html)))


def plain(mail: Words) -> bytes:
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    return answered(f"{ANSWER}\n\nAm 04.05.26 um 10:15 schrieb Lindwurm <support@lindwurm.example>:\n{quoted}\n", "")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("key", LETTERS)
def test_an_answer_above_our_mail_is_all_that_is_shown(key: str, language: str, db: None) -> None:
    ours = mail_of(key, language)
    programs = {"gmail": quoting(GMAIL), "outlook": quoting(OUTLOOK), "apple": quoting(APPLE), "plain": plain}

    read = {name: parse_message(program(ours)) for name, program in programs.items()}

    assert {name: parsed.visible_reply.strip() for name, parsed in read.items()} == dict.fromkeys(programs, ANSWER)
    assert all(ours.text.split()[-1] in parsed.quoted for parsed in read.values()), "folded, not thrown away"
