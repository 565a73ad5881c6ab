"""What several tests of sales mail begin with."""

from __future__ import annotations

from typing import Any

from candor.business.inbound import KIND, TIMELINE
from candor.business.models import Correspondence, SalesMail
from candor.kernel import clock
from candor.mail.models import Mailbox, OutboxMessage, RawMessage, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter

SALES = "sales@lindwurm.example"
WORDS = "Good morning, what would ten more seats cost?\n"


def sales_box() -> Mailbox:
    """A mailbox whose mail stands on the sender's timeline."""
    return Mailbox.objects.create(
        name="Sales", address=SALES, host="localhost", user="x", password="", destination_kind=KIND,
        destination_id=TIMELINE, created_at=clock.now(),
    )  # fmt: skip


def mail_in(text: str = WORDS, **how: Any) -> RawMessage:
    """A mail to sales, by a way that knows its mailbox from the address alone."""
    return receive(letter(text, **{"to": SALES, "subject": "Ten more seats", **how}), Way.PIPE)


def mail_of(raw: RawMessage) -> SalesMail:
    assert raw.became_kind == "business.salesmail", (raw.became_kind, raw.state, raw.reason, raw.error)
    return SalesMail.objects.select_related("correspondence__person").get(pk=raw.became_id)


def written(text: str = WORDS, **how: Any) -> Correspondence:
    """Somebody, Kim if not said otherwise, wrote to sales."""
    if not Mailbox.objects.filter(address=SALES).exists():
        sales_box()
    return mail_of(mail_in(text, **how)).correspondence


def reply_to(mail: OutboxMessage, text: str = "Please send the offer.\n", **how: Any) -> RawMessage:
    return mail_in(text, subject=f"Re: {mail.subject}", in_reply_to=f"<{mail.message_id}>", **how)
