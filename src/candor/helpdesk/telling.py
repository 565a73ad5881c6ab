"""How a copy of somebody's data speaks of cases, and of the work of staff on them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.helpdesk import models
from candor.helpdesk.models import MessageKind
from candor.helpdesk.words import CHANNEL_WORDS, KIND_WORDS, PRIORITY_WORDS, STATUS_WORDS
from candor.helpdesk.words_times import KIND_WORDS as TIME_KINDS
from candor.helpdesk.words_times import STANDING_WORDS
from candor.kernel.registries.personal_data import Subject
from candor.kernel.registries.telling import Chapter, Telling, chapter, everything, tell

CASES, WORK = "cases", "work"

chapter(
    Chapter(
        CASES,
        30,
        _("Your cases"),
        _("What you asked us, every message and note in it, and what was noted about it."),
        group="cases",
    )
)


def shown_or_theirs(subject: Subject) -> Q:
    """Messages between them and us; internal notes only where they wrote them themselves."""
    return ~Q(kind=MessageKind.INTERNAL) | Q(author__in=subject.numbers)


def of_message_shown(subject: Subject) -> Q:
    return ~Q(message__kind=MessageKind.INTERNAL) | Q(message__author__in=subject.numbers)


def their_own_draft(subject: Subject) -> Q:
    return Q(author__in=subject.numbers)


def of_their_own_draft(subject: Subject) -> Q:
    return Q(draft__author__in=subject.numbers)


def of_their_own_reply(subject: Subject) -> Q:
    return Q(reply__author__in=subject.numbers)


def not_internal(_subject: Subject) -> Q:
    return Q(is_internal=False)


for named in (models.Category, models.Queue, models.Tag):
    tell(named, Telling(called="name"))
tell(
    models.Ticket,
    Telling(
        CASES,
        10,
        pgettext_lazy("copy", "Case"),
        columns={
            "last_customer_message_at": _("Your side wrote last"),
            "last_staff_message_at": _("Our side wrote last"),
        },
        values={"kind": KIND_WORDS, "priority": PRIORITY_WORDS, "status": STATUS_WORDS, "channel": CHANNEL_WORDS},
        heads=("number", "subject"),
        left_out=("requester_id",),
        seen=everything,
    ),
)
tell(
    models.Message,
    Telling(
        CASES,
        20,
        pgettext_lazy("copy", "Message"),
        columns={"came_from": _("From or to")},
        values={"channel": CHANNEL_WORDS},
        heads=("written_at",),
        left_out=("html",),
        seen=shown_or_theirs,
    ),
)
tell(models.Attachment, Telling(CASES, 10, _("Attachment"), seen=of_message_shown))
tell(models.UnreadLetter, Telling(CASES, 25, _("Answer that you have not read yet"), left_out=("message_id",)))
tell(models.Draft, Telling(CASES, 30, pgettext_lazy("copy", "Draft"), seen=their_own_draft))
tell(models.DraftFile, Telling(CASES, 10, _("File of a draft"), seen=of_their_own_draft))
tell(models.LaterReply, Telling(CASES, 31, _("Reply to be sent later"), heads=("send_at",), seen=their_own_draft))
tell(models.LaterFile, Telling(CASES, 10, _("File of a reply to be sent later"), seen=of_their_own_reply))
tell(models.Upload, Telling(CASES, 35, _("File that a program of yours sent"), seen=everything))
tell(models.CallBack, Telling(CASES, 40, _("Promised call"), heads=("at",)))
tell(
    models.TimeRecord,
    Telling(
        CASES,
        42,
        pgettext_lazy("copy", "Time or costs"),
        columns={
            "kind": pgettext_lazy("time", "What it is"),
            "changed_at": _("Changed"),
            "day": _("Day"),
            "minutes": _("Minutes worked"),
            "billed_minutes": _("Minutes charged"),
            "quantity": _("Quantity"),
            "price": _("Price of an hour, or of one, net"),
            "currency": _("Currency"),
            "is_billable": _("It is charged"),
            "standing": _("Your word"),
            "note": _("Note for the customer"),
        },
        values={"kind": TIME_KINDS, "standing": {one: words for one, (_shape, words) in STANDING_WORDS.items()}},
        heads=("day",),
        seen=not_internal,
    ),
)
tell(
    models.TimeAnswer,
    Telling(
        CASES,
        43,
        _("Your word about time or costs"),
        columns={
            "is_authorised": _("Authorised"),
            "text": _("What it said"),
            "reason": _("Reason"),
            "name": _("Name"),
            "at": _("When"),
        },
        heads=("at",),
        left_out=("person_id",),
    ),
)
tell(models.TicketTag, Telling(CASES, 50, pgettext_lazy("copy", "Tag"), heads=("tag_id",)))
tell(
    models.Participant,
    Telling(CASES, 60, _("Part in a case"), heads=("name",), seen=everything),
)
tell(models.SentCopy, Telling(CASES, 10, _("Copy of an answer that went to you")))
tell(
    models.BulkRow,
    Telling(CASES, 70, _("Change together with other cases"), columns={"before": _("As it was before")}),
)
tell(
    models.LetterSettings,
    Telling(
        "account",
        120,
        _("What we mail you"),
        columns={"answers": _("About answers"), "colleagues": _("About cases of colleagues")},
    ),
)
tell(models.QueueMember, Telling(WORK, 30, _("Queue in which you work"), heads=("queue_id",)))
tell(models.Notification, Telling(WORK, 40, _("Notification"), heads=("read_at",)))
tell(
    models.NotificationSettings,
    Telling(
        WORK,
        50,
        _("How you are notified"),
        columns={"ways": _("Ways"), "quiet_from": _("Quiet from"), "quiet_until": _("Quiet until")},
    ),
)
tell(
    models.Presence,
    Telling(WORK, 60, _("At a case just now"), columns={"is_writing": _("Writing"), "seen_at": _("Seen")}),
)
tell(models.WritingHabit, Telling(WORK, 70, _("Habit"), columns={"after_sending": _("After sending")}))
tell(models.ReplyTemplate, Telling(WORK, 80, _("Template of your own"), left_out=("owner_id",)))
tell(models.ReplyText, Telling(WORK, 10, _("Text of a template"), seen=everything))
tell(models.Macro, Telling(WORK, 82, _("Macro of your own"), left_out=("owner_id",)))
tell(models.MacroTag, Telling(WORK, 10, _("Tag of a macro"), heads=("tag_id",)))
tell(
    models.SavedView,
    Telling(
        WORK,
        84,
        _("View of your own"),
        columns={"definition": _("What it shows")},
        heads=("name",),
        left_out=("owner_id",),
        seen=everything,
        called="name",
    ),
)
tell(models.ViewPlace, Telling(WORK, 86, _("View in your list"), columns={"view_id": _("View")}, heads=("view_id",)))
tell(models.Bulk, Telling(WORK, 88, _("Change of many cases"), heads=("created_at",), seen=everything))
