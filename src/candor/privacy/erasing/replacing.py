"""Asking a company for another contact, when what its contact asked for begins to be carried out.

Who stood in for whom is written down with the first step, because it takes the membership away that says so.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Colleague, Organisation, colleague_to_ask
from candor.privacy.erasing.freezing import subject_of_erasure
from candor.privacy.erasing.standing import companies_of, stands_of
from candor.privacy.models import Erasure, ErasurePiece, Replacement, ToldHow
from candor.privacy.rules.deciding import Ground, Right
from candor.ui.public import locale_of, long_date

Companies = list[tuple[Organisation, Colleague | None]]
"""For whom somebody stands in, and who of each can be written to."""


def companies_of_contact(erasure: Erasure) -> Companies:
    """The companies of which this request does not know yet. An end of advertising concerns no contract."""
    if Right(erasure.right) not in {Right.ERASURE, Right.OBJECTION}:
        return []
    subject = subject_of_erasure(erasure)
    concerned = companies_of(stands_of(erasure, subject).contracts)
    if not concerned:
        return []
    concerned -= set(Replacement.objects.of_the_request(erasure).values_list("organisation", flat=True))
    companies = Organisation.objects.filter(pk__in=concerned).order_by("pk") if concerned else ()
    return [(company, colleague_to_ask(company.pk, subject.numbers)) for company in companies]


def companies_to_ask(erasure: Erasure) -> Companies:
    """Whom a plan that is not begun will ask, as far as is known now; nobody where nothing waits for an answer."""
    return companies_of_contact(erasure) if last_day_of_waiting(erasure) else []


def ask_companies(erasure: Erasure, companies: Companies) -> None:
    """Note for whom the person stands in, and ask each company once a request. Part of the transaction that begins it.

    Where nobody can be written to, the office is shown that somebody has to ask.
    """
    answer_by = last_day_of_waiting(erasure) if companies else None
    for company, colleague in companies:
        row = Replacement.objects.create(
            erasure=erasure,
            subject_number=erasure.subject_number,
            organisation=company,
            begun_at=clock.now(),
            answer_by=answer_by,
        )
        record("privacy.replacement.begun", row, by=JOB, organisation=company.pk)
        if answer_by is not None and colleague is not None:
            _write_to(colleague, row, answer_by)


def last_day_of_waiting(erasure: Erasure) -> date | None:
    """Until when something of the plan stays for the company's answer; None where nothing does."""
    waiting = ErasurePiece.objects.filter(erasure=erasure, ground=Ground.REPLACEMENT)
    last: date | None = waiting.aggregate(last=Max("until"))["last"]
    return last


def _write_to(colleague: Colleague, row: Replacement, answer_by: date) -> None:
    """Our words alone: neither who cannot be turned to any more nor why."""
    person, company = colleague.person, row.organisation
    language = person.language or instance.current().language
    day = long_date(answer_by, locale_of(language))
    queue_mail(
        "privacy/mail/another_contact",
        to=colleague.address,
        to_name=person.name,
        language=language,
        about=row,
        context={"name": person.name, "company": company.name, "day": day},
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )
    row.asked, row.asked_at, row.asked_how = person, clock.now(), ToldHow.MAIL
    row.save(update_fields=["asked", "asked_at", "asked_how"])
    record("privacy.replacement.asked", row, by=JOB, how=row.asked_how)
