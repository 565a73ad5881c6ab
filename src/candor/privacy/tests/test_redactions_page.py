"""The office's list of what was taken away: when, by whom, why and how much, never what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from candor.people.models import Person
from candor.privacy.models import RedactedRow, Redaction
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIST = "/tech/privacy-office/redactions/"


def redaction(number: int = 0, **values: object) -> Redaction:
    moment = NOW + timedelta(minutes=number)
    return Redaction.objects.create(begun_at=moment, **{"carried_out_at": moment, "settled_at": moment, **values})


def test_words_and_files_stand_there_with_reason_and_state(paula: Person, anna: Person) -> None:
    office = signed_in(paula)
    assert "Nothing was redacted yet" in office.get(LIST).content.decode()
    assert LIST in office.get("/tech/privacy-office/").content.decode()
    span = redaction(done_by=anna, originals=1)
    RedactedRow.objects.create(redaction=span, object_kind="helpdesk.message", object_id=1)
    RedactedRow.objects.create(redaction=span, object_kind="helpdesk.draft", object_id=1)
    redaction(1, what="file", reason="secret", settled_at=None)
    redaction(2, carried_out_at=None)
    shown = office.get(LIST).content.decode()
    for words in ("Anna Berg · 2 records · 1 raw mail", "A file: Passwords or other access data",
                  "Being overwritten on the disk · Former staff", "Began and changed nothing"):  # fmt: skip
        assert words in shown


def test_a_long_list_goes_on_page_by_page(paula: Person) -> None:
    Redaction.objects.bulk_create(
        Redaction(begun_at=NOW, carried_out_at=NOW, settled_at=NOW, reason="mistake" if number == 0 else "")
        for number in range(51)
    )
    first = signed_in(paula).get(LIST).content.decode()
    assert "Sent by mistake" not in first
    after = Redaction.objects.order_by("pk")[1].ref
    assert f"?after={after}" in first
    assert "Sent by mistake" in signed_in(paula).get(f"{LIST}?after={after}").content.decode()


def test_only_the_office_reads_it(anna: Person, kim: Person) -> None:
    for person in (anna, kim):
        assert signed_in(person).get(LIST).status_code in {302, 403, 404}
