"""Learning for sure who asks, by what we know already: each way, what staff note of it, and what follows.

The mailbox is asked in `asking`. Here are the other ways: a call back to a number on file, a letter with a code to an
address on file, a second identifier. What comes to nothing is noted, too: the request file has to show that we tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance, tokens
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.people.public import Identifier, Person, PostalAddress, Refused
from candor.privacy.actions.paper_letters import IDENTITY_CODE, give_up
from candor.privacy.actions.requests import Settlement, ask_identity, go_on_until_posted, identify, settle
from candor.privacy.identifiers_on_file import Second
from candor.privacy.models import IdentityCheck, IdentityProof, PaperLetter, SubjectRequest
from candor.privacy.models.requests import SubjectRequestQuerySet
from candor.privacy.papers.addressing import on_envelope
from candor.privacy.papers.code_letters import words_with_code
from candor.privacy.papers.writing import NewPaper, write_on_paper
from candor.privacy.rules.identity import CODE_LIVES, UNANSWERED
from candor.privacy.rules.request_states import UNKNOWN, State
from candor.privacy.telling_requests import Letter, write_letter

CODE = "privacy-letter"
"""The purpose of the codes that go by letter; a code belongs to one check."""

MOST_AT_ONCE = 100
NOT_ASKED = _("It is certain already who asks, or the request is over. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Tried:
    """By which way somebody was asked, where, and what there is to say about it."""

    way: IdentityProof
    place: str
    note: str = ""


@transaction.atomic
def note_call(request: SubjectRequest, number: Identifier, note: str, *, has_confirmed: bool, by: Actor) -> None:
    """Somebody of us called a number on file: whoever answered there confirmed the request, or did not.

    Raises Refused where it is certain already, or over.
    """
    check = _begin(request, number.person, Tried(IdentityProof.CALL_BACK, number.written, note), by)
    _end(check, number.person, has_passed=has_confirmed, by=by)


@transaction.atomic
def begin_letter(request: SubjectRequest, place: PostalAddress, *, by: Actor) -> tuple[IdentityCheck, str]:
    """A code for a letter to an address on file; an earlier letter's code stops working. Raises Refused as above.

    The code is shown once, on the letter. The clock stands still from the day on which that is posted.
    """
    waiting = IdentityCheck.objects.filter(request=request, way=IdentityProof.LETTER, passed_at=None, failed_at=None)
    waiting.update(failed_at=clock.now())
    where = " / ".join(
        part for part in (*place.lines.splitlines(), f"{place.postcode} {place.city}", place.country) if part
    )
    check = _begin(request, place.person, Tried(IdentityProof.LETTER, where), by)
    if ask_identity(request, by=by):
        go_on_until_posted(request)
    _write_down(request, place, by)
    return check, tokens.issue_code(CODE, check.pk, lives=CODE_LIVES)


def _write_down(request: SubjectRequest, place: PostalAddress, by: Actor) -> None:
    """The letter in the file, without its code; an earlier one need not be posted any more."""
    language = request.language or place.person.language or instance.current().language
    earlier = PaperLetter.objects.waiting().filter(request=request, template=IDENTITY_CODE)
    for letter in earlier:
        give_up(letter, str(_("A later letter takes its place.")), by=by)
    words = words_with_code(request, place.person, language)
    address = on_envelope(place.person.name, place)
    write_on_paper(request, NewPaper(IDENTITY_CODE, words, language, address=address), by=by)


def enter_code(check: IdentityCheck, typed: str, *, by: Actor) -> bool:
    """Take the code of a letter. False for a wrong one; five wrong ones end it. Raises Refused as above."""
    with transaction.atomic():  # of its own: a later failure must not give wrong tries back
        token = tokens.find_code(CODE, check.pk, typed)
    if token is None:
        return False
    with transaction.atomic():
        person = Person.objects.filter(pk=check.subject_number or 0, erased_at=None).first()
        if person is None or not tokens.use(token):
            return False
        _end(check, person, has_passed=True, by=by)
    return True


@transaction.atomic
def compare_second(request: SubjectRequest, person: Person, second: Second, typed: str, *, by: Actor) -> bool:
    """Whether what was typed is exactly the person's. Only its kind is kept. Raises Refused as above."""
    is_theirs = second.belongs(person.pk, typed)
    check = _begin(request, person, Tried(IdentityProof.SECOND, str(second.name)), by)
    _end(check, person, has_passed=is_theirs, by=by)
    return is_theirs


def close_unanswered() -> None:
    """Close requests about whose sender we asked a month ago without an answer."""
    for request in _unanswered().order_by("pk")[:MOST_AT_ONCE]:
        _close(request)


def some_are_unanswered() -> bool:
    return _unanswered().exists()


@transaction.atomic
def _close(request: SubjectRequest) -> None:
    IdentityCheck.objects.filter(request=request, passed_at=None, failed_at=None).update(failed_at=clock.now())
    if settle(request, Settlement(State.CLOSED_UNVERIFIED), by=JOB):
        write_letter(request, Letter.UNPROVEN, by=JOB)


def _unanswered() -> SubjectRequestQuerySet:
    """Asked who they are, and every question is older than that and was posted. Who answered one is ours to decide."""
    checks = IdentityCheck.objects.filter(request=OuterRef("pk"))
    old = clock.now() - UNANSWERED
    late = checks.filter(at__gt=old) | checks.filter(passed_at__isnull=False)
    unposted = PaperLetter.objects.waiting().filter(request=OuterRef("pk"))
    asked = SubjectRequest.objects.open().filter(state=State.IDENTITY_PENDING)
    return asked.filter(Exists(checks.filter(failed_at=None)), ~Exists(late), ~Exists(unposted))


def _begin(request: SubjectRequest, person: Person, tried: Tried, by: Actor) -> IdentityCheck:
    stands = SubjectRequest.objects.select_for_update().get(pk=request.pk).stands
    if stands not in UNKNOWN:
        raise Refused(NOT_ASKED)
    check = IdentityCheck.objects.create(
        request=request, subject_number=person.pk, way=tried.way, place=tried.place[:400], note=tried.note[:400],
        by_id=by.id, at=clock.now(),
    )  # fmt: skip
    record("privacy.identity_check.begun", check, by=by, way=tried.way.value, request=request.pk)
    return check


def _end(check: IdentityCheck, person: Person, *, has_passed: bool, by: Actor) -> None:
    """Note what came of it. One that passed tells whose request it is."""
    end = "passed_at" if has_passed else "failed_at"
    setattr(check, end, clock.now())
    check.save(update_fields=[end])
    record(f"privacy.identity_check.{'passed' if has_passed else 'failed'}", check, by=by, way=check.way)
    if has_passed:
        identify(check.request, person, IdentityProof(check.way), by=by)
