"""A client hears the same day of what its people ask for in their account beside erasures and copies.

For those its answer is waited for (`telling_clients`); of these it is told, and the office carries out what it says.
"""

from __future__ import annotations

from collections.abc import Mapping

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Organisation, Person, may_write_to, subject_of
from candor.privacy.actions.request_rows import add_step
from candor.privacy.copies_for_clients import organisations_that_decide
from candor.privacy.models import ProcessingAgreement, RequestKind, StepKind, SubjectRequest
from candor.privacy.rights import CORRECTION_WORDS, RESTRICTION_WORDS, RIGHT_WORDS, Named
from candor.privacy.rules.deciding import Right
from candor.privacy.telling_clients import ABOUT_ERASURE
from candor.ui.public import locale_of, long_date

TOLD_OF: Mapping[str, Named] = {
    RequestKind.RECTIFICATION: CORRECTION_WORDS,
    RequestKind.RESTRICTION: RESTRICTION_WORDS,
    RequestKind.OBJECTION: RIGHT_WORDS[Right.OBJECTION],
}


def pass_on_request(request: SubjectRequest, person: Person, *, by: Actor) -> None:
    """Write to each client whose contact can be written to, once; the request's history says of each that it went.

    Part of the transaction that enters the request. Without a client one query.
    """
    if request.kind not in TOLD_OF:
        return
    numbers = organisations_that_decide(person.pk)
    if not numbers or request.steps.filter(kind=StepKind.PASSED_ON).exists():
        return
    theirs = {address.lower() for address in subject_of(person).addresses}
    for organisation in Organisation.objects.filter(pk__in=numbers).order_by("name"):
        agreement = _contact_of(organisation)
        if agreement is not None and agreement.contact_address.lower() not in theirs:
            _write(request, agreement, person)
            add_step(request, StepKind.PASSED_ON, by=by, note=organisation.name)


def _contact_of(organisation: Organisation) -> ProcessingAgreement | None:
    known = ProcessingAgreement.objects.filter(organisation=organisation).exclude(contact_address="")
    last = known.order_by("-begins_on", "-pk").first()
    return last if last is not None and may_write_to(last.contact_address) else None


def _write(request: SubjectRequest, agreement: ProcessingAgreement, person: Person) -> None:
    """The person's name alone: by it the client knows its own."""
    language = agreement.contact_language or instance.current().language
    company = agreement.organisation.name
    right = TOLD_OF[request.kind]
    queue_mail(
        ABOUT_ERASURE,
        to=agreement.contact_address,
        to_name=agreement.contact_name,
        language=language,
        about=request,
        context={
            "name": agreement.contact_name or company,
            "company": company,
            "person": person.name,
            "right": right.name,
            "law": right.law,
            "day": long_date(clock.today(instance.current().time_zone), locale_of(language)),
            "reference": str(request.number),
        },
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )
