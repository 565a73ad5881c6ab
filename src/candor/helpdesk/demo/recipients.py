"""Who gets data in the demo: hosting, accountant and parcel service, what went there, and what they were told since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from candor.helpdesk.demo.company import Cast
from candor.kernel import clock
from candor.people.public import ExportKind, note_taken
from candor.privacy.public import (
    Disclosed,
    DisclosureGround,
    DisclosureWay,
    Recipient,
    RecipientKind,
    RecipientTask,
    RecipientWords,
    TaskState,
    add_recipient,
    files_taken_out,
    note_disclosure,
    note_recipients_answer,
    people_in,
)

OFFICER, ADMINISTRATOR = "edith", "ruth"
HOSTING = RecipientWords(
    "Rechenhaus Förde GmbH", RecipientKind.HOSTING, "Server und Sicherungskopien", "DE", is_processor=True,
    gets_everything=True, address="datenschutz@rechenhaus.example", language="de",
)  # fmt: skip
ACCOUNTANT = RecipientWords(
    "Steuerkanzlei Brodersen", RecipientKind.ACCOUNTANT, "Buchhaltung und Steuererklärungen", "DE", ("purchases",),
    contact_name="Ute Brodersen", address="kanzlei@brodersen.example", language="de",
    feeds_from="business.bookkeeping",
)  # fmt: skip
PARCELS = RecipientWords(
    "Paketring AG", RecipientKind.PARCELS, "Sending parcels with dongles and handbooks", "CH", ("me",),
    transfer="Adequacy decision 2000/518/EC", address="privacy@paketring.example", language="en",
)  # fmt: skip
LAWYER = RecipientWords(
    "Kanzlei Thode & Partner", RecipientKind.LAWYER, "Legal advice on claims", "DE", ("purchases",),
    postal_address="Holstenbrücke 2\n24103 Kiel", language="de",
)  # fmt: skip
FAIR = RecipientWords("Nordmesse Kiel", RecipientKind.OTHER, "Einladungen zur Messe", "DE", ("me",), language="de")
"""Nobody has entered an address yet: what they have to be told waits."""

PARCEL = Disclosed(
    "Name, address and telephone for a parcel", "", DisclosureGround.CONTRACT, DisclosureWay.PORTAL, ("me",)
)
INVOICES = Disclosed(
    "Invoices of the second quarter", "", DisclosureGround.DUTY, DisclosureWay.FILE, ("purchases",)
)  # fmt: skip
CLAIM = Disclosed("Letters about an unpaid invoice", "", DisclosureGround.INTEREST, DisclosureWay.LETTER)


def days_of_recipients(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """What the officer entered, what went there, and how the parcel service answered."""
    edith = cast.actors[OFFICER]

    def enter() -> None:
        for words in (HOSTING, ACCOUNTANT, PARCELS, LAWYER):
            add_recipient(words, by=edith)

    def disclose(name: str, said: Disclosed, *people: str) -> None:
        to = Recipient.objects.get(name=name)
        note_disclosure(to, [cast.people[who].pk for who in people], said, by=edith)

    def take_out(why: str, *people: str) -> None:
        numbers = [cast.people[who].pk for who in people]
        note_taken(ExportKind.PEOPLE, ["name", "organisation", "email"], why, numbers, by=cast.actors[ADMINISTRATOR])

    def hand_on() -> None:
        (file,) = files_taken_out(edith, clock.now() + timedelta(days=1), 1)
        add_recipient(FAIR, by=edith)
        said = Disclosed(file.what, "", DisclosureGround.INTEREST, DisclosureWay.FILE, file.groups)
        note_disclosure(Recipient.objects.get(name=FAIR.name), people_in(file), said, by=edith, file=file)

    def confirm() -> None:
        """Of the address that was put right eight days ago."""
        task = RecipientTask.objects.filter(recipient__name=PARCELS.name).first()
        if task is not None:
            note_recipients_answer(task, TaskState.CONFIRMED, "It is put right with us, too.", by=edith)

    return [
        (now - timedelta(days=90), enter),
        (now - timedelta(days=44), lambda: disclose(PARCELS.name, PARCEL, "olivia", "nele", "priya")),
        (now - timedelta(days=30), lambda: disclose(ACCOUNTANT.name, INVOICES, "olivia", "nele", "marie", "mikkel")),
        (now - timedelta(days=21), lambda: take_out("Einladungen zur Messe", "olivia", "nele", "marie", "mikkel")),
        (now - timedelta(days=20), hand_on),
        (now - timedelta(days=12), lambda: disclose(LAWYER.name, CLAIM, "nele")),
        (now - timedelta(days=4), confirm),
        (now - timedelta(days=2), lambda: take_out("Aufkleber für die Weihnachtspost", "olivia", "priya", "marie")),
    ]
