"""Delivering a quote that was sent: its paper is made once and kept with the version, and the mail leaves with it.

The job may run again after a kill: the paper is made in vain then, but the version takes one, with one mail beside it.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from candor.business.actions.quote_steps import LINK, standing_of
from candor.business.models import QuoteVersion
from candor.business.papers.quotes import quote_pdf
from candor.business.rules.quotes import Standing
from candor.kernel import clock, tokens
from candor.kernel.actor import JOB
from candor.kernel.files import make_file, take_back
from candor.kernel.models import StoredFile
from candor.mail.public import TemplateClass, normal, queue_mail
from candor.ui.public import locale_of, long_date

TEMPLATE = "business/mail/quote"
AFTERWARDS = timedelta(days=90)
"""So long after its last day the link still says what became of the quote."""


def deliver(number: int) -> None:
    """Make the paper of a version that was sent, and mail it; where that was done, nothing happens."""
    rows = QuoteVersion.objects.select_related("quote__person", "quote__organisation")
    version = rows.filter(pk=number, sent_at__isnull=False, pdf=None).first()
    if version is None:
        return
    name = f"{version.quote.number}-{version.number}.pdf"
    file = make_file("files", name, "application/pdf", [quote_pdf(version)])
    if not _went(version, file):
        take_back(file)


@transaction.atomic
def _went(version: QuoteVersion, file: StoredFile) -> bool:
    """Whether this is the paper from now on. Who has answered meanwhile, or gets a newer version, gets no mail."""
    file.save(force_insert=True)
    if not QuoteVersion.objects.filter(pk=version.pk, pdf=None).update(pdf=file):
        transaction.set_rollback(True)
        return False
    version.quote.refresh_from_db()
    if standing_of(version) is Standing.SENT:
        _post(version, file)
    return True


def _post(version: QuoteVersion, file: StoredFile) -> None:
    quote, language = version.quote, version.language
    end = datetime.combine(version.valid_until, time.max, tzinfo=clock.now().tzinfo) + AFTERWARDS
    secret = tokens.issue_link(LINK, version.pk, lives=end - clock.now())
    with translation.override(language):
        day = long_date(version.valid_until, locale_of(language))
    queue_mail(
        TEMPLATE,
        to=normal(version.sent_to),
        to_name=quote.person.name,
        language=language,
        about=quote,
        context={
            "name": quote.person.name,
            "number": quote.number,
            "title": version.subject,
            "day": day,
            "link": settings.INSTANCE.base_url + reverse("public:quote", args=[secret]),
        },
        kind=TemplateClass.CONTRACT,
        by=JOB,
        attachments=[file],
    )
