"""The mails of sales: what each is for, and what its words may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.registries.mail_texts import Placeholder, Reader, Shape, declare

declare(
    "business/mail/answer",
    _("Frame of an answer of sales"),
    _("Sales answers a mail."),
    reader=Reader.CUSTOMERS,
    placeholders=(
        Placeholder(
            "text",
            _("What sales wrote"),
            pgettext_lazy("sample", "Thank you for asking. The offer is attached to your account."),
            Shape.WORDS,
        ),
        Placeholder("signature", _("Signature"), "Clara Lind\nLindwurm Software", Shape.WORDS),
        Placeholder("subject", _("Subject of the mail"), pgettext_lazy("sample", "Your offer")),
    ),
    required=("text",),
    by_hand=True,
)
