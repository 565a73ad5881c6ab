"""What was offered: the database itself refuses to change it, and lets it go as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from candor.business.actions.seller import change_invoicing
from candor.business.models import Quote, QuoteVersion
from candor.business.tests.test_quotes import SEATS, sent, written
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def at_home(db: Any) -> None:
    change_invoicing(0, {"country": "DE"}, by=SYSTEM)


@pytest.mark.parametrize(
    "change",
    [{"lines": []}, {"gross": Decimal(1)}, {"valid_until": date(2099, 1, 1)}, {"sent_at": None}, {"sent_to": "x"}],
)
def test_what_was_sent_never_changes(kim: Person, clara: Person, change: dict[str, Any]) -> None:
    version = sent(kim, SEATS, by=clara)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuoteVersion.objects.filter(pk=version.pk).update(**change)
    assert QuoteVersion.objects.get(pk=version.pk).lines == version.lines


def test_what_is_still_written_may_change_and_who_sent_it_may_be_forgotten(kim: Person, clara: Person) -> None:
    draft = written(kim, SEATS, by=clara).versions.get()
    assert QuoteVersion.objects.filter(pk=draft.pk).update(note="Gladly.", valid_until=clock.now().date()) == 1
    version = sent(kim, SEATS, by=clara)
    assert QuoteVersion.objects.filter(pk=version.pk).update(sent_by=None) == 1
    later = clock.now() + timedelta(days=1)
    assert Quote.objects.filter(pk=version.quote_id).update(touched_at=later) == 1


def test_a_quote_goes_as_a_whole(kim: Person, clara: Person) -> None:
    version = sent(kim, SEATS, by=clara)
    Quote.objects.filter(pk=version.quote_id).delete()
    assert not QuoteVersion.objects.exists()
