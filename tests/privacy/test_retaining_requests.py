"""The request file outlasts its person under lock, and goes when its own period is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS
from candor.people.models import Person
from candor.privacy import contracts
from candor.privacy.actions.requests import NewRequest, Refusal, Settlement, note, receive, settle
from candor.privacy.models import IdentityProof, RequestChannel, RequestKind, RunState, SubjectRequest
from candor.privacy.retaining import running
from candor.privacy.rules.request_states import State
from tests.cast import actor
from tests.privacy.test_retaining import LATELY, LONG_AGO, NOW, adopt, confirmed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(contracts, "_sources", {})
    monkeypatch.setattr(running, "overwritten", lambda _places: True)
    with clock.at(NOW):
        yield


def refused(person: Person, by: Person) -> SubjectRequest:
    new = NewRequest(
        RequestKind.ERASURE, RequestChannel.LETTER, "Erase me, says Kim.", "Kim Jansen", "kim@nordlicht.example",
        "Hafen 1, Kiel", person=person, identity=IdentityProof.KNOWN,
    )  # fmt: skip
    request = receive(new, by=ANONYMOUS)
    note(request, "Kim rang again", by=actor(by))
    kept = (Refusal("Kim's invoices", "§ 147 AO"),)
    assert settle(request, Settlement(State.REFUSED, "Dear Kim", kept), by=actor(by))
    return request


def test_words_of_requests_of_long_ago_go_and_their_numbers_stay(paula: Person, kim: Person, sam: Person) -> None:
    with clock.at(LONG_AGO):
        old = refused(kim, paula)
    with clock.at(LATELY):
        fresh, open_one = (
            refused(sam, paula),
            receive(NewRequest(RequestKind.ACCESS, RequestChannel.PHONE), by=ANONYMOUS),
        )
    adopt(request_file=36)
    assert confirmed(paula).state == RunState.DONE
    old.refresh_from_db()
    assert (old.name, old.address, old.postal_address, old.said, old.answer) == ("", "", "", "", "")
    assert (old.number, old.kind, old.state, old.received_at) == (1, "erasure", State.REFUSED, LONG_AGO)
    assert "Kim" not in " ".join(step.note for step in old.steps.all())
    assert not old.refused.filter(what__contains="Kim").exists()
    assert not old.refused.filter(ground__contains="147").exists()
    for other in (fresh, open_one):
        before = (other.said, other.name)
        other.refresh_from_db()
        assert (other.said, other.name) == before
