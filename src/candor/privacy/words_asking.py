"""Words about requests of people, for the forms and pages by which they come in."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from candor.privacy.models import RequestChannel, RequestKind, SubjectRequest
from candor.ui.public import locale_of, long_date

BY_HAND = (RequestChannel.PHONE, RequestChannel.LETTER, RequestChannel.MAIL)
"""How a request reaches us that somebody of us writes down."""

KIND_HELP: Mapping[RequestKind, Promise] = {
    RequestKind.ACCESS: gettext_lazy("Tell me what you hold about me, and send me a copy."),
    RequestKind.RECTIFICATION: gettext_lazy("Something about me is wrong. Put it right."),
    RequestKind.ERASURE: gettext_lazy("Delete what you hold about me."),
    RequestKind.RESTRICTION: gettext_lazy("Keep it, but do nothing with it for now."),
    RequestKind.PORTABILITY: gettext_lazy("Give me my data in a form that another provider can read."),
    RequestKind.OBJECTION: gettext_lazy("Stop using my data, for advertising for example."),
    RequestKind.WITHDRAWAL: gettext_lazy("I agreed to something once, and do not any more."),
    RequestKind.COMPLAINT: gettext_lazy("I am not content with how you treat my data."),
}
"""What a kind means, as the person themselves would say it."""

LOOKS_LIKE: Mapping[str, Promise] = {
    "": gettext_lazy("This looks like a request about personal data"),
    RequestKind.ACCESS: gettext_lazy("This looks like a request for access"),
    RequestKind.RECTIFICATION: gettext_lazy("This looks like a request to correct data"),
    RequestKind.ERASURE: gettext_lazy("This looks like a request to erase"),
    RequestKind.RESTRICTION: gettext_lazy("This looks like a request to restrict"),
    RequestKind.PORTABILITY: gettext_lazy("This looks like a request to take data along"),
    RequestKind.OBJECTION: gettext_lazy("This looks like an objection"),
    RequestKind.WITHDRAWAL: gettext_lazy("This looks like a withdrawal of consent"),
    RequestKind.COMPLAINT: gettext_lazy("This looks like a complaint about privacy"),
}

SECOND_IDENTIFIER = pgettext_lazy("privacy request", "Second identifier")


def asked_on(request: SubjectRequest) -> str:
    """What was asked for, and when, in the language that is active."""
    day = long_date(request.received_on, locale_of(get_language() or "en"))
    return _("%(kind)s, asked for on %(day)s") % {"kind": request.get_kind_display(), "day": day}


DELIVERY: Mapping[str, Promise] = {
    **dict.fromkeys(("queued", "sending", "deferred"), gettext_lazy("Waiting to be sent")),
    "sent": gettext_lazy("Sent"),
    "kept": gettext_lazy("Kept on this machine: it is a demo"),
    "bounced": gettext_lazy("Came back"),
    "failed": gettext_lazy("Could not be sent"),
}
"""What became of a mail of ours, by the outbox's state."""
