"""Telling everybody of a change that matters (mission H4): by mail, by the banner, through clients, with proof.

People are written to one by one, each in a transaction that moves the announcement on: run twice, killed in between or
beside itself, it writes to nobody twice and forgets nobody. Whoever is a client's is told by the client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue, task
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.public import OutboxState, TemplateClass, queue_mail
from candor.people.public import Membership, Person, primary_emails
from candor.privacy.asking_anew import ask_anew
from candor.privacy.models import (
    Announcement,
    NoticeKind,
    NoticeVersion,
    ProcessingAgreement,
    Reached,
    ToldClient,
    ToldPerson,
)
from candor.privacy.queries.notices import version_numbered

MOST_AT_ONCE = 200
KIND, CLIENT_KIND = "privacy.toldperson", "privacy.toldclient"
PAGES = {NoticeKind.NOTICE: "public:privacy-notice", NoticeKind.TERMS: "public:terms"}
FATES = {
    "sent": Reached.MAILED,
    "kept": Reached.MAILED,
    "bounced": Reached.BOUNCED,
    "failed": Reached.FAILED,
}


class NothingToAnnounce(Exception):
    """There is no such version, or it was announced already."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is announced: a version, how long pages say so, and whether consents have to be given anew."""

    kind: NoticeKind
    number: int
    banner_until: date
    asks_anew: bool = False


@transaction.atomic
def announce(change: Change, *, by: Actor) -> Announcement:
    """Begin. The same version is announced once. Raises NothingToAnnounce for one that is not there."""
    if not NoticeVersion.objects.filter(kind=change.kind, version=change.number).exists():
        raise NothingToAnnounce
    begun, is_new = Announcement.objects.get_or_create(
        kind=change.kind,
        number=change.number,
        defaults={
            "banner_until": change.banner_until,
            "asks_anew": change.asks_anew,
            "by_id": by.id,
            "begun_at": clock.now(),
        },
    )
    if not is_new:
        raise NothingToAnnounce
    if change.asks_anew:
        ask_anew(by)
    record("privacy.announcement.begun", begun, by=by, kind=change.kind.value, version=change.number)
    enqueue(tell_everybody, begun.pk, unique=f"privacy.announce.{begun.pk}")
    return begun


@task(gettext_lazy("Tell everybody of a new version"), most_attempts=20)
def tell_everybody(number: int) -> None:
    """Write to the next ones, and ask for the rest."""
    announcement = Announcement.objects.filter(pk=number, ended_at=None).first()
    if announcement is None:
        return
    people = list(_people().filter(pk__gt=announcement.told_up_to)[: MOST_AT_ONCE + 1])
    addresses, of_clients = primary_emails([each.pk for each in people]), _told_by_clients([each.pk for each in people])
    for person in people[:MOST_AT_ONCE]:
        _tell_one(announcement, person, addresses.get(person.pk, ""), is_clients=person.pk in of_clients)
    if len(people) > MOST_AT_ONCE:
        with transaction.atomic():
            enqueue(tell_everybody, number)
        return
    for agreement in _agreements().filter(pk__gt=announcement.clients_up_to):
        _ask_client(announcement, agreement)
    _end(announcement)


def note_delivery(report: DeliveryReport) -> None:
    """What became of somebody's mail. Called in the transaction that settles it."""
    if report.state in FATES:
        values = {"reached": FATES[report.state], "settled_at": clock.now()}
        ToldPerson.objects.filter(pk=report.about_id).update(**values)


def note_client_delivery(report: DeliveryReport) -> None:
    """What became of a client's."""
    if report.state in FATES:
        ToldClient.objects.filter(pk=report.about_id).update(reached=FATES[report.state])


@transaction.atomic
def acknowledge(announcement: Announcement, person: int, *, by: Actor) -> None:
    """They say that they have read it. Saying so twice changes nothing."""
    row, _is_new = ToldPerson.objects.get_or_create(
        announcement=announcement,
        person_id=person,
        defaults={"taken_at": clock.now(), "reached": Reached.NO_ADDRESS},
    )
    if ToldPerson.objects.filter(pk=row.pk, seen_at=None).update(seen_at=clock.now()):
        record("privacy.announcement.seen", row, by=by)


@transaction.atomic
def note_told(row: ToldPerson, on: date, how: str, *, by: Actor) -> None:
    """Somebody was told by letter or telephone. Noting it again changes nothing."""
    untold = ToldPerson.objects.filter(pk=row.pk, told_on=None)
    if untold.update(told_on=on, told_how=how, told_by=by.id):
        record("privacy.announcement.told_otherwise", row, by=by)


