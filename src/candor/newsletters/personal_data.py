"""What newsletters hold about people: who gets which, what was sent to whom, and what somebody typed to sign up."""

from __future__ import annotations

from candor.kernel.registries.personal_data import (
    Author,
    Column,
    Erase,
    Export,
    Log,
    Purpose,
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
from candor.kernel.registries.personal_data import (
    Recipient as To,
)
from candor.newsletters.actions.signing_up import CONFIRMATION, LIVES
from candor.newsletters.actions.undoing import UNDO
from candor.newsletters.models import (
    CollectionNotice,
    FreeDownloads,
    Issue,
    IssuePicture,
    IssueTemplate,
    MailingList,
    Recipient,
    SignUp,
    SimilarProduct,
    Subscription,
    ToldAtDownload,
)

MARKETING = (Purpose.MARKETING, Purpose.ACCOUNTABILITY)
"""Also to prove what was asked for and sent. Objecting ends the sending (suppression); erasing takes the rows."""


def _held(category: str = "user.privacy_preferences", *, export: Export = Export.YES) -> Column:
    """Held for newsletters: nothing is sent any more once the person objects."""
    return personal(
        category, purposes=MARKETING, erase=Erase.DELETE_ROW, log=Log.NO, export=export, author=Author.SOFTWARE,
        recipients=[To.MAIL_SERVER],
    )  # fmt: skip


def _typed(category: str) -> Column:
    """What somebody typed who may be anybody: it goes with its row, after two days at the latest."""
    return personal(category, purposes=[Purpose.ACCOUNTABILITY], erase=Erase.DELETE_ROW, log=Log.NO)


keep_from("newsletter-sign-up", "The form's sending.", period=LIVES)
counts_from("customer", "newsletters.subscription", person="identifier__person", at="since")
leads_also(
    "kernel.token",
    by_number("subject_id", to="newsletters.signup", only={"purpose": (CONFIRMATION,)}),
    by_number("subject_id", to="people.identifier", only={"purpose": (UNDO,)}),
)
leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="newsletters.recipient"))
leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="newsletters.recipient"))
declare(
    MailingList,
    row=Row.NOBODY,
    fields={
        **{name: technical() for name in ("id", "ref", "created_at", "asked_anew_at", "retired_at", "version")},
        **{name: business() for name in ("name_en", "name_de", "purpose_en", "purpose_de", "is_public")},
        "for_customers": business(),
    },
)
declare(
    SignUp,
    row=Row.SHARED,
    person=[by_address("email")],
    keep="newsletter-sign-up",
    fields={
        **{name: technical() for name in ("id", "key", "texts", "notice_version", "expires_at")},
        "email": _typed("user.contact.email"),
        "language": _typed("user.demographic.language"),
        "created_at": _typed("user.behavior"),
    },
)
declare(
    Subscription,
    row=Row.SUBJECT,
    person="identifier__person",
    keep="customer",
    fields={
        **{name: technical() for name in ("id", "ref", "identifier")},
        "list": technical(),
        "language": _held("user.demographic.language"),
        **{name: _held() for name in ("basis", "since", "ended_at")},
        **{name: _held("user.behavior.purchase_history") for name in ("product", "reference")},
    },
)
declare(FreeDownloads, row=Row.NOBODY, fields={name: technical() for name in ("id", "since", "changed_at")})
declare(
    ToldAtDownload,
    row=Row.SUBJECT,
    person=["request__person", by_address("request__email")],
    keep="download",
    since="shown_at",
    fields={
        **{name: technical() for name in ("id", "request", "told")},
        "language": _typed("user.demographic.language"),
        "objects_to_it": _typed("user.privacy_preferences"),
        "shown_at": _typed("user.behavior"),
    },
)
declare(
    CollectionNotice,
    row=Row.NOBODY,
    fields={
        **{name: technical() for name in ("id", "ref", "list", "language", "entered_at")},
        **{name: business() for name in ("place", "words", "used_from", "used_until")},
    },
)
declare(SimilarProduct, row=Row.NOBODY, fields={"id": technical(), "list": technical(), "product": business()})
declare(
    Issue,
    row=Row.NOBODY,
    fields={
        **{
            name: business()
            for name in ("subject_en", "body_en", "subject_de", "body_de", "number", "domain_pace", "audience_name")
        },
        **{
            name: technical() for name in ("id", "ref", "list", "state", "key", "version", "prepared_up_to", "audience")
        },
        **{name: technical() for name in ("send_at", "started_at", "ended_at", "prepared_at")},
        **{name: technical() for name in ("created_at", "changed_at")},
    },
)
declare(
    IssueTemplate,
    row=Row.NOBODY,
    fields={
        **{name: technical() for name in ("id", "ref", "created_at")},
        **{name: business() for name in ("name", "subject_en", "body_en", "subject_de", "body_de")},
    },
)
declare(
    IssuePicture,
    row=Row.NOBODY,
    fields={name: technical() for name in ("id", "issue", "file", "created_at")},
)
declare(
    Recipient,
    row=Row.SUBJECT,
    person="identifier__person",
    keep="outbox",
    since="prepared_at",
    fields={
        **{name: technical() for name in ("id", "issue", "identifier")},
        "language": _held("user.demographic.language"),
        "domain": _held("user.contact", export=Export.NO),
        **{name: _held("user.behavior") for name in ("fate", "opted_out", "replied", "prepared_at", "handed_at")},
    },
)
