"""Retention rules count when the owner has adopted them, and nothing ends earlier than the owner confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from candor.kernel.models import AuditFact
from candor.kernel.registries.personal_data import Purpose
from candor.people.models import Person
from candor.people.public import Refused
from candor.privacy.actions.rule_packs import adopt_pack
from candor.privacy.models import AdoptedPack
from candor.privacy.queries.rule_packs import Offer, offer_of, offers, rules_in_force
from candor.privacy.rules.deciding import Action, Facts, Ground, Item, Request, Right, decide
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PAGE = "/tech/configuration/privacy/"
PACK = """
country = "{country}"
version = {version}
as_of = 2026-11-01
[title]
en = "Atlantis"
[[rule]]
key = "voucher"
force = "duty"
years = {years}
begins = "year-end"
sources = ["§ 1 Sea Law"]
[rule.title]
en = "Shells"
"""


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the owner's own packs."""
    monkeypatch.setattr(settings, "INSTANCE", replace(settings.INSTANCE, home=tmp_path))
    folder = tmp_path / "packs"
    folder.mkdir()
    return folder


def write(packs: Path, *, years: int, version: int = 1, country: str = "AT") -> None:
    (packs / "at.toml").write_text(PACK.format(country=country, version=version, years=years))


def offer(country: str = "AT") -> Offer:
    found = offer_of(country)
    assert found is not None
    return found


def years_in_force() -> int:
    (rule,) = rules_in_force().by_key["voucher"]
    return rule.months // 12


def test_nothing_counts_before_it_is_adopted(paula: Person) -> None:
    item = Item(Purpose.CONTRACT, "voucher", date(2026, 3, 1))
    asked, now = Facts(Request(Right.ERASURE, date(2026, 11, 1))), datetime(2026, 11, 20, tzinfo=UTC)
    assert rules_in_force().by_key == {}
    assert decide(item, asked, now, rules_in_force()).action is Action.ERASE
    adopt_pack(offer("DE"), frozenset(), by=actor(paula))
    locked = decide(item, asked, now, rules_in_force())
    assert (locked.action, locked.ground, locked.until) == (Action.LOCK, Ground.DUTY, date(2034, 12, 31))


def test_an_upgrade_lengthens_and_shortens_only_what_was_confirmed(packs: Path, paula: Person) -> None:
    for version, years, confirmed, in_force in [
        (1, 7, (), 7), (2, 9, (), 9), (3, 5, (), 9), (3, 5, ("voucher.duty",), 5), (4, 4, ("other.duty",), 5),
    ]:  # fmt: skip
        write(packs, version=version, years=years)
        adopt_pack(offer(), frozenset(confirmed), by=actor(paula))
        assert years_in_force() == in_force, f"version {version}"
    facts = AuditFact.objects.filter(name="privacy.rule_pack.adopted").order_by("id")
    assert [(fact.details["shortened"], fact.details["kept_longer"]) for fact in facts] == [
        (0, 0), (0, 0), (0, 1), (1, 0), (0, 1),
    ]  # fmt: skip
    assert facts[0].actor_id == paula.pk


def test_adopting_twice_changes_nothing(paula: Person) -> None:
    assert adopt_pack(offer("DE"), frozenset(), by=actor(paula)) is not None
    assert adopt_pack(offer("DE"), frozenset(), by=actor(paula)) is None
    assert AdoptedPack.objects.count() == 1


def test_what_changed_since_it_was_read_is_not_adopted(packs: Path, paula: Person) -> None:
    write(packs, years=7)
    seen = offer()
    write(packs, years=6)
    with pytest.raises(Refused):
        adopt_pack(seen, frozenset(), by=actor(paula))
    assert not AdoptedPack.objects.exists()


def test_two_countries_count_together_and_the_longer_duty_holds(packs: Path, paula: Person) -> None:
    write(packs, years=12)
    for country in ("AT", "DE"):
        adopt_pack(offer(country), frozenset(), by=actor(paula))
    item = Item(Purpose.CONTRACT, "voucher", date(2026, 3, 1))
    asked = Facts(Request(Right.ERASURE, date(2026, 11, 1)))
    decision = decide(item, asked, datetime(2026, 11, 20, tzinfo=UTC), rules_in_force())
    assert (decision.until, decision.source) == (date(2038, 12, 31), "§ 1 Sea Law")


def test_a_pack_of_ones_own_stands_in_for_ours_and_a_bad_one_is_told(packs: Path) -> None:
    write(packs, years=11, country="DE")
    (packs / "bad.toml").write_text("country = 7")
    (packs / "binary.toml").write_bytes(b"\xff\xfe")
    (packs / "huge.toml").write_text("#" * 300_000)
    found, problems = offers()
    assert [(one.pack.country, one.pack.rules[0].rule.months) for one in found] == [("DE", 132)]
    assert len(problems) == 3
    assert all(name in " ".join(problems) for name in ("bad.toml", "binary.toml", "huge.toml"))


def test_the_officer_reads_each_rule_with_its_law_and_adopts_them(paula: Person) -> None:
    browser = signed_in(paula)
    shown = browser.get(PAGE).content.decode()
    assert "not adopted yet" in shown
    assert "§ 147 Abs. 1 Nr. 4" in shown
    assert "8 years from the end of the calendar year" in shown
    sent = browser.post(f"{PAGE}de/adoption/", {"stamp": offer("DE").stamp})
    assert (sent.status_code, sent["Location"]) == (303, PAGE)
    shown = browser.get(PAGE).content.decode()
    assert "All of these rules are in force." in shown
    assert "Paula Roth" in shown


def test_a_shorter_period_waits_for_its_tick(packs: Path, paula: Person) -> None:
    write(packs, years=7)
    adopt_pack(offer(), frozenset(), by=actor(paula))
    write(packs, years=5, version=2)
    browser = signed_in(paula)
    shown = browser.get(PAGE).content.decode()
    assert "What would end earlier" in shown
    assert "Shells: 5 years from the end of the calendar year" in shown
    assert "until now:" in shown
    browser.post(f"{PAGE}at/adoption/", {"stamp": offer().stamp})
    assert years_in_force() == 7
    browser.post(f"{PAGE}at/adoption/", {"stamp": offer().stamp, "confirmed-AT": "voucher.duty"})
    assert years_in_force() == 5


@pytest.mark.parametrize("stamp", ["", "1.0.0", "x" * 5000, "\x00"])
def test_a_stamp_of_another_page_adopts_nothing(stamp: str, paula: Person) -> None:
    sent = signed_in(paula).post(f"{PAGE}de/adoption/", {"stamp": stamp})
    assert sent.status_code == 409
    assert "Read them again" in sent.content.decode()
    assert not AdoptedPack.objects.exists()
    assert signed_in(paula).post(f"{PAGE}xx/adoption/", {"stamp": stamp}).status_code == 404


def test_technicians_customers_and_the_stranger_adopt_nothing(anna: Person, kim: Person) -> None:
    form = {"stamp": offer("DE").stamp}
    for person in (anna, kim):
        assert signed_in(person).post(f"{PAGE}de/adoption/", form).status_code in {302, 403, 404}
    assert not AdoptedPack.objects.exists()
