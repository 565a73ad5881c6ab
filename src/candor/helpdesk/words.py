"""The words that people read for a ticket's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from candor.helpdesk.models import (
    AfterSending,
    BinReason,
    By,
    Event,
    Kind,
    LinkKind,
    Priority,
    Reason,
    Stage,
    Status,
)
from candor.helpdesk.rules.later import Held
from candor.helpdesk.rules.macros import Why
from candor.kernel.actor import Channel
from candor.kernel.registries import bell

STATUS_WORDS: Mapping[str, Promise] = {
    Status.NEW.value: pgettext_lazy("case", "New"),
    Status.OPEN.value: pgettext_lazy("case", "Open"),
    Status.WAITING_CUSTOMER.value: _("Waiting for customer"),
    Status.WAITING_OTHER.value: _("Waiting for others"),
    Status.SCHEDULED.value: pgettext_lazy("case", "Scheduled"),
    Status.SOLVED.value: pgettext_lazy("case", "Solved"),
    Status.CLOSED.value: pgettext_lazy("case", "Closed"),
}

STATUS_SHAPES: Mapping[str, str] = {
    Status.NEW.value: "new",
    Status.OPEN.value: "open",
    Status.WAITING_CUSTOMER.value: "waiting",
    Status.WAITING_OTHER.value: "hold",
    Status.SCHEDULED.value: "scheduled",
    Status.SOLVED.value: "solved",
    Status.CLOSED.value: "closed",
}
"""The shape of each status in the look (`ui.status`)."""

STAGE_WORDS: Mapping[str, Promise] = {
    Stage.WITH_US.value: pgettext_lazy("cases", "Open"),
    Stage.WAITING.value: pgettext_lazy("cases", "Waiting"),
    Stage.LATER.value: pgettext_lazy("cases", "Scheduled"),
    Stage.DONE.value: pgettext_lazy("cases", "Solved and closed"),
}

PRIORITY_WORDS: Mapping[int, Promise] = {
    Priority.URGENT.value: pgettext_lazy("priority", "Urgent"),
    Priority.HIGH.value: pgettext_lazy("priority", "High"),
    Priority.NORMAL.value: pgettext_lazy("priority", "Normal"),
    Priority.LOW.value: pgettext_lazy("priority", "Low"),
}

PRIORITY_SHAPES: Mapping[int, str] = {
    Priority.LOW.value: "low",
    Priority.NORMAL.value: "normal",
    Priority.HIGH.value: "high",
    Priority.URGENT.value: "urgent",
}

KIND_WORDS: Mapping[str, Promise] = {
    Kind.PROBLEM.value: _("Problem"),
    Kind.QUESTION.value: _("Question"),
    Kind.REQUEST.value: _("Request"),
    Kind.RECOMMENDATION.value: _("Recommendation"),
    Kind.OTHER.value: pgettext_lazy("kind of case", "Other"),
}

CHANNEL_WORDS: Mapping[str, Promise] = {
    Channel.WEB.value: _("Web"),
    Channel.MAIL.value: _("E-mail"),
    Channel.PHONE.value: _("Telephone"),
    Channel.API.value: _("API"),
    Channel.JOB.value: _("Automatic"),
    Channel.COMMAND.value: _("Command line"),
}

LINK_WORDS: Mapping[str, Promise] = {
    LinkKind.RELATES.value: _("relates to"),
    LinkKind.DUPLICATES.value: _("duplicates"),
    LinkKind.BLOCKED.value: _("is blocked by"),
    LinkKind.SPLIT.value: _("was split from"),
}
"""How a case stands to the other end of a link."""

LINK_MIRRORS: Mapping[str, Promise] = {
    LinkKind.RELATES.value: _("relates to"),
    LinkKind.DUPLICATES.value: _("is duplicated by"),
    LinkKind.BLOCKED.value: _("blocks"),
    LinkKind.SPLIT.value: _("was split into"),
}
"""The same, read from the other end."""

AFTER_SENDING_WORDS: Mapping[str, Promise] = {
    AfterSending.STAY.value: _("Stay in the case"),
    AfterSending.NEXT.value: _("Go to the next case of the list"),
    AfterSending.LIST.value: _("Go back to the list"),
}

WHY_WORDS: Mapping[str, Promise] = {
    Why.NOT_YOURS.value: _("you do not see that queue"),
    Why.ARCHIVED.value: _("it is archived"),
    Why.CANNOT_WORK.value: _("they may not work there"),
    Why.NOT_FROM_HERE.value: _("not possible as the case stands"),
    Why.NO_WORDS.value: _("the template is gone or not for you"),
    Why.DONE_ALREADY.value: _("it is so already"),
    Why.FINISHED.value: _("the case is finished then"),
}
"""Why a macro leaves a step out."""

EVENT_LABELS: Mapping[str, Promise] = {
    Event.ASSIGNED.value: _("A case is assigned to me"),
    Event.CUSTOMER_WROTE.value: _("A customer writes in a case of mine or one I follow"),
    Event.COLLEAGUE_WROTE.value: _("A colleague writes in a case of mine or one I follow"),
    Event.MENTIONED.value: _("A note mentions me"),
    Event.DUE_SOON.value: _("A case of mine is due soon"),
    Event.OVERDUE.value: _("A case of mine is overdue"),
    Event.CAME_BACK.value: _("A case that was put away comes back"),
    Event.CALL_DUE.value: _("A call that I promised is due"),
    Event.REPLY_HELD.value: _("A reply to be sent later waits for my word"),
    Event.TIME_ANSWERED.value: _("A customer authorises time or costs of mine, or declines them"),
}

WAY_WORDS: Mapping[str, Promise] = {
    By.BELL.value: _("In the application"),
    By.MAIL.value: _("In the application and by mail"),
    By.DIGEST.value: _("In the application and in a daily mail at eight"),
    By.NOTHING.value: _("Not at all"),
}

REASON_WORDS: Mapping[str, Promise] = {
    Reason.ASSIGNEE.value: _("because the case is yours"),
    Reason.FOLLOWER.value: _("because you follow this case"),
    Reason.MENTION.value: _("because a note mentions you"),
    Reason.PUT_AWAY.value: _("because you put it away"),
    Reason.PROMISE.value: _("because you promised the call"),
    Reason.WRITER.value: _("because you wrote the reply"),
    Reason.WORKER.value: _("because it is your work"),
    Reason.OWNER.value: _("because it is yours"),
    Reason.TEAM.value: _("because nobody has taken it yet"),
    Reason.OFFICE.value: _("because the person's data is restricted, and nobody else is told"),
}


def told(tally: Mapping[str, int]) -> str:
    """What a notification's tally says, what matters most first: "3 new messages, mentioned you"."""
    tellings = {**_TELLINGS, **{name: kind.words for name, kind in bell.kinds().items()}}
    parts = [telling(tally[event]) for event, telling in tellings.items() if tally.get(event)]
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:]


