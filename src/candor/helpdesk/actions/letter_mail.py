"""News of letters that go to customers by mail: who wrote in which case, never the words themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from candor.helpdesk.models import MessageKind, Ticket, UnreadLetter
from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor, ActorKind
from candor.kernel.registries.restricted import is_hidden
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Membership, Person, may_write_to, primary_email

MOST = 100


@transaction.atomic
def mail_letters(person: Person) -> bool:
    """Mail everything that is due for this person as one mail, once. Read meanwhile, it is not sent."""
    due = UnreadLetter.objects.filter(person=person, mail_at__lte=clock.now())
    held = due.select_for_update(of=("self",)).select_related("ticket", "message__author")
    marks = list(_signed(held, person).order_by("id")[:MOST])
    if not marks or not UnreadLetter.objects.filter(pk__in=[mark.pk for mark in marks]).update(mail_at=None):
        return False
    seen = set(
        Ticket.objects.visible_to(_as_customer(person))
        .filter(pk__in=[mark.ticket_id for mark in marks])
        .values_list("pk", flat=True)
    )
    shown = list({mark.ticket_id: mark for mark in marks if mark.ticket_id in seen}.values())
    address = primary_email(person)
    if not (shown and may_write_to(address)):
        return False
    language = person.language or instance.current().language
    with translation.override(language):
        context = _news([_line(mark) for mark in shown])
    queue_mail(
        "helpdesk/mail/letters",
        to=address,
        language=language,
        about=shown[0].ticket,
        context={**context, "settings_link": _absolute("customer:letter-settings")},
        kind=TemplateClass.ANSWER,
        by=JOB,
    )
    return True


def _signed(marks: QuerySet[UnreadLetter], person: Person) -> QuerySet[UnreadLetter]:
    """With `is_restricted`, where whoever wrote the letter is not to be named."""
    return marks.annotate(is_restricted=is_hidden("message__author", _as_customer(person)) or Value(False))


def _news(lines: list[dict[str, Any]]) -> dict[str, str]:
    told = ("#{number} {subject}\n\n  {what}\n  {link}".format(**line) for line in lines)
    cases = npgettext("news in", "your case", "%(num)d cases", len(lines)) % {"num": len(lines)}
    return {"news": "\n\n".join(told), "cases": cases}


def _line(mark: UnreadLetter) -> dict[str, Any]:
    return {
        "number": mark.ticket.number,
        "subject": mark.ticket.subject,
        "what": _what(mark),
        "link": _absolute("customer:case", mark.ticket.ref),
    }


def _what(mark: UnreadLetter) -> str:
    if mark.message.kind == MessageKind.FROM_US:
        return _("We have answered.")
    author = None if getattr(mark, "is_restricted", False) else mark.message.author
    name = author.name if author else _("Somebody")
    if mark.ticket.message_count == 1:
        return _("%(name)s opened this case.") % {"name": name}
    return _("%(name)s has written.") % {"name": name}


def _as_customer(person: Person) -> Actor:
    """Who the person is today: super customers by a membership that has not ended."""
    supers = Membership.objects.filter(person=person, role=Membership.Role.SUPER, ended_on=None)
    return Actor(
        ActorKind.CUSTOMER, person.pk, organisation_ids=frozenset(supers.values_list("organisation", flat=True))
    )


def _absolute(name: str, *args: str) -> str:
    return settings.INSTANCE.base_url + reverse(name, args=args)
