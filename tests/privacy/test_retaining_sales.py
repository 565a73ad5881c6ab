"""Mail with sales ends by a rule of its own, whole and with all that hangs on it; erasing a person takes it along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from candor.business.actions.answering import Answer, send_answer
from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.tests.stories import written
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.models import StoredFile
from candor.mail.models import OutboxMessage, RawMessage, ReplyToken
from candor.people.models import Person
from candor.privacy import contracts
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, plan_erasure
from candor.privacy.models import ErasureState, RunState
from candor.privacy.retaining import running
from tests.cast import actor, make_person
from tests.privacy.test_retaining import LATELY, LONG_AGO, NOW, adopt, confirmed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

FILES = (("kim.pdf", "application/pdf", b"secret"),)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(contracts, "_sources", {})
    monkeypatch.setattr(running, "overwritten", lambda _places: True)
    with clock.at(NOW):
        yield


def test_mail_with_sales_ends_whole_when_its_period_is_over(paula: Person, kim: Person, sam: Person, clara: Person):
    with clock.at(LONG_AGO):
        send_answer(written(files=FILES), Answer("900 euros."), by=actor(clara))
    with clock.at(LATELY):
        fresh = written(sender="Sam Peters <sam@hafen.example>")
    adopt(sales_mail=24)
    run = confirmed(paula)
    assert run.state == RunState.DONE
    assert list(Correspondence.objects.all()) == [fresh]
    assert SalesMail.objects.count() == 1
    assert not SalesFile.objects.exists()
    assert not StoredFile.objects.filter(name="kim.pdf").exists()
    assert not ReplyToken.objects.exists()


def test_erasing_a_person_takes_their_mail_with_sales_along(clara: Person):
    olga = make_person("Olga Neu", "olga@neu.example")
    send_answer(written(sender="Olga Neu <olga@neu.example>", files=FILES), Answer("900 euros."), by=actor(clara))
    other = written(sender="Sam Peters <sam@hafen.example>")
    erasure = plan_erasure(olga, Asked(), by=JOB)
    confirm_erasure(erasure, erasure.plan_hash, by=JOB)
    assert carry_on(erasure).state == ErasureState.DONE
    assert list(Correspondence.objects.all()) == [other]
    assert not RawMessage.objects.filter(sender="olga@neu.example").exists()
    assert not OutboxMessage.objects.filter(to_address="olga@neu.example", template="business/mail/answer").exists()
    assert not StoredFile.objects.filter(name="kim.pdf").exists()
