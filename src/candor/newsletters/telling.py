"""How a copy of somebody's data speaks of their newsletters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.telling import Chapter, Telling, chapter, tell
from candor.newsletters.models import Issue, MailingList, Recipient, SignUp, Subscription, ToldAtDownload
from candor.newsletters.words import BASES, FATES

NEWSLETTERS = "newsletters"

chapter(
    Chapter(
        NEWSLETTERS,
        38,
        _("Your newsletters"),
        _("What you chose and what was sent to you. What you agreed to stands with the consents."),
        group="mail",
    )
)
tell(
    Subscription,
    Telling(
        NEWSLETTERS,
        10,
        _("Newsletter"),
        columns={
            "since": _("Since"),
            "ended_at": _("Ended"),
            "list": _("Newsletter"),
            "basis": _("By what right"),
            "product_id": _("Because of your product"),
            "reference": _("Number of the order, invoice or download"),
        },
        values={"basis": BASES},
        heads=("since",),
    ),
)
tell(
    Recipient,
    Telling(
        NEWSLETTERS,
        20,
        pgettext_lazy("newsletter", "Issue"),
        columns={
            "issue": pgettext_lazy("newsletter", "Issue"),
            "fate": _("What became of it"),
            "opted_out": _("You unsubscribed by it"),
            "replied": _("You answered it"),
            "prepared_at": _("Prepared"),
            "handed_at": _("Sent"),
        },
        values={"fate": FATES},
        heads=("prepared_at",),
    ),
)
tell(SignUp, Telling(NEWSLETTERS, 30, _("Sign-up that waits for your confirmation"), heads=("created_at",)))
tell(
    ToldAtDownload,
    Telling(
        NEWSLETTERS,
        35,
        _("What the form of a download told you"),
        columns={"objects_to_it": _("You objected"), "shown_at": _("When"), "language": _("Language")},
        heads=("shown_at",),
    ),
)
tell(MailingList, Telling(NEWSLETTERS, 40, called="name_en"))
tell(Issue, Telling(NEWSLETTERS, 41, called="subject_en"))
