"""Messages as customers send them, for tests."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any


def letter(
    text: str = "Good morning, the export stops at 40 percent. What can I do?\n",
    *,
    sender: str = "Kim Jansen <kim@nordlicht.example>",
    to: str = "Support <support@lindwurm.example>",
    subject: str = "Export stops",
    message_id: str = "",
    files: tuple[tuple[str, str, bytes], ...] = (),
    **headers: Any,
) -> bytes:
    """Raw bytes of an ordinary mail. `files` are (name, content type, content); headers as `in_reply_to="<…>"`."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Sat, 21 Nov 2026 09:30:00 +0100"
    message["Message-ID"] = message_id or make_msgid(domain="nordlicht.example")
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(text)
    for name, content_type, content in files:
        main, sub = content_type.split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


FEEDBACK = """\
From: <feedback@provider.example>
To: <news@lindwurm.example>
Subject: FW: ours
Message-ID: <fbl-1@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain

This is an email abuse report.
--part
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1

--part
Content-Type: message/rfc822

From: <news@lindwurm.example>
To: {to}
Message-ID: <{message_id}>
Subject: News

Hello
--part--
"""


def complaint(message_id: str, to: str = "kim@nordlicht.example") -> bytes:
    """What a provider sends when the recipient of a mail of ours marked it as spam (RFC 5965)."""
    return FEEDBACK.format(message_id=message_id, to=to).replace("\n", "\r\n").encode()
