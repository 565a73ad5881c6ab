"""Who may touch what of the privacy office. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.http import Http404

from candor.kernel.actor import Actor
from candor.people.public import AddressChange, Organisation, Person, works_here
from candor.privacy.models import (
    Affected,
    Breach,
    ClientRequest,
    Copy,
    Disclosure,
    Erasure,
    ErasureState,
    Hold,
    Lock,
    PaperLetter,
    ProcessingAgreement,
    Recipient,
    RecipientTask,
    Replacement,
    RetentionRun,
    SubjectRequest,
)
from candor.privacy.queries.letters import with_post

PREVIEW = "privacy.preview.view"


def previewed_customer(actor: Actor, ref: str) -> Person | None:
    """Whose pages somebody may look at while they set the Account Manager up; None where they may not, or it is nobody.

    Nobody who works here: what is held about colleagues is not for whoever sets pages for customers up.
    """
    if not actor.may(PREVIEW):
        return None
    found = Person.objects.visible_to(actor).filter(ref=ref).first()
    return found if found is not None and not works_here(found) else None


def hold(actor: Actor, ref: str) -> Hold:
    """A hold, or 404."""
    rows = Hold.objects.visible_to(actor).select_related("person", "organisation", "set_by", "lifted_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def lock(actor: Actor, ref: str) -> Lock:
    """An entry of the register of locks, or 404."""
    found = Lock.objects.visible_to(actor).select_related("person", "set_by", "lifted_by").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def copy(actor: Actor, ref: str) -> Copy:
    """A copy of somebody's data, or 404."""
    found = Copy.objects.visible_to(actor).select_related("person", "by", "file").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def erasure(actor: Actor, ref: str) -> Erasure:
    """An erasure, or 404: a plan that was dropped is gone."""
    rows = Erasure.objects.visible_to(actor).select_related("planned_by", "confirmed_by", "goes_on_in")
    found = rows.filter(ref=ref).exclude(state=ErasureState.DROPPED).first()
    if found is None:
        raise Http404
    return found


def replacement(actor: Actor, ref: str) -> Replacement:
    """A company that is to name another contact, or 404."""
    rows = Replacement.objects.visible_to(actor).select_related("erasure", "organisation")
    found = rows.filter(ref=ref).exclude(erasure__state=ErasureState.DROPPED).first()
    if found is None:
        raise Http404
    return found


def client_request(actor: Actor, ref: str) -> ClientRequest:
    """A request that a client decides about, or 404."""
    rows = ClientRequest.objects.visible_to(actor).select_related("erasure", "copy__person", "request", "organisation")
    standing = rows.exclude(erasure__state=ErasureState.DROPPED).exclude(erasure=None, copy=None, request=None)
    found = standing.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def subject_request(actor: Actor, ref: str) -> SubjectRequest:
    """A request of somebody about their data, or 404."""
    rows = with_post(SubjectRequest.objects.visible_to(actor))
    found = rows.select_related("entered_by", "identity_by", "officer", "confirmed_by").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def paper_letter(actor: Actor, ref: str) -> PaperLetter:
    """A letter about a request that goes by post, or 404."""
    rows = PaperLetter.objects.visible_to(actor).select_related("request", "written_by", "settled_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def address_change(actor: Actor, ref: str) -> AddressChange:
    """A new e-mail address that waits for its mailboxes or waited for them, or 404."""
    rows = AddressChange.objects.visible_to(actor).select_related("person", "asked_by", "decided_by")
    found = rows.filter(ref=ref).first() if actor.may("privacy.office") else None
    if found is None:
        raise Http404
    return found


def agreement(actor: Actor, ref: str) -> ProcessingAgreement:
    """A processing agreement, or 404."""
    rows = ProcessingAgreement.objects.visible_to(actor).select_related("organisation", "noted_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def organisation(actor: Actor, ref: str) -> Organisation:
    """An organisation, or 404."""
    found = Organisation.objects.visible_to(actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def person(actor: Actor, ref: str) -> Person | None:
    """A person by reference, None where the actor sees no such one."""
    return Person.objects.visible_to(actor).filter(ref=ref).first()


def retention_run(actor: Actor, ref: str) -> RetentionRun:
    """A run of the retention rules, or 404."""
    runs = RetentionRun.objects.visible_to(actor).select_related("asked_by", "confirmed_by")
    found = runs.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def breach(actor: Actor, ref: str) -> Breach:
    """A breach, or 404."""
    rows = Breach.objects.visible_to(actor).select_related("recorded_by", "decided_by", "closed_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def affected(breach: Breach, ref: str) -> Affected:
    """Somebody on the list of a breach that its reader may see, or 404."""
    found = Affected.objects.filter(breach=breach, ref=ref).select_related("breach").first()
    if found is None:
        raise Http404
    return found


def recipient(actor: Actor, ref: str) -> Recipient:
    """A recipient of the register, or 404."""
    found = Recipient.objects.visible_to(actor).select_related("noted_by").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def disclosure(actor: Actor, ref: str) -> Disclosure:
    """A disclosure, or 404."""
    found = Disclosure.objects.visible_to(actor).select_related("recipient", "noted_by").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def recipient_task(actor: Actor, ref: str) -> RecipientTask:
    """What a recipient is to be told, or 404."""
    rows = RecipientTask.objects.visible_to(actor).select_related("recipient", "request", "answered_by")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found
