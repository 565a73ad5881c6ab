"""What the privacy engine's registers hold about people: who adopted the rules, who is held or locked and why."""

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
    by_object,
    declare,
    declare_store,
    keep_from,
    leads_also,
    link,
    personal,
    technical,
)
from candor.privacy.documents.entries import ENTRIES
from candor.privacy.models import AccountManagerSettings, AdoptedPack, Hold, Lock, OwnersEntries

ACCOUNTABLE = (Purpose.ACCOUNTABILITY,)


def _of_staff() -> Column:
    """Who of us did it."""
    return personal(
        "user.unique_id", purposes=ACCOUNTABLE, erase=Erase.NULL, export=Export.NO, log=Log.NO, author=Author.SOFTWARE
    )


def _noted(category: str = "user.behavior", *, author: Author = Author.SOFTWARE) -> Column:
    """An entry of a register. While it stands nobody is erased; it goes with the person, the audit fact stays."""
    return personal(category, purposes=ACCOUNTABLE, erase=Erase.DELETE_ROW, author=author)


def declare_registers() -> None:
    keep_from("request-file", "The last act in the matter: the answer to a request, the lifting of a hold or lock.")
    declare(
        AdoptedPack,
        row=Row.MENTION,
        person="adopted_by",
        keep="audit",
        since="adopted_at",
        fields={
            "id": technical(),
            "country": business(),
            "version": business(),
            "rules": business(),
            "adopted_at": business(),
            "adopted_by": _of_staff(),
        },
    )
    declare_store(
        "rule-packs", holds="Retention rules of other countries, as the owner wrote them.", erase=Erase.NOTHING,
        paths=["packs"],
    )  # fmt: skip
    declare(
        OwnersEntries,
        row=Row.NOBODY,
        # Published by law: who answers for the processing, and how they are reached at work.
        fields={
            **{name: technical() for name in ("id", "version")},
            **dict.fromkeys(ENTRIES, business()),
        },
    )
    declare(
        AccountManagerSettings,
        row=Row.NOBODY,
        fields={
            **{name: technical() for name in ("id", "version")},
            **dict.fromkeys(("hidden_groups", "hidden_details"), business()),
        },
    )
    declare(
        Hold,
        row=Row.SHARED,
        person="person",
        keep="request-file",
        since="lifted_at",
        fields={
            "id": technical(),
            "ref": technical(),
            "reason": _noted(author=Author.STAFF),
            "note": _noted("user.content", author=Author.STAFF),
            "person": technical(),
            "organisation": technical(),
            "object_kind": technical(),
            "object_id": technical(),
            "review_on": _noted(),
            "told_review_on": technical(),
            "set_by": _of_staff(),
            "set_at": _noted(),
            "lifted_by": _of_staff(),
            "lifted_at": _noted(),
        },
    )
    declare(
        Lock,
        row=Row.SUBJECT,
        person="person",
        keep="request-file",
        since="lifted_at",
        fields={
            "id": technical(),
            "ref": technical(),
            "person": technical(),
            "request": link(),
            "ground": _noted(author=Author.STAFF),
            "note": _noted("user.content", author=Author.STAFF),
            "until": _noted(),
            "set_by": _of_staff(),
            "set_at": _noted(),
            "told_at": _noted(),
            "told_how": _noted(author=Author.STAFF),
            "lifted_by": _of_staff(),
            "lifted_at": _noted(),
        },
    )
    leads_also("mail.outboxmessage", by_object("about_kind", "about_id", to="privacy.hold"))
    leads_also("mail.outboxattachment", by_object("message__about_kind", "message__about_id", to="privacy.hold"))
