"""Leaving for an identity provider and coming back, in real Chromium: cookie, header and policy together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from candor.kernel import clock, tokens
from candor.kernel.http import client as http_client
from candor.kernel.models import Instance
from candor.people import oidc
from candor.people.actions.arrivals import NOT_ME
from candor.people.models import IdentityProvider, Person, StaffMember
from candor.people.sealing import seal
from candor.people.tests.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider
from tests.browser import PHONE, Visit, look_from_all_sides

pytestmark = pytest.mark.journey


@pytest.fixture
def our_house(transactional_db: None) -> Instance:
    return Instance.objects.create(organisation_name="Lindwurm Software", set_up_at=clock.now())


@pytest.fixture
def fake(our_house: Instance, site: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    monkeypatch.setattr(http_client, "is_public", lambda _address: True)
    settings.INSTANCE = replace(settings.INSTANCE, base_url=site)
    provider = FakeProvider()
    yield provider
    provider.close()
    oidc.forget(provider.issuer)


@pytest.fixture
def provider(fake: FakeProvider) -> IdentityProvider:
    return IdentityProvider.objects.create(
        name="Hafen-ID", issuer=fake.issuer, client_id=CLIENT_ID, secret=seal(CLIENT_SECRET), created_at=clock.now()
    )


@pytest.mark.parametrize("script", [True, False])
def test_a_customer_comes_in_from_another_site_with_and_without_scripts(
    script: bool, visit: Visit, fake: FakeProvider, provider: IdentityProvider, kim: Person
) -> None:
    page = visit(width=PHONE, script=script, forgives=(fake.issuer,))
    page.goto("/customer/me/")
    assert page.context.cookies() == []
    page.get_by_role("button", name="Sign in with Hafen-ID").click()
    page.wait_for_url("**/customer/me/")
    expect(page.get_by_role("main")).to_contain_text("Kim Jansen")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["candor-main"]


@pytest.mark.axe
def test_axe_finds_nothing_on_the_pages_of_sign_in(
    visit: Visit, provider: IdentityProvider, adam: Person, boris: Person
) -> None:
    StaffMember.objects.filter(account=boris.account).update(ends_on=clock.now().date() + timedelta(days=3))
    page = visit(adam)
    for address in (
        "configuration/single-sign-on/",
        "configuration/single-sign-on/new/",
        f"configuration/single-sign-on/{provider.ref}/",
        f"configuration/single-sign-on/{provider.ref}/rules/new/",
        "configuration/staff/",
        f"configuration/staff/{boris.ref}/extension/",
        "me/",
        "confirm-password/",
    ):
        page.goto(f"/tech/{address}")
        look_from_all_sides(page)
    secret = tokens.issue_link(NOT_ME, adam.pk, lives=timedelta(days=1))
    stranger = visit()
    for address in ("/tech/sign-in/", f"/tech/not-me/{secret}/", "/customer/not-me/guess/"):
        stranger.goto(address)
        look_from_all_sides(stranger)
