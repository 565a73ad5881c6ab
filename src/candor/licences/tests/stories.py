"""What the stories of licences begin with: an edition that is sold, a licence of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from candor.catalogue.models import Edition, Product, ProductText
from candor.kernel import clock
from candor.licences.actions.issuing import NewLicence, issue_licence
from candor.licences.models import Licence, LicenceKey
from candor.people.models import Organisation, Person
from tests.cast import actor

MAINTAINED = date(2027, 11, 21)


def edition_of(seats: int | None = 5, sku: str = "LT-5") -> Edition:
    now = clock.now()
    product = Product.objects.create(kind="software", created_at=now, changed_at=now)
    ProductText.objects.create(product=product, language="en", name="Lindwurm Desk")
    return Edition.objects.create(
        product=product, name=f"{seats} technicians", sku=sku, seats=seats, features="Chat\nSLA rules",
        maintenance_years=1, changed_at=now,
    )  # fmt: skip


def licence_of(person: Person, *, by: Person, organisation: Organisation | None = None, **more: Any) -> Licence:
    edition = more.pop("edition", None) or edition_of()
    terms = {"seats": edition.seats, "features": ("chat", "sla-rules"), "maintenance_until": MAINTAINED} | more
    return issue_licence(NewLicence(edition, person, organisation, **terms), by=actor(by))


def key_of(licence: Licence, revision: int | None = None) -> str:
    """A version of its key, the newest unless one is named."""
    rows = LicenceKey.objects.filter(licence=licence).order_by("-revision")
    found = rows.filter(revision=revision).first() if revision else rows.first()
    assert found is not None
    return found.text
