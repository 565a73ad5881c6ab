"""How a copy of somebody's data speaks of what the privacy office decided about them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.telling import Telling, everything, tell
from candor.privacy import telling_breaches, telling_recipients  # noqa: F401 - what they import tells of their tables
from candor.privacy.models import (
    AccountManagerSettings,
    Announcement,
    ClientRequest,
    ClientWord,
    CompellingGround,
    ConsentDeed,
    ConsentEvent,
    ConsentText,
    ConsentWay,
    Copy,
    Erasure,
    Hold,
    HoldReason,
    IdentityProof,
    Lock,
    LockGround,
    ProcessingAgreement,
    Reached,
    RefusedItem,
    Replacement,
    RequestChannel,
    RequestKind,
    RequestStep,
    StepKind,
    SubjectRequest,
    ToldHow,
    ToldPerson,
)
from candor.privacy.rights import RIGHT_WORDS
from candor.privacy.telling_channels import tell_channels
from candor.privacy.telling_rights import tell_contests

RECORDS = "records"

tell(
    Lock,
    Telling(
        RECORDS,
        60,
        _("Lock on your data"),
        columns={"ground": _("Ground")},
        values={"ground": dict(LockGround.choices), "told_how": dict(ToldHow.choices)},
        heads=("set_at",),
    ),
)
tell(
    ConsentEvent,
    Telling(
        RECORDS,
        20,
        _("Consent"),
        columns={
            "address": _("E-mail address"),
            "deed": pgettext_lazy("consent", "What you did"),
            "way": pgettext_lazy("consent", "How"),
            "text_id": _("What you agreed to"),
            "notice_version": _("Privacy notice"),
            "reference": _("With the order"),
            "asked_at": pgettext_lazy("consent", "Asked for"),
            "at": pgettext_lazy("consent", "When"),
        },
        values={"deed": dict(ConsentDeed.choices), "way": dict(ConsentWay.choices)},
        heads=("at",),
        group="consents",
    ),
)
tell(ConsentText, Telling(RECORDS, 21, called="text"))
tell(
    ToldPerson,
    Telling(
        RECORDS,
        22,
        _("Word of a change of our privacy notice or terms"),
        columns={
            "announcement": _("What changed"),
            "reached": _("What became of our mail"),
            "taken_at": _("Written"),
            "settled_at": _("Delivered or not"),
            "seen_at": _("You said that you read it"),
            "told_on": _("Told otherwise"),
            "told_how": _("How you were told"),
        },
        values={"reached": dict(Reached.choices)},
        heads=("taken_at",),
        group="consents",
    ),
)
tell(Announcement, Telling(RECORDS, 23, called="number"))
tell(
    Hold,
    Telling(
        RECORDS,
        61,
        _("Legal hold"),
        columns={"review_on": _("Looked at again on")},
        values={"reason": dict(HoldReason.choices)},
        heads=("set_at",),
    ),
)
tell(
    Copy,
    Telling(RECORDS, 62, _("Copy of your data"), columns={"received_on": _("Received")}, heads=("asked_at",)),
)
tell(
    Erasure,
    Telling(
        RECORDS,
        63,
        _("Privacy request"),
        columns={
            "right": _("Which right"),
            "received_on": _("Received"),
            "planned_at": _("Planned"),
            "confirmed_at": _("Confirmed"),
            "done_at": _("Done"),
        },
        values={"right": {right.value: words.name for right, words in RIGHT_WORDS.items()}},
        heads=("right", "planned_at"),
        left_out=("subject_number", "subject_ref"),
    ),
)
tell(
    Replacement,
    Telling(
        RECORDS,
        64,
        _("Your company asked for another contact"),
        columns={
            "begun_at": _("Begun"),
            "answer_by": _("Answer by"),
            "asked_at": _("Asked"),
            "named_at": _("Answered"),
        },
        heads=("begun_at",),
        left_out=("subject_number",),
    ),
)
tell(
    CompellingGround,
    Telling(
        RECORDS,
        65,
        _("Compelling grounds recorded"),
        columns={"recorded_at": _("Recorded")},
        heads=("recorded_at",),
        left_out=("subject_number",),
    ),
)

tell(
    ClientRequest,
    Telling(
        RECORDS,
        66,
        _("Passed on to the organisation for which we keep your data"),
        columns={
            "begun_at": _("Begun"),
            "passed_at": _("Passed on"),
            "word": _("What it said"),
            "until": _("Keep it until"),
            "said_on": _("Answered"),
        },
        values={"word": dict(ClientWord.choices)},
        heads=("begun_at",),
        left_out=("subject_number", "noted_at"),
    ),
)
tell(
    ProcessingAgreement,
    Telling(
        RECORDS,
        67,
        _("You are the contact of an organisation for which we process data"),
        columns={"contact_name": _("Contact"), "contact_address": _("E-mail address of the contact")},
        heads=("contact_name",),
    ),
)
tell(
    SubjectRequest,
    Telling(
        RECORDS,
        58,
        _("Request about your data"),
        columns={
            "kind": _("What you asked for"),
            "channel": _("How it reached us"),
            "name": _("Name that you gave"),
            "address": _("Where we answer"),
            "postal_address": _("Postal address that you gave"),
            "said": _("In your words"),
            "received_at": _("Received"),
            "extended_at": _("Time extended"),
            "extension_reason": _("Why more time was needed"),
            "identity_how": _("How we knew that it was you"),
            "identity_at": pgettext_lazy("identity", "Certain since"),
            "confirmed_at": _("Confirmed"),
            "answer": _("Our answer"),
            "answered_at": _("Answered"),
        },
        values={
            "kind": dict(RequestKind.choices),
            "channel": dict(RequestChannel.choices),
            "identity_how": dict(IdentityProof.choices),
        },
        heads=("kind", "received_at"),
        left_out=("subject_number", "received_on"),
        seen=everything,
    ),
)
tell(
    RequestStep,
    Telling(
        RECORDS,
        59,
        _("Step of a request"),
        columns={
            "kind": pgettext_lazy("step", "What happened"),
            "note": _("Note"),
            "at": pgettext_lazy("consent", "When"),
        },
        values={"kind": dict(StepKind.choices)},
        heads=("at",),
    ),
)
tell(
    RefusedItem,
    Telling(
        RECORDS,
        59,
        _("What was refused"),
        columns={"what": _("What"), "ground": _("Ground"), "until": _("Until")},
        heads=("what",),
        seen=everything,
    ),
)
tell(AccountManagerSettings, Telling(name=_("“My data” as you see it, to set its pages up")))

tell_channels()
tell_contests(RECORDS)
