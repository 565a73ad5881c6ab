"""What one message gives, told with small messages written here."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from candor.mail.parsing import Mailbox, parse_message, to_json


def message(headers: str, body: str = "Hello\n", charset: str = "utf-8") -> bytes:
    return f"{headers.strip()}\n\n{body}".encode(charset)


PLAIN = """\
From: Ada Lovelace <Ada@Example.org>
To: desk@example.net
Subject: Printer
Message-ID: <1@example.org>
Date: Mon, 3 Feb 2025 10:15:00 +0100"""


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    body = "".join(f"--edge\n{part}\n" for part in parts)
    return message(f'{PLAIN}\nContent-Type: multipart/{kind}; boundary="edge"', f"{body}--edge--\n")


def test_a_plain_message() -> None:
    parsed = parse_message(message(PLAIN))

    assert parsed.error is None
    assert parsed.from_ == Mailbox("Ada Lovelace", "ada@example.org")
    assert parsed.to == (Mailbox("", "desk@example.net"),)
    assert parsed.subject == "Printer"
    assert parsed.date is not None
    assert parsed.date.astimezone(UTC) == datetime(2025, 2, 3, 9, 15, tzinfo=UTC)
    assert parsed.date.utcoffset() == timedelta(hours=1)
    assert parsed.message_id == "1@example.org"
    assert parsed.text == "Hello\n"
    assert parsed.html is None
    assert parsed.may_autoreply
    assert parsed.defects == ()


def test_json_has_exactly_the_keys_of_the_interface() -> None:
    keys = to_json(parse_message(message(PLAIN)), "a.eml").keys()
    assert list(keys) == [
        "file",
        "error",
        "from",
        "reply_to",
        "to",
        "cc",
        "subject",
        "date",
        "message_id",
        "in_reply_to",
        "references",
        "text",
        "html",
        "visible_reply",
        "quoted",
        "attachments",
        "auto_submitted",
        "may_autoreply",
        "bounces",
        "feedback_report",
        "spam_hint",
        "defects",
    ]


@pytest.mark.parametrize("raw", [b"", b" \r\n \n"])
def test_an_empty_message_is_an_error(raw: bytes) -> None:
    assert parse_message(raw).error == "The message is empty."


def test_reply_to_and_sender_stand_in_for_a_missing_from() -> None:
    assert parse_message(message("From: <>\nReply-To: Jo <jo@example.org>")).from_ == Mailbox("Jo", "jo@example.org")
    assert parse_message(message("Sender: jo@example.org")).from_ == Mailbox("", "jo@example.org")
    assert parse_message(message("Subject: nobody")).from_ is None


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ('"Müller, Bernd" <b@example.org>', "Müller, Bernd", "b@example.org"),
        ("Müller, Bernd <b@example.org>", "Müller, Bernd", "b@example.org"),
        ("b@example.org (Bernd Müller)", "Bernd Müller", "b@example.org"),
        ("=?utf-8?B?TcO8bGxlciwgQmVybmQ=?= <b@example.org>", "Müller, Bernd", "b@example.org"),
        ('"=?iso-8859-1?Q?M=FCller?=" <b@example.org>', "Müller", "b@example.org"),
        ("Bernd [IT] <b@example.org>", "Bernd [IT]", "b@example.org"),
        ("<b@example.org>", "", "b@example.org"),
        ("b@example.org", "", "b@example.org"),
        ("'b@example.org' <b@example.org>", "", "b@example.org"),
        ("Bernd <@relay.example:b@example.org>", "Bernd", "b@example.org"),
        ("Bernd <b@münchen.example>", "Bernd", "b@münchen.example"),
        ('"b@example.org" <>', "", "b@example.org"),
    ],
)
def test_senders_in_many_forms(field: str, name: str, address: str) -> None:
    assert parse_message(message(f"From: {field}")).from_ == Mailbox(name, address)


def test_lists_groups_and_semicolons() -> None:
    parsed = parse_message(
        message("From: a@example.org\nTo: Team: b@example.org, C <c@example.org>;, d@example.org\nCc: e@x.y; f@x.y")
    )
    assert [box.address for box in parsed.to] == ["b@example.org", "c@example.org", "d@example.org"]
    assert [box.address for box in parsed.cc] == ["e@x.y", "f@x.y"]
    assert parse_message(message("From: a@b.c\nTo: undisclosed-recipients:;")).to == ()


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        (b"=?us-ascii?Q?A / B?=", "A / B"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?nonsense?Q?Gr=FC=DFe?=", "Grüße"),
        (b"=?iso-8859-1?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("Заказ не пришёл".encode("koi8-r"), "Заказ не пришёл"),
        ("お問い合わせ".encode("cp932"), "お問い合わせ"),
        ("你好，我的订单没有到".encode("gb18030"), "你好，我的订单没有到"),
        (b"two\r\n lines", "two lines"),
        ("Gru\u0308n".encode(), "Grün"),
        (b"no\x00 contr\x07ol", "no control"),
    ],
)
def test_subjects_in_many_charsets(raw: bytes, subject: str) -> None:
    assert parse_message(b"From: a@example.org\nSubject: " + raw + b"\n\nHello\n").subject == subject


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("us-ascii", "cp1252"),
        ("utf-8", "cp1252"),
        ("nonsense", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("utf-16", "utf-16"),
    ],
)
def test_bodies_under_right_and_wrong_labels(label: str, codec: str) -> None:
    body = base64.encodebytes("Grüße – „schön“ aus Köln".encode(codec))
    head = f"From: a@example.org\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: base64\n\n"
    assert parse_message(head.encode() + body).text == "Grüße – „schön“ aus Köln"


def test_vendor_characters_in_iso_2022_jp() -> None:
    body = b"\x1b$B-!#1ET\x1b(B\n"
    assert parse_message(b"From: a@b.c\nContent-Type: text/plain; charset=ISO-2022-JP\n\n" + body).text == "①１都\n"


def test_text_html_and_files_find_their_places() -> None:
    png = base64.encodebytes(b"\x89PNG picture").decode()
    raw = multipart(
        'Content-Type: multipart/alternative; boundary="in"\n\n--in\nContent-Type: text/plain\n\nplain\n'
        '--in\nContent-Type: text/html\n\n<p>rich <img src="cid:pic@x"></p>\n--in--',
        f"Content-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n{png}",
        "Content-Type: text/plain; name=log.txt\nContent-Disposition: attachment\n\nlines",
    )
    parsed = parse_message(raw)
    assert parsed.text == "plain"
    assert parsed.html == '<p>rich <img src="cid:pic@x"></p>'
    picture, log = parsed.attachments
    assert (picture.name, picture.inline, picture.content) == ("image.png", True, b"\x89PNG picture")
    assert (log.name, log.inline, log.content) == ("log.txt", False, b"lines")
    assert picture.sha256 == hashlib.sha256(b"\x89PNG picture").hexdigest()


def test_text_is_made_from_html_where_there_is_only_html() -> None:
    raw = message(f"{PLAIN}\nContent-Type: text/html", "<h1>Hi</h1><p>one<br>two &amp; three</p><style>x{}</style>")
    assert parse_message(raw).text == "Hi\n\none\ntwo & three"


def test_quotes_in_html_are_folded() -> None:
    html = (
        "<div>Thanks</div><div>On Mon, 3 Feb 2025 Ada &lt;a@b.c&gt; wrote:<br></div><blockquote>Try again</blockquote>"
    )
    parsed = parse_message(message(f"{PLAIN}\nContent-Type: text/html", html))
    assert parsed.visible_reply == "Thanks"
    assert "Try again" in parsed.quoted


def test_equal_names_are_numbered_and_nameless_parts_named() -> None:
    part = "Content-Type: application/pdf; name=a.pdf\n\nx"
    parsed = parse_message(multipart(part, part, "Content-Type: application/pdf\n\nx", "Content-Type: image/jpeg\n\nx"))
    assert [file.name for file in parsed.attachments] == ["a.pdf", "a1.pdf", "file.pdf", "image.jpg"]


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("filename*=utf-8''%C3%9Cbersicht.pdf", "Übersicht.pdf"),
        ("filename*0*=utf-8''%C3%9Cber; filename*1=sicht; filename*2=.pdf", "Übersicht.pdf"),
        ('filename="=?utf-8?B?w5xiZXJzaWNodC5wZGY=?="', "Übersicht.pdf"),
        ('filename="Übersicht.pdf"', "Übersicht.pdf"),
        (r'filename="C:\Users\jo\Übersicht.pdf"', "Übersicht.pdf"),
        ('filename="../../Übersicht.pdf"', "Übersicht.pdf"),
        ("filename=two words.pdf", "two words.pdf"),
        ('filename="pdf.\u202efdp.exe"', "pdf.fdp.exe"),
    ],
)
def test_file_names(parameter: str, name: str) -> None:
    raw = multipart(f"Content-Type: application/pdf\nContent-Disposition: attachment; {parameter}\n\nx")
    assert [file.name for file in parse_message(raw).attachments] == [name]


def test_winmail_and_forwarded_mails_stay_files() -> None:
    tnef = "Content-Type: application/ms-tnef; name=winmail.dat\n\nx"
    mail = "Content-Type: message/rfc822\n\nSubject: Older mail\n\nold"
    parsed = parse_message(multipart("Content-Type: text/plain\n\nsee", tnef, mail))
    assert [file.name for file in parsed.attachments] == ["winmail.dat", "Older mail.eml"]
    assert parsed.text == "see"


def test_flowed_text_is_joined() -> None:
    raw = message(f"{PLAIN}\nContent-Type: text/plain; format=flowed", "one \ntwo\n> quoted \n> on\n-- \nJo\n")
    assert parse_message(raw).text == "one two\n> quoted on\n-- \nJo\n"


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_any_line_ends(newline: bytes) -> None:
    parsed = parse_message(message(PLAIN, "a\nb").replace(b"\n", newline))
    assert (parsed.subject, parsed.text) == ("Printer", "a\nb")


def test_the_hash_is_the_same_whatever_servers_add_or_reencode() -> None:
    first = parse_message(message(PLAIN, "Grüße\n"))
    traced = parse_message(b"Received: by x\r\n" + message(PLAIN, "Grüße\n").replace(b"\n", b"\r\n"))
    other = parse_message(message(PLAIN, "Gruß\n"))
    assert first.content_hash == traced.content_hash
    assert first.content_hash != other.content_hash


def test_trace_fields_for_intake() -> None:
    parsed = parse_message(
        message(
            f"{PLAIN}\nReturn-Path: <>\nDelivered-To: Desk+Token@example.net\nX-Original-To: sales@example.net\n"
            "Authentication-Results: mx.example.net;\n dkim=pass\nList-Id: <a.example.org>\n"
            "In-Reply-To: <p@x>\nReferences: <o@x>\n <p@x>"
        )
    )
    assert parsed.null_return_path
    assert parsed.delivered_to == ("desk+token@example.net", "sales@example.net")
    assert "desk@example.net" in parsed.recipients
    assert parsed.authentication_results == ("mx.example.net; dkim=pass",)
    assert parsed.list_headers == (("list-id", "<a.example.org>"),)
    assert (parsed.in_reply_to, parsed.references) == (("p@x",), ("o@x", "p@x"))


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a><iframe src="https://x.example"></iframe>',
        '<svg onload=alert(1)><style>@import "https://x.example";</style><form action="https://x.example"><input></form>',
        '<p style="background:url(https://x.example);position:fixed">x</p><meta http-equiv=refresh content=0>',
        '<img src="data:image/svg+xml;base64,AAAA"><math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    ],
)
def test_html_is_made_harmless(text: str) -> None:
    html = parse_message(message(f"{PLAIN}\nContent-Type: text/html", text)).html or ""
    for evil in (
        "script",
        "onerror",
        "onload",
        "iframe",
        "form",
        "url(",
        "position",
        "meta",
        "@import",
        "svg",
        "data:text",
    ):
        assert evil not in html
