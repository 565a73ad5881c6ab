"""How the folder calls what its JSON calls by short names."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: Mapping[str, str | Promise] = {
    "number": _("Number"),
    "reference": _("Reference"),
    "kind": _("What is asked for"),
    "channel": _("How it reached us"),
    "state": pgettext_lazy("privacy request", "Where it stands"),
    "received_at": _("Received"),
    "received_on": _("When the request reached us"),
    "due_on": pgettext_lazy("privacy request", "Answer due on"),
    "extended_at": pgettext_lazy("step", "Time extended"),
    "extension_reason": _("Why the time was extended"),
    "paused_days": _("Days for which the clock stood still"),
    "name": _("Name they gave"),
    "address": _("Where the answer goes"),
    "postal_address": _("Postal address"),
    "said": _("What they said or wrote"),
    "identity": _("How we know who asks"),
    "identity_at": _("Since when"),
    "entered_by": pgettext_lazy("privacy request", "Noted by"),
    "confirmed_by": pgettext_lazy("privacy request", "Confirmed by"),
    "confirmed_at": _("Confirmed"),
    "answered_at": _("Answered"),
    "answer": pgettext_lazy("privacy request", "Our answer"),
    "at": pgettext_lazy("consent", "When"),
    "what": pgettext_lazy("privacy request", "What"),
    "by": pgettext_lazy("privacy request", "By"),
    "note": _("Note"),
    "way": pgettext_lazy("privacy request", "How"),
    "place": pgettext_lazy("privacy request", "Where"),
    "passed_at": pgettext_lazy("identity check", "Passed"),
    "failed_at": pgettext_lazy("identity check", "Failed"),
    "ground": _("Ground"),
    "until": pgettext_lazy("privacy request", "Until"),
    "done_at": _("Done"),
    "to": pgettext_lazy("privacy request", "To"),
    "how": _("How you were told"),
    "answered_on": _("Answered"),
    "subject": _("Subject"),
    "language": _("Language"),
    "queued_at": _("Written"),
    "delivery": pgettext_lazy("privacy request", "Delivery"),
    "settled_at": _("Delivered or not"),
    "enclosures": _("Enclosed"),
    "posted_on": _("Posted on"),
    "posted_by": _("Posted by"),
    "unsent_because": _("Not posted, because"),
}
