"""Privacy in the demo: rules, holds, a lock, requests, a copy waiting, addresses without advertising, a redaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from candor.helpdesk.actions.redacting import redact_around
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.recipients import days_of_recipients
from candor.helpdesk.demo.requests import requests_of_people
from candor.helpdesk.holding import CASE
from candor.helpdesk.models import Message, Ticket
from candor.kernel import clock
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.people.public import Organisation
from candor.privacy.public import (
    Asked,
    Breach,
    BreachRisk,
    BreachWords,
    CopyWanted,
    HoldReason,
    LockGround,
    NewLock,
    NoticeSent,
    NoticeWay,
    Reach,
    Right,
    RiskDecision,
    SuppressionReason,
    Target,
    Terms,
    adopt_shipped_rules,
    ask_for_copy,
    close_breach,
    decide_risk,
    list_affected,
    lock_person,
    note_notice,
    plan_request,
    record_agreement,
    record_breach,
    set_hold,
    suppress,
    variants_of_span,
    write_breach_letter,
    write_entries,
)

OFFICER = "edith"
BETRAYED = "Quill-Ledger-88"
WANT_NO_MAIL = {
    "office@ringhof.example": SuppressionReason.OBJECTION,
    "jo@hollow-lane.example": SuppressionReason.WITHDRAWAL,
    "einkauf@talmann.example": SuppressionReason.COMPLAINT,
}
OBJECTION = Asked(Right.MARKETING, reason="asked on the phone")
CONTACT_LEAVES = Asked(Right.ERASURE, reason="asked by e-mail")
"""Of Papierboot's contact: its IT is asked for another one as soon as the plan is confirmed."""
CLIENTS_OWN = Asked(Right.ERASURE, reason="asked by telephone")
"""Of somebody at Moorbach, for whom we process: Moorbach decides."""
OWNERS_WORDS = {
    "controller": "Lindwurm Software GmbH\nTurmstraße 1, 24103 Kiel\nservice@lindwurm.example",
    "representative": "none",
    "joint_controllers": "none",
    "officer": "Edith Lang, Turmstraße 1, 24103 Kiel",
    "hosting": "Rechenhaus Förde, Kiel: servers and backups",
    "transfers": "",
    "measures": "Locked server room; backups on a second site, encrypted; training each spring",
    "authority": "",
}
"""Two entries stay open, as in most houses."""


def days_in_the_office(
    cast: Cast, tickets: Mapping[str, Ticket], now: datetime
) -> list[tuple[datetime, Callable[[], object]]]:
    """What the officer did in the last weeks, and when."""
    edith, today = cast.actors[OFFICER], now.date()

    def hold_a_case() -> None:
        target = Target(object_kind=CASE, object_id=tickets["Prüfung der UID-Nummern"].pk)
        set_hold(target, HoldReason.AUDIT, today - timedelta(days=1), by=edith, note="BP 2024")

    def hold_a_person() -> None:
        target = Target(person=cast.people["priya"].pk)
        set_hold(target, HoldReason.CLAIM, today + timedelta(days=80), by=edith, note="4 O 12/26")

    def lock_somebody() -> None:
        new = NewLock(LockGround.ACCURACY, "The postal address is an old one")
        lock_person(cast.people["nele"], new, by=edith)

    def take_a_password_away() -> None:
        letter = Message.objects.get(ticket=tickets["Password of the Kontor server is lost"], text__contains=BETRAYED)
        redact_around(letter, variants_of_span(BETRAYED), by=cast.actors["jonas"])

    def suppress_some() -> None:
        for address, reason in WANT_NO_MAIL.items():
            suppress(address, Reach.EMAIL, reason, by=edith)

    def fill_in_the_record() -> None:
        write_entries(OWNERS_WORDS, by=edith, expected_version=0)

    return [
        (now - timedelta(days=16), partial(_look_at_olivia, cast, "jonas", "technician")),
        (now - timedelta(days=4), partial(_look_at_olivia, cast, OFFICER, "privacy-officer")),
        (now - timedelta(hours=3), partial(ask_for_copy, CopyWanted(cast.people["olivia"], "en"), by=edith)),
        *_wrong_recipient(edith, now - timedelta(days=41)),
        (now - timedelta(hours=20), partial(_lose_a_laptop, cast)),
        (now - timedelta(days=60), hold_a_case),
        (now - timedelta(days=56), take_a_password_away),
        (now - timedelta(days=20), suppress_some),
        (now - timedelta(days=30), partial(_take_on_a_client, edith)),
        (now - timedelta(days=12), hold_a_person),
        (now - timedelta(days=10), lambda: adopt_shipped_rules("DE", by=edith)),
        (now - timedelta(days=9), fill_in_the_record),
        *requests_of_people(cast, now),
        *days_of_recipients(cast, now),
        (now - timedelta(hours=2), partial(plan_request, cast.people["mikkel"], OBJECTION, by=edith)),
        (now - timedelta(minutes=100), partial(plan_request, cast.people["rolf"], CLIENTS_OWN, by=edith)),
        (now - timedelta(minutes=90), partial(plan_request, cast.people["marie"], CONTACT_LEAVES, by=edith)),
        (now - timedelta(minutes=80), partial(ask_for_copy, CopyWanted(cast.people["rolf"], "de"), by=edith)),
        (now - timedelta(hours=1), lock_somebody),
    ]


