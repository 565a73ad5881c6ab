"""Whom a breach concerns: put on its list by a question or by hand, written to, and told otherwise (Art. 34).

A job takes people one batch after the other and moves the question on in the same transaction; letters are written one
by one, each in a transaction that takes the person off the list of whom nobody has written to. Run twice, killed in
between or beside itself, nobody is listed or written to twice and nobody is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue, task
from candor.kernel.registries.inbound import DeliveryReport
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.mail.public import OutboxState, TemplateClass, queue_mail
from candor.people.public import Person, Refused, primary_emails
from candor.privacy.affected import BATCH, people_after, present_among
from candor.privacy.models import Affected, AffectedSearch, Breach, FoundBy, LetterFate
from candor.privacy.queries.owners_entries import owners_entries
from candor.privacy.words import language_for

TURN = "privacy.breaches"
KIND = "privacy.affected"
MOST_AT_ONCE = 200
FATES = {
    "sent": LetterFate.MAILED,
    "kept": LetterFate.MAILED,
    "bounced": LetterFate.BOUNCED,
    "failed": LetterFate.FAILED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which people are looked for. `begins_at` and `ends_at` bound the rows, or the looks, by their moment."""

    way: FoundBy
    tables: tuple[str, ...] = ()
    organisation_id: int | None = None
    staff_number: int | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def as_search(self) -> AffectedSearch:
        """The question as a row, not saved: to count what it would find."""
        return AffectedSearch(**{**asdict(self), "tables": list(self.tables), "way": self.way.value})


@transaction.atomic
def list_found(breach: Breach, question: Question, *, by: Actor) -> AffectedSearch:
    """Put everybody on the list whom the question finds; a job does it. Pressing twice asks once."""
    one_at_a_time(TURN)
    _refuse_when_closed(breach)
    search = question.as_search()
    search.breach, search.asked_by_id, search.asked_at = breach, by.id, clock.now()
    same = {name: getattr(search, name) for name in ("way", "tables", "organisation_id", "staff_number")}
    recent = AffectedSearch.objects.filter(breach=breach, asked_at__gt=a_moment_ago(), asked_by=by.id, **same)
    twin = recent.filter(begins_at=search.begins_at, ends_at=search.ends_at).first()
    if twin is not None:
        return twin
    search.save(force_insert=True)
    record("privacy.breach.searched", breach, by=by, search=search.pk, way=question.way.value)
    enqueue(find_affected, search.pk, unique=f"privacy.affected.{search.pk}")
    return search


@transaction.atomic
def list_by_hand(breach: Breach, people: Collection[int], *, by: Actor) -> int:
    """Put these people on the list; returns how many were new."""
    one_at_a_time(TURN)
    _refuse_when_closed(breach)
    new = _add(breach, present_among(list(people)).values(), None)
    if new:
        search = AffectedSearch.objects.create(
            breach=breach, way=FoundBy.HAND, found=new, asked_by_id=by.id, asked_at=clock.now(), done_at=clock.now()
        )
        Affected.objects.filter(breach=breach, search=None).update(search=search)
        record("privacy.breach.listed", breach, by=by, people=new)
    return new


@transaction.atomic
def take_off(row: Affected, *, by: Actor) -> bool:
    """Somebody is not concerned after all. Raises Refused where they were told already: the proof stays."""
    one_at_a_time(TURN)
    _refuse_when_closed(row.breach)
    untold = Affected.objects.to_write().filter(pk=row.pk)
    number = row.subject_number
    if not untold.delete()[0]:
        if Affected.objects.filter(pk=row.pk).exists():
            raise Refused(_("They were told already. What proves that stays."))
        return False
    record("privacy.breach.unlisted", row.breach, by=by, person=number)
    return True


@transaction.atomic
def write_letter(breach: Breach, version: int, german: str, english: str, *, by: Actor) -> bool:
    """Save the words of the letters; False where somebody else saved meanwhile. The same twice changes nothing."""
    one_at_a_time(TURN)
    _refuse_when_closed(breach)
    rows, words = Breach.objects.filter(pk=breach.pk), {"letter_de": german, "letter_en": english}
    if rows.filter(**words).exists():
        return True
    if not rows.filter(version=version).update(**words, version=F("version") + 1):
        return False
    record("privacy.breach.letter_written", breach, by=by)
    return True


@transaction.atomic
def send_letters(breach: Breach, *, by: Actor) -> bool:
    """Have everybody on the list written to whom nobody has; False where nobody is left.

    Raises Refused while the words are missing in one of the languages, and when the breach is closed.
    """
    one_at_a_time(TURN)
    _refuse_when_closed(breach)
    present = Breach.objects.get(pk=breach.pk)
    if not (present.letter_de and present.letter_en):
        raise Refused(_("Write the letter in both languages first."))
    waiting = Affected.objects.to_write().filter(breach=breach)
    if not waiting.exists():
        return False
    Breach.objects.filter(pk=breach.pk).update(letters_asked_at=clock.now())
    if enqueue(send_breach_letters, breach.pk, unique=f"privacy.breach.{breach.pk}") is not None:
        record("privacy.breach.letters_asked", breach, by=by)
    return True


