"""The words that people read for a ticket's values."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.helpdesk.models import Kind, Priority, Stage, Status
from candor.kernel.actor import Channel

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
