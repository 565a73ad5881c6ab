"""What sales mail tells in the timelines: each mail with its words and files, for those who may see it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.business.models import Correspondence, SalesMail
from candor.business.models.sales_mail import VIEW, CorrespondenceQuerySet
from candor.business.queries import ShownFile, files_of, html_url_of
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation, Person

MAILS = "business.salesmail"
MOST_WORDS = 2_000
"""Characters of a mail that a timeline shows; the rest is one click away."""


def mail_of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    return _told(actor, Correspondence.objects.visible_to(actor).filter(person=person.pk), window)


def mail_of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    return _told(actor, Correspondence.objects.visible_to(actor).filter(organisation=organisation.pk), window)


def _told(actor: Actor, among: CorrespondenceQuerySet, window: Window) -> Sequence[Entry]:
    """Two queries."""
    if not actor.may(VIEW):
        return []
    rows = SalesMail.objects.filter(correspondence__in=among).select_related("correspondence__person", "by")
    mails = list(window.cut(rows, MAILS, "written_at"))
    files = files_of([mail.pk for mail in mails])
    return [_entry(mail, files[mail.pk]) for mail in mails]


def _entry(mail: SalesMail, files: Sequence[ShownFile]) -> Entry:
    found = mail.correspondence
    page = reverse("tech:sales-correspondence", args=[found.ref])
    words = mail.text if len(mail.text) <= MOST_WORDS else f"{mail.text[:MOST_WORDS].rstrip()}…"
    return Entry(
        mail.written_at,
        MAILS,
        mail.pk,
        "reply" if mail.is_ours else "mail",
        _what(mail),
        _who(mail),
        found.subject,
        f"{page}#m-{mail.ref}",
        words,
        files=files,
        frame=html_url_of(mail),
    )


def _what(mail: SalesMail) -> str:
    if mail.is_ours:
        return _("answered by mail")
    if mail.is_automatic:
        return _("sent sales an automatic mail")
    if not mail.correspondence.is_sender_verified:
        return _("wrote to sales, from an address that is not proven yet")
    return _("wrote to sales")


def _who(mail: SalesMail) -> str:
    if not mail.is_ours:
        return mail.correspondence.person.name
    return mail.by.name if mail.by is not None else _("Former staff")