_TELLINGS: Mapping[str, Callable[[int], str]] = {
    Event.OVERDUE.value: lambda _count: gettext("overdue"),
    Event.CALL_DUE.value: lambda _count: gettext("call promised for now"),
    Event.REPLY_HELD.value: lambda _count: gettext("reply not sent, please decide"),
    Event.TIME_ANSWERED.value: lambda _count: gettext("the customer answered about time or costs"),
    Event.MENTIONED.value: lambda count: (
        ngettext("mentioned you", "mentioned you %(num)d times", count) % {"num": count}
    ),
    Event.ASSIGNED.value: lambda _count: gettext("assigned to you"),
    Event.CAME_BACK.value: lambda _count: gettext("back from later"),
    Event.DUE_SOON.value: lambda _count: gettext("due soon"),
    Event.CUSTOMER_WROTE.value: lambda count: (
        ngettext("%(num)d new message", "%(num)d new messages", count) % {"num": count}
    ),
    Event.COLLEAGUE_WROTE.value: lambda count: (
        ngettext("%(num)d reply or note", "%(num)d replies or notes", count) % {"num": count}
    ),
}
"""What each event is told as, what matters most first."""

HELD_WORDS: Mapping[str, Promise] = {
    Held.CUSTOMER.value: _("The customer has written since you wrote this."),
    Held.COLLEAGUE.value: _("Somebody else has answered since you wrote this."),
    Held.FINISHED.value: _("The case was solved or closed since you wrote this."),
    Held.MERGED.value: _("This was written in a case that became part of this one."),
    Held.BINNED.value: _("The case was in the bin at the time."),
    Held.RESTRICTED.value: _("The customer's data was restricted at the time."),
    Held.SENDER.value: _("Its writer may not answer in this case any more."),
    Held.REFUSED.value: _("The case took no reply at the time."),
}
"""Why a reply that was to be sent later waits for a word."""

BIN_WORDS: Mapping[str, Promise] = {
    BinReason.SPAM.value: _("Spam"),
    BinReason.MISTAKE.value: _("Opened by mistake"),
    BinReason.SALES.value: _("Went to sales"),
}
