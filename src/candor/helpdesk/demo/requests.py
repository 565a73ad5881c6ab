"""Requests of people about their data in the demo (overdue, with more time, answered in part), and new addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from candor.helpdesk.demo.company import Cast
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.public import AddressChange, NewPerson, add_identifier, add_person, address_changes
from candor.privacy.public import (
    IdentityProof,
    NewRequest,
    OwnWrong,
    Refusal,
    RequestChannel,
    RequestKind,
    RequestState,
    Settlement,
    SubjectRequest,
    ask_identity,
    correct_contest,
    enter_contest,
    extend_request,
    receive_request,
    settle_request,
)

OFFICER = "edith"


def requests_of_people(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """What was asked for in the last weeks, and when."""
    edith = cast.actors[OFFICER]

    def refuse_in_part() -> None:
        """Nele had her address corrected, and wanted her invoices deleted too."""
        request = _asked(cast, "nele", RequestKind.RECTIFICATION, "Please correct my postal address.")
        kept = Refusal("Invoices with the former address", "Kept as they were issued (§ 147 AO)", _year_end(8))
        settle_request(request, Settlement(RequestState.FULFILLED_IN_PART, "It is corrected.", (kept,)), by=edith)

    def take_longer() -> None:
        request = _asked(cast, "priya", RequestKind.ACCESS, "Everything you hold about me, with your sources.")
        extend_request(request, "Several hundred cases have to be read for other people's data.", by=edith)

    def ask_back() -> None:
        new = NewRequest(
            RequestKind.ERASURE, RequestChannel.MAIL, "Delete all you have of me.", "M. Unbekannt",
            "m.unbekannt@fernab.example",
        )  # fmt: skip
        ask_identity(receive_request(new, by=SYSTEM), by=edith, note="What is the number of your last invoice?")

    def complain() -> None:
        new = NewRequest(
            RequestKind.COMPLAINT, RequestChannel.LETTER, "I asked twice and heard nothing.", "Gerd Holm",
            postal_address="Gerd Holm\nAm Deich 4\n25938 Wyk", language="de",
        )  # fmt: skip
        receive_request(new, by=edith)

    def correct_by_post() -> None:
        """Konrad has no e-mail address: his letter is answered by letter, thing by thing."""
        konrad = add_person(NewPerson("Konrad Kruse", language="de"), by=edith)
        phone = add_identifier(konrad, "phone", "+49 4681 55010", by=edith)
        new = NewRequest(
            RequestKind.RECTIFICATION, RequestChannel.LETTER,
            "Mein Name und meine Telefonnummer stehen falsch auf Ihrem Schreiben.", "Konrad Kruse",
            postal_address="Konrad Kruse\nSüderstraße 12\n25938 Wyk auf Föhr", language="de",
            person=konrad, identity=IdentityProof.KNOWN,
        )  # fmt: skip
        request = receive_request(new, by=edith)
        right = {"written": "+49 4681 55011", "label": ""}
        wrong = OwnWrong("55010", "55011", "people_identifier", str(phone.pk), "Telefon · +49 4681 55010", right)
        correct_contest(enter_contest(request, wrong, by=edith), right, "", by=edith)
        wished = {"name": "Konrad Cruse", "note": ""}
        name = OwnWrong("Konrad Kruse", "Konrad Cruse", "people_person", str(konrad.pk), "Angaben zu Ihnen", wished)
        enter_contest(request, name, by=edith)

    return [
        (now - timedelta(days=1), correct_by_post),
        (now - timedelta(days=5), lambda: _new_address(cast, "marie", "marie@neuer-anbieter.example")),
        (now - timedelta(days=4), lambda: _new_address(cast, "torsten", "torsten@zuhause.example", is_lost=True)),
        (now - timedelta(days=35), lambda: _asked(cast, "torsten", RequestKind.OBJECTION, "No mail for advertising.")),
        (now - timedelta(days=25), lambda: _asked(cast, "marie", RequestKind.PORTABILITY, "My data as files.")),
        (now - timedelta(days=22), take_longer),
        (now - timedelta(days=8), refuse_in_part),
        (now - timedelta(days=3), ask_back),
        (now - timedelta(days=2), complain),
    ]


def _asked(cast: Cast, who: str, kind: RequestKind, said: str) -> SubjectRequest:
    """In the account, where who asks is certain."""
    person = cast.people[who]
    new = NewRequest(kind, RequestChannel.ACCOUNT, said, person=person, identity=IdentityProof.LOGIN)
    return receive_request(new, by=SYSTEM)


def _new_address(cast: Cast, who: str, email: str, *, is_lost: bool = False) -> None:
    """An address that waits for its mailboxes; lost is the old one, as somebody at the new one says."""
    person = cast.people[who]
    change = address_changes.ask_for_address(person, address_changes.NewAddress(email, replaces=True), by=SYSTEM)
    if is_lost:
        AddressChange.objects.filter(pk=change.pk).update(new_confirmed_at=clock.now(), is_lost=True)


def _year_end(years: int) -> date:
    return date(clock.now().year + years, 12, 31)
