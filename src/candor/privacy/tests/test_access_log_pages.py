"""Who looked at whom is seen by the office alone, for a reason, and whoever looks at that is seen as well."""

from __future__ import annotations

import pytest

from candor.helpdesk.models import Ticket
from candor.kernel.access_log import forget_cache, looked_at
from candor.kernel.models import AccessLogEntry, AuditFact
from candor.people.models import Person
from candor.privacy.models import LogRead
from candor.privacy.queries.deadlines import house_today
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGE = "/tech/privacy-office/access-log/"


def span(**more: str) -> dict[str, str]:
    day = house_today().isoformat()
    return {"person": "", "staff": "", "begins_on": day, "ends_on": day, "reason": "", **more}


def test_looks_at_a_person_with_what_was_open_and_the_look_at_them_is_noted(
    paula: Person, anna: Person, boris: Person, kim: Person, sam: Person
) -> None:
    forget_cache()
    case = Ticket(pk=10**9)
    looked_at(kim.pk, about=case, by=actor(anna), role="technician")
    looked_at(sam.pk, about=sam, by=actor(boris), role="technician")
    browser = signed_in(paula)
    assert signed_in(anna).get(PAGE).status_code == 404
    answer = browser.post(PAGE, span(person="kim@nordlicht.example"))
    assert answer.status_code == 303
    shown = browser.get(answer["Location"]).content.decode()
    assert "Anna Berg" in shown
    assert "Technician" in shown
    assert "Case" in shown
    assert "Boris Tal" not in shown
    read = LogRead.objects.get()
    assert AccessLogEntry.objects.filter(actor_id=paula.pk, subject_id=kim.pk, object_kind="privacy.logread").exists()
    assert AuditFact.objects.filter(name="privacy.access_log.read").count() == 1
    assert "Kim Jansen" in browser.get(PAGE).content.decode()
    assert signed_in(anna).get(f"{PAGE}{read.ref}/").status_code == 404


def test_looks_of_a_member_of_staff_are_shown_for_a_stated_reason_alone(
    paula: Person, anna: Person, kim: Person
) -> None:
    forget_cache()
    looked_at(kim.pk, about=kim, by=actor(anna), role="technician")
    browser = signed_in(paula)
    for asked in (span(staff="anna@lindwurm.example"), span(), span(person="nobody@nowhere.example")):
        assert browser.post(PAGE, asked).status_code == 422
    assert not LogRead.objects.exists()
    because = "Her password was on a list of stolen ones"
    answer = browser.post(PAGE, span(staff="anna@lindwurm.example", reason=because))
    assert "Kim Jansen" in browser.get(answer["Location"]).content.decode()
    assert because in browser.get(PAGE).content.decode()