@transaction.atomic
def note_passed_on(row: ToldClient, on: date, *, by: Actor) -> None:
    """The client says since when its people know. Noting it again changes nothing."""
    open_one = ToldClient.objects.filter(pk=row.pk, passed_on_on=None)
    if open_one.update(passed_on_on=on, noted_by=by.id, noted_at=clock.now()):
        record("privacy.announcement.passed_on", row, by=by, organisation=row.organisation_id)


def what_changed(announcement: Announcement, language: str) -> str:
    """In the language or the next best."""
    version = version_numbered(NoticeKind(announcement.kind), announcement.number, language)
    return version.what_changed if version is not None else ""


def page_of(announcement: Announcement) -> str:
    return settings.INSTANCE.base_url + reverse(PAGES[NoticeKind(announcement.kind)])


@transaction.atomic
def _tell_one(announcement: Announcement, person: Person, address: str, *, is_clients: bool) -> None:
    further = Announcement.objects.filter(pk=announcement.pk, told_up_to__lt=person.pk)
    if not further.update(told_up_to=person.pk) or is_clients:
        return
    language = person.language or instance.current().language or "en"
    row, is_new = ToldPerson.objects.get_or_create(
        announcement=announcement,
        person=person,
        defaults={"taken_at": clock.now(), "reached": Reached.WAITING if address else Reached.NO_ADDRESS},
    )
    if not is_new or not address:
        return
    mail = queue_mail(
        "privacy/mail/announcement",
        to=address,
        to_name=person.name,
        language=language,
        about=row,
        context={"name": person.name, "consents": _about_consents(announcement, language)}
        | _said(announcement, language),
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )
    if mail.state == OutboxState.FAILED:
        ToldPerson.objects.filter(pk=row.pk).update(reached=Reached.FAILED, settled_at=clock.now())


@transaction.atomic
def _ask_client(announcement: Announcement, agreement: ProcessingAgreement) -> None:
    further = Announcement.objects.filter(pk=announcement.pk, clients_up_to__lt=agreement.pk)
    if not further.update(clients_up_to=agreement.pk):
        return
    address = agreement.contact_address
    row, is_new = ToldClient.objects.get_or_create(
        announcement=announcement,
        organisation=agreement.organisation,
        defaults={"asked_at": clock.now(), "reached": Reached.WAITING if address else Reached.NO_ADDRESS},
    )
    if not is_new or not address:
        return
    language = agreement.contact_language or instance.current().language or "en"
    mail = queue_mail(
        "privacy/mail/client_announcement",
        to=address,
        to_name=agreement.contact_name,
        language=language,
        about=row,
        context={"name": agreement.contact_name or agreement.organisation.name, "company": agreement.organisation.name}
        | _said(announcement, language),
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )
    if mail.state == OutboxState.FAILED:
        ToldClient.objects.filter(pk=row.pk).update(reached=Reached.FAILED)


@transaction.atomic
def _end(announcement: Announcement) -> None:
    if Announcement.objects.filter(pk=announcement.pk, ended_at=None).update(ended_at=clock.now()):
        record("privacy.announcement.ended", announcement, by=JOB)


def _said(announcement: Announcement, language: str) -> dict[str, str]:
    with translation.override(language):
        document = str(NoticeKind(announcement.kind).label)
    return {"document": document, "changes": what_changed(announcement, language), "link": page_of(announcement)}


def _about_consents(announcement: Announcement, language: str) -> str:
    if not announcement.asks_anew:
        return ""
    with translation.override(language):
        return _(
            "What you agreed to before, as newsletters, ends with this change. Nothing comes unless you agree anew."
        )


def _told_by_clients(people: list[int]) -> set[int]:
    """Who belongs to a client whose agreement runs: it tells them. One query."""
    theirs = Membership.objects.filter(person__in=people, ended_on=None)
    return set(theirs.filter(organisation__in=_agreements().values("organisation")).values_list("person", flat=True))


def _people() -> QuerySet[Person]:
    """Everybody who is known here, in the order in which they are told."""
    return Person.objects.filter(erased_at=None, merged_into=None).order_by("pk")


def _agreements() -> QuerySet[ProcessingAgreement]:
    today = clock.today(instance.current().time_zone)
    return ProcessingAgreement.objects.running(today).select_related("organisation").order_by("pk")
