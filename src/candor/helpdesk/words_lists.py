"""The words that people read for lists: fields, ways to compare, ranges of time, columns, sortings."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.helpdesk.models import Audience
from candor.helpdesk.queries.filtering import Missing
from candor.helpdesk.rules import filters

FIELD_WORDS: Mapping[str, Promise] = {
    "stage": _("Stage"),
    "status": _("Status"),
    "queue": _("Queue"),
    "assignee": _("Assignee"),
    "follower": _("Follower"),
    "category": _("Category"),
    "tags": _("Tags"),
    "priority": _("Priority"),
    "kind": _("Kind"),
    "channel": _("Came by"),
    "due": _("Follow-up"),
    "created": _("Opened"),
    "changed": _("Changed"),
    "requester": _("Requester"),
    "organisation": _("Organisation"),
    "text": _("Words"),
}

OP_WORDS: Mapping[str, Mapping[str, Promise]] = {
    "tags": {
        filters.ANY_OF: pgettext_lazy("tags", "any of these"),
        filters.ALL_OF: pgettext_lazy("tags", "all of these"),
        filters.NONE_OF: pgettext_lazy("tags", "none of these"),
    },
    "due": {filters.ANY_OF: pgettext_lazy("compare", "is")},
    "text": {filters.ANY_OF: _("contain")},
    **{
        name: {filters.WITHIN: _("within the last"), filters.LONGER: _("longer ago than")}
        for name in ("created", "changed")
    },
}
"""How a field is compared, where it is not "is" and "is not"."""

USUAL_OP_WORDS: Mapping[str, Promise] = {
    filters.ANY_OF: pgettext_lazy("compare", "is"),
    filters.NONE_OF: pgettext_lazy("compare", "is not"),
}

SPAN_WORDS: Mapping[str, Promise] = {
    "1h": _("1 hour"),
    "4h": _("4 hours"),
    "1d": _("1 day"),
    "3d": _("3 days"),
    "7d": _("7 days"),
    "30d": _("30 days"),
    "90d": _("90 days"),
    "365d": _("1 year"),
}

DUE_WORDS: Mapping[str, Promise] = {
    filters.OVERDUE: _("overdue"),
    "4h": _("due within 4 hours"),
    "1d": _("due within 1 day"),
    "3d": _("due within 3 days"),
    "7d": _("due within 7 days"),
    filters.ANY_DATE: _("set"),
    filters.NO_DATE: _("not set"),
}

ASSIGNEE_WORDS: Mapping[str, Promise] = {filters.ME: _("me"), filters.NOBODY: _("nobody")}
FOLLOWER_WORDS: Mapping[str, Promise] = {filters.ME: _("me")}

COLUMN_WORDS: Mapping[str, Promise] = {
    "number": _("Number"),
    "subject": _("Subject"),
    "requester": _("Requester"),
    "organisation": _("Organisation"),
    "status": _("Status"),
    "priority": _("Priority"),
    "due": _("Follow-up"),
    "assignee": _("Assignee"),
    "queue": _("Queue"),
    "category": _("Category"),
    "tags": _("Tags"),
    "kind": _("Kind"),
    "channel": _("Came by"),
    "created": _("Opened"),
    "changed": _("Changed"),
    "messages": _("Messages"),
}

AUDIENCE_WORDS: Mapping[str, Promise] = {
    Audience.MINE.value: _("Only I"),
    Audience.SHARED.value: _("Everybody in the Tech Center"),
    Audience.QUEUE.value: _("Who sees a queue"),
}

MISSING_WORDS: Mapping[Missing, Promise] = {
    Missing.QUEUE: _("A queue in this view is not open to you: its cases are left out."),
    Missing.PERSON: _("Somebody in this view is not known any more, or not open to you: they find no case."),
    Missing.ORGANISATION: _("An organisation in this view is not known any more, or not open to you."),
    Missing.CATEGORY: _("A category in this view does not exist any more."),
    Missing.TAG: _("A tag in this view does not exist any more."),
}