@transaction.atomic
def note_told(row: Affected, on: date, how: str, *, by: Actor) -> None:
    """Somebody was told by letter or telephone. Noting it again changes nothing."""
    untold = Affected.objects.filter(pk=row.pk, told_on=None)
    name = Person.objects.filter(pk=row.subject_number, erased_at=None).values_list("name", flat=True).first()
    if untold.update(told_on=on, told_how=how, told_by=by.id, name=row.name or name or ""):
        record("privacy.breach.told_otherwise", row, by=by)


def note_delivery(report: DeliveryReport) -> None:
    """What became of somebody's letter. Called in the transaction that settles it."""
    if report.state in FATES:
        values = {"fate": FATES[report.state], "settled_at": clock.now()}
        Affected.objects.filter(pk=report.about_id).update(**values)


@task(_("Find whom a breach concerns"), most_attempts=20)
def find_affected(number: int) -> None:
    """Take the next people, and ask for the rest."""
    search = AffectedSearch.objects.select_related("breach").filter(pk=number, done_at=None).first()
    if search is None:
        return
    numbers = people_after(search, search.up_to)
    with transaction.atomic():
        mine = AffectedSearch.objects.filter(pk=number, up_to=search.up_to, done_at=None)
        if not numbers:
            mine.update(done_at=clock.now())
        elif mine.update(up_to=numbers[-1]):
            new = _add(search.breach, present_among(numbers).values(), search)
            AffectedSearch.objects.filter(pk=number).update(found=F("found") + new)
            enqueue(find_affected, number)


@task(_("Tell people of a breach"), most_attempts=20)
def send_breach_letters(number: int) -> None:
    """Write to the next ones, and ask for the rest. The outbox sends as fast as the mail servers take it."""
    breach = Breach.objects.filter(pk=number).first()
    if breach is None:
        return
    rows = list(Affected.objects.to_write().filter(breach=breach).order_by("pk")[: MOST_AT_ONCE + 1])
    numbers = [row.subject_number for row in rows]
    records = present_among(numbers)
    people = {person.pk: person for person in Person.objects.filter(pk__in=records.values(), erased_at=None)}
    addresses = primary_emails(list(people))
    contact = owners_entries().officer
    for row in rows[:MOST_AT_ONCE]:
        person = people.get(records.get(row.subject_number, 0))
        _write_to(breach, row, person, addresses.get(person.pk, "") if person else "", contact)
    if len(rows) > MOST_AT_ONCE:
        with transaction.atomic():
            enqueue(send_breach_letters, number)


@transaction.atomic
def _write_to(breach: Breach, row: Affected, person: Person | None, address: str, contact: str) -> None:
    """Whoever takes the row off the list writes. Somebody who was erased meanwhile cannot be told any more."""
    fate = LetterFate.GONE if person is None else LetterFate.WAITING if address else LetterFate.NO_ADDRESS
    name = person.name if person else ""
    taken = Affected.objects.to_write().filter(pk=row.pk)
    if not taken.update(fate=fate, name=name, address=address, written_at=clock.now()):
        return
    record("privacy.breach.letter_queued", row, by=JOB, fate=fate.value)
    if person is None or not address:
        return
    language = language_for(person)
    mail = queue_mail(
        "privacy/mail/breach_letter",
        to=address,
        to_name=name,
        language=language,
        about=row,
        context={"name": name, "words": breach.letter_de if language == "de" else breach.letter_en, "contact": contact},
        kind=TemplateClass.ASKED_FOR,
        by=JOB,
    )
    if mail.state == OutboxState.FAILED:
        Affected.objects.filter(pk=row.pk).update(fate=LetterFate.FAILED, settled_at=clock.now())


def _add(breach: Breach, numbers: Collection[int], search: AffectedSearch | None) -> int:
    """Those who were not on the list."""
    wanted = set(numbers)
    known = set(
        Affected.objects.filter(breach=breach, subject_number__in=wanted).values_list("subject_number", flat=True)
    )
    now = clock.now()
    rows = [
        Affected(breach=breach, subject_number=each, search=search, listed_at=now) for each in sorted(wanted - known)
    ]
    Affected.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(rows)


def _refuse_when_closed(breach: Breach) -> None:
    if Breach.objects.filter(pk=breach.pk).exclude(closed_at=None).exists():
        raise Refused(_("This breach is closed. What was documented stays as it was."))