def _take_on_a_client(edith: Actor) -> None:
    """Moorbach has its data processed by Lindwurm."""
    terms = Terms(
        clock.now().date(), contact_name="Datenschutz Moorbach", contact_language="de",
        contact_address="datenschutz@moorbach.example", file_mark="AV 2026/4",
    )  # fmt: skip
    client = Organisation.objects.get(name="Stadtwerke Moorbach")
    record_agreement(client, terms, "Fälle 24 Monate aufbewahren; löschen nur auf unsere Weisung.", by=edith)


def _look_at_olivia(cast: Cast, who: str, role: str) -> None:
    """Somebody of us opens her page; she finds that in her own."""
    olivia = cast.people["olivia"]
    looked_at(olivia.pk, about=olivia, by=cast.actors[who], role=role)


def _wrong_recipient(edith: Actor, noticed: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """A breach of some weeks ago: told to the authority within the hours, and closed."""
    breaches: list[Breach] = []
    words = BreachWords(
        "Preisliste an falschen Verteiler", "Eine Liste mit 12 Ansprechpartnern ging an einen fremden Verteiler.",
        noticed, began_at=noticed - timedelta(hours=3), people_kinds="Ansprechpartner von Kunden",
        people_number=12, record_kinds="Namen, dienstliche E-Mail-Adressen", records_number=12,
        consequences="Unerwünschte Werbung.", measures="Empfänger haben die Löschung bestätigt.",
    )  # fmt: skip

    def tell_the_authority() -> None:
        decide_risk(breaches[0], RiskDecision(BreachRisk.RISK, "Namen und Adressen sind bei Fremden."), by=edith)
        text = "Meldung nach Art. 33 DSGVO: Eine Liste mit 12 Ansprechpartnern ging an einen fremden Verteiler."
        note_notice(breaches[0], NoticeSent(clock.now(), NoticeWay.PORTAL, text, "LD 41-7/26"), by=edith)

    return [
        (noticed, lambda: breaches.append(record_breach(words, by=edith))),
        (noticed + timedelta(hours=26), tell_the_authority),
        (noticed + timedelta(days=9), lambda: close_breach(breaches[0], by=edith)),
    ]


def _lose_a_laptop(cast: Cast) -> None:
    """One that runs: nothing is decided, the letter is drafted, nobody is told."""
    edith = cast.actors[OFFICER]
    breach = record_breach(
        BreachWords(
            "Laptop stolen from a car", "A sales laptop with a mail archive was taken from a car in Hamburg overnight.",
            clock.now(), people_kinds="Customers", record_kinds="Names, addresses, mails",
            measures="Locked from afar; passwords changed.",
        ), by=edith,
    )  # fmt: skip
    list_affected(breach, [cast.people[name].pk for name in ("priya", "mikkel", "marie")], by=edith)
    german = (
        "ein Laptop mit E-Mails von Ihnen wurde gestohlen. Er ist gesperrt. Achten Sie auf E-Mails in unserem Namen."
    )
    english = "a laptop with mails of yours was stolen. It is locked. Beware of mails that claim to be from us."
    write_breach_letter(breach, breach.version, german, english, by=edith)
