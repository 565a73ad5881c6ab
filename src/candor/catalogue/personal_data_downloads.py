"""What is held about people who fetch releases: what they asked for, what they took, and of what they want news.

Handing out what was asked for is a step of a contract (Art. 6(1)(b)); sales may follow it up. News are sent on consent
alone (Art. 6(1)(a)), which is held with what shows it. No address of anybody's machine is kept.
"""

from __future__ import annotations

from candor.catalogue.actions.news_again import UNDO
from candor.catalogue.actions.news_by_mail import CONFIRMATION
from candor.catalogue.models import (
    Download,
    DownloadRequest,
    Release,
    ReleaseFile,
    ReleaseSubscription,
    ReleaseText,
)
from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
    Recipient,
    Row,
    business,
    by_address,
    by_number,
    by_object,
    counts_from,
    declare,
    keep_from,
    leads_also,
    personal,
    technical,
)

HANDING_OUT = (Purpose.CONTRACT, Purpose.SALES)
TELLING = (Purpose.MARKETING, Purpose.ACCOUNTABILITY)


def declare_downloads() -> None:
    keep_from("download", "The day on which it was asked for or fetched.")
    keep_from("release-news", "The day on which they stopped the news; not before that.")
    counts_from("customer", "catalogue.download", person="person", at="at")
    _declare_releases()
    declare(
        DownloadRequest,
        row=Row.SUBJECT,
        person=["person", by_address("email")],
        keep="download",
        since="asked_at",
        fields={
            **_technical("id", "ref", "release", "person", "handed_over_at", "submission_key"),
            **dict.fromkeys(("asked_at", "notice_version"), _noted()),
            "email": personal(
                "user.contact.email", purposes=HANDING_OUT, erase=Erase.DELETE_ROW, portable=True,
                author=Author.SUBJECT, recipients=[Recipient.MAIL_SERVER],
            ),
            "wants_news": personal(
                "user.privacy_preferences", purposes=HANDING_OUT, erase=Erase.DELETE_ROW, log=Log.NO, portable=True,
                author=Author.SUBJECT,
            ),
        },
    )  # fmt: skip
    declare(
        Download,
        row=Row.SUBJECT,
        person="person",
        keep="download",
        since="at",
        fields={
            **_technical("id", "release", "file", "person"),
            **dict.fromkeys(("name", "way", "day", "at"), _noted()),
        },
    )
    declare(
        ReleaseSubscription,
        row=Row.SUBJECT,
        person=["person", by_address("email")],
        keep="release-news",
        since="ended_at",
        fields={
            **_technical("id", "ref", "product", "person", "delivery"),
            "email": _consent("user.contact.email", Author.SUBJECT, recipients=[Recipient.MAIL_SERVER]),
            "language": _consent("user.privacy_preferences", Author.SOFTWARE),
            **dict.fromkeys(
                ("way", "notice_version", "asked_at", "confirmed_at", "ended_at"),
                _consent("user.privacy_preferences", Author.SOFTWARE),
            ),
        },
    )
    leads_also(
        "kernel.token", by_number("subject_id", to="catalogue.downloadrequest", only={"purpose": ("catalogue.",)})
    )
    leads_also(
        "kernel.token",
        by_number("subject_id", to="catalogue.releasesubscription", only={"purpose": (UNDO,)}),
        by_number("subject_id", to="people.identifier", only={"purpose": (CONFIRMATION,)}),
    )
    for model in ("catalogue.downloadrequest", "catalogue.releasesubscription"):
        leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to=model))
        leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to=model))


def _declare_releases() -> None:
    names = ("id", "ref", "product", "channel", "audience", "released_on", "published_at", "withdrawn_at")
    progress = ("telling_since", "told_upto", "told_count", "told_at", "created_at", "changed_at")
    declare(
        Release,
        row=Row.MENTION,
        person="changed_by",
        keep="staff",
        fields={
            **_technical(*names, *progress, "submission_key", "version"),
            "number": business(),
            "changed_by": _of_staff(),
        },
    )
    declare(
        ReleaseText, row=Row.NOBODY, fields={**_technical("id", "release", "language"), "notes": business()}
    )  # fmt: skip
    of_file = _technical("id", "ref", "release", "file", "platform", "fetched", "added_at")
    declare(ReleaseFile, row=Row.NOBODY, fields=of_file)


def _technical(*names: str) -> dict[str, Column]:
    return dict.fromkeys(names, technical())


def _noted() -> Column:
    return personal(
        "user.behavior", purposes=HANDING_OUT, erase=Erase.DELETE_ROW, log=Log.NO, author=Author.SOFTWARE, portable=True
    )


def _consent(category: str, author: Author, recipients: list[Recipient] | None = None) -> Column:
    return personal(
        category, purposes=TELLING, erase=Erase.DELETE_ROW, log=Log.NO, author=author, portable=True,
        recipients=recipients or [],
    )  # fmt: skip


def _of_staff() -> Column:
    return personal(
        "user.unique_id", purposes=[Purpose.STAFF], erase=Erase.NULL, export=Export.NO, log=Log.NO,
        author=Author.SOFTWARE,
    )  # fmt: skip
