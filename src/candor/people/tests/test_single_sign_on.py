"""Single sign-on: whom a provider lets in, and every way in which its word is not enough."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from candor.kernel import audit, clock
from candor.kernel.http import client as http_client
from candor.kernel.models import Token
from candor.people import oidc
from candor.people.actions import staff
from candor.people.actions.merging import Wanted, merge_people
from candor.people.actions.staff import Invitation
from candor.people.models import (
    Account,
    ExternalIdentity,
    Identifier,
    IdentityProvider,
    Person,
    RoleRule,
    Session,
    StaffMember,
)
from candor.people.roles import Role
from candor.people.sealing import seal
from candor.people.tests.conftest import LetterBox
from candor.people.tests.factors import Device, give_app, give_passkey, shown_by, step_in
from candor.people.tests.fake_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    KEYS,
    OTHER_KEY,
    Claims,
    FakeProvider,
    jwk_of,
    reply,
)
from tests.cast import PASSWORD, actor, give_account, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    monkeypatch.setattr(http_client, "is_public", lambda _address: True)
    monkeypatch.setattr(oidc, "SECONDS", 1.0)
    provider = FakeProvider()
    yield provider
    provider.close()
    oidc.forget(provider.issuer)


@pytest.fixture
def provider(fake: FakeProvider, db: None) -> IdentityProvider:
    return IdentityProvider.objects.create(
        name="Hafen-ID", issuer=fake.issuer, client_id=CLIENT_ID, secret=seal(CLIENT_SECRET), created_at=clock.now()
    )


@pytest.fixture
def visit(fake: FakeProvider, provider: IdentityProvider, letter_box: LetterBox) -> Callable[..., Any]:
    """Go to the provider and come back, as a browser does; the answer to coming back."""

    def go(browser: Client, face: str = "customer", **more: str) -> Any:
        address = leave(browser, provider, face)
        return come_back(browser, provider, {**fake.authorise(address), **more}, face)

    return go


def leave(browser: Client, provider: IdentityProvider, face: str = "customer", **form: str) -> str:
    """Press the button; the address to which the page forwards."""
    answer = browser.post(f"/{face}/single-sign-on/{provider.ref}/", form)
    assert answer.status_code == 200, answer.content
    return str(answer["Refresh"].removeprefix("0; url="))


def come_back(browser: Client, provider: IdentityProvider, answer: dict[str, str], face: str = "customer") -> Any:
    return browser.get(f"/{face}/single-sign-on/{provider.ref}/back/", answer)


def cookie_of(browser: Client) -> str:
    return next((cookie.value for cookie in browser.cookies.values()), "")


# Getting in.


def test_a_customer_gets_in_and_is_linked_by_subject_from_then_on(
    kim: Person, fake: FakeProvider, visit: Callable[..., Any], letter_box: LetterBox
) -> None:
    browser = Client()
    assert "Sign in with Hafen-ID" in browser.get("/customer/sign-in/").content.decode()
    answer = visit(browser)
    assert answer.status_code == 303
    assert browser.get(answer["Location"])["Location"] == "/customer/"
    assert browser.get("/customer/me/").status_code == 200
    identity = ExternalIdentity.objects.get(account=kim.account)
    assert identity.subject == "kim-4711"
    assert [fact.name for fact in audit.facts_about(identity)] == ["people.identity.linked"]
    assert [letter["template"] for letter in letter_box.letters] == ["identity_linked"]
    fake.user["email"] = "now-somebody-elses@nordlicht.example"
    assert visit(Client()).status_code == 303
    assert ExternalIdentity.objects.count() == 1


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.once
def test_the_usual_signatures_and_ways_to_show_the_secret_work(
    algorithm: str, method: str, kim: Person, fake: FakeProvider, visit: Callable[..., Any]
) -> None:
    fake.algorithm, fake.auth_methods = algorithm, [method]
    assert visit(Client()).status_code == 303


def test_several_audiences_count_where_the_authorised_party_is_us(
    kim: Person, fake: FakeProvider, visit: Callable[..., Any]
) -> None:
    fake.spoil = lambda claims: claims.update(aud=[CLIENT_ID, "another"], azp=CLIENT_ID)
    assert visit(Client()).status_code == 303


def test_somebody_gets_where_they_wanted_to_go(kim: Person, fake: FakeProvider, provider: IdentityProvider) -> None:
    browser = Client()
    address = leave(browser, provider, next="/customer/me/")
    answer = come_back(browser, provider, fake.authorise(address))
    assert browser.get(answer["Location"])["Location"] == "/customer/me/"


def test_new_keys_are_asked_for_when_a_token_bears_one(
    kim: Person, fake: FakeProvider, visit: Callable[..., Any]
) -> None:
    assert visit(Client()).status_code == 303
    fake.keys = [jwk_of(OTHER_KEY, "RS256", "fresh")]
    fake.sign = lambda claims: jwt.encode(claims, OTHER_KEY, algorithm="RS256", headers={"kid": "fresh"})
    with clock.later(minutes=2):
        fake.spoil = lambda claims: claims.update(iat=int(clock.now().timestamp()) - 60)
        assert visit(Client()).status_code == 303
    assert fake.asked.count("/jwks") == 2
    assert fake.asked.count("/.well-known/openid-configuration") == 1


def test_the_cookie_is_the_sessions_alone_and_goes_with_the_browser(
    kim: Person, fake: FakeProvider, provider: IdentityProvider, settings: Any
) -> None:
    browser = Client()
    browser.get("/customer/sign-in/")
    assert not browser.cookies
    address = leave(browser, provider)
    on_the_way = cookie_of(browser)
    assert list(browser.cookies) == [settings.SESSION_COOKIE_NAME]
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["samesite"]) == ("", "", "Lax")
    assert cookie["httponly"]
    assert not Session.objects.exists()
    browser.get("/customer/sign-in/")
    browser.get("/")
    assert cookie_of(browser) == on_the_way
    secrets = json.dumps(list(Token.objects.values_list("digest", "details")))
    assert on_the_way not in secrets
    assert parse_qs(urlsplit(address).query)["nonce"][0] not in secrets
    come_back(browser, provider, fake.authorise(address))
    assert cookie_of(browser) not in {"", on_the_way}
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = on_the_way
    assert thief.get("/customer/me/").status_code == 302


# Claims that do not fit: each one alone keeps the door shut.


def _resign(key: Any, algorithm: str, **headers: str) -> Callable[[Claims], str]:
    return lambda claims: jwt.encode(claims, key, algorithm=algorithm, headers=headers)


def _hs256_with_the_public_key(claims: Claims) -> str:
    """The old trick: the public key, which everybody knows, as a shared secret."""

    pem = KEYS["RS256"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    body = f"{part(json.dumps({'alg': 'HS256', 'kid': 'rs256'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{body}.{part(hmac.new(pem, body.encode(), hashlib.sha256).digest())}"


def _tampered(claims: Claims) -> str:
    head, _body, signature = _resign(KEYS["RS256"], "RS256", kid="rs256")({**claims, "sub": "x"}).split(".")
    body = _resign(KEYS["RS256"], "RS256", kid="rs256")(claims).split(".")[1]
    return f"{head}.{body}.{signature}"


WRONG_CLAIMS: dict[str, Callable[[Claims], Any]] = {
    "iss of another": lambda c: c.update(iss="https://login.elsewhere.example"),
    "iss with a slash": lambda c: c.update(iss=c["iss"] + "/"),
    "iss missing": lambda c: c.pop("iss"),
    "aud of another client": lambda c: c.update(aud="another-client"),
    "aud missing": lambda c: c.pop("aud"),
    "aud several without azp": lambda c: c.update(aud=[CLIENT_ID, "another"]),
    "azp of another client": lambda c: c.update(azp="another-client"),
    "exp over": lambda c: c.update(exp=int(time.time()) - 120),
    "exp missing": lambda c: c.pop("exp"),
    "exp no number": lambda c: c.update(exp="soon"),
    "iat in the future": lambda c: c.update(iat=int(time.time()) + 600),
    "iat long ago": lambda c: c.update(iat=int(time.time()) - 3_600),
    "iat missing": lambda c: c.pop("iat"),
    "nbf in the future": lambda c: c.update(nbf=int(time.time()) + 600),
    "nonce of another sign-in": lambda c: c.update(nonce="n" * 43),
    "nonce missing": lambda c: c.pop("nonce"),
    "nonce no text": lambda c: c.update(nonce=4711),
    "sub missing": lambda c: c.pop("sub"),
    "sub empty": lambda c: c.update(sub=""),
    "sub a number": lambda c: c.update(sub=4711),
    "sub too long": lambda c: c.update(sub="k" * 256),
    "at_hash of another token": lambda c: c.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "e-mail not verified": lambda c: c.update(email_verified=False),
    "e-mail verified in words": lambda c: c.update(email_verified="true"),
    "e-mail verification missing": lambda c: c.pop("email_verified"),
    "e-mail missing": lambda c: c.pop("email"),
    "e-mail a list": lambda c: c.update(email=["kim@nordlicht.example"]),
    "e-mail of nobody": lambda c: c.update(email="nobody@nordlicht.example"),
}
WRONG_SIGNATURES: dict[str, Callable[[Claims], str]] = {
    "alg none": lambda c: jwt.encode(c, None, algorithm="none"),
    "HS256 with the public key": _hs256_with_the_public_key,
    "HS256 with the client secret": _resign(CLIENT_SECRET * 2, "HS256", kid="rs256"),
    "another key": _resign(OTHER_KEY, "RS256", kid="rs256"),
    "unknown key id": _resign(KEYS["RS256"], "RS256", kid="unknown"),
    "key id of another kind of key": _resign(KEYS["RS256"], "RS256", kid="es256"),
    "unusual algorithm": _resign(KEYS["RS256"], "RS512", kid="rs256"),
    "claims changed after signing": _tampered,
    "critical header": lambda c: jwt.encode(c, KEYS["RS256"], "RS256", headers={"kid": "rs256", "crit": ["x"]}),
    "no token": lambda _c: "",
    "no parts": lambda _c: "abc",
    "parts of nothing": lambda _c: "..",
    "a list as body": lambda _c: "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzMjU2In0.W10.AAAA",
}


def _nobody_got_in(browser: Client, answer: Any) -> None:
    assert answer.status_code == 422, answer.status_code
    assert not Session.objects.exists()
    assert not ExternalIdentity.objects.exists()
    assert cookie_of(browser) == ""
    assert browser.get("/customer/me/").status_code == 302


@pytest.mark.parametrize("claim", WRONG_CLAIMS)
@pytest.mark.once
def test_a_wrong_claim_signs_nobody_in(claim: str, kim: Person, fake: FakeProvider, visit: Callable[..., Any]) -> None:
    fake.spoil = WRONG_CLAIMS[claim]
    browser = Client()
    _nobody_got_in(browser, visit(browser))


@pytest.mark.parametrize("signature", WRONG_SIGNATURES)
@pytest.mark.once
def test_a_wrong_signature_signs_nobody_in(
    signature: str, kim: Person, fake: FakeProvider, visit: Callable[..., Any]
) -> None:
    fake.sign = WRONG_SIGNATURES[signature]
    browser = Client()
    _nobody_got_in(browser, visit(browser))


def test_a_small_key_signs_nobody_in(kim: Person, fake: FakeProvider, visit: Callable[..., Any]) -> None:
    small = rsa.generate_private_key(public_exponent=65_537, key_size=1024)  # noqa: S505 - too small on purpose
    fake.keys, fake.sign = [jwk_of(small, "RS256", "small")], _resign(small, "RS256", kid="small")
    browser = Client()
    _nobody_got_in(browser, visit(browser))


# Codes and states that do not fit.


def test_a_code_counts_once(kim: Person, fake: FakeProvider, provider: IdentityProvider, visit: Any) -> None:
    first, second = Client(), Client()
    answer = fake.authorise(leave(first, provider))
    assert come_back(first, provider, answer).status_code == 303
    replayed = {"code": answer["code"], "state": fake.authorise(leave(second, provider))["state"]}
    assert come_back(second, provider, replayed).status_code == 422
    assert Session.objects.count() == 1


def test_a_state_counts_once(kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any) -> None:
    browser = Client()
    address = leave(browser, provider)
    kept = cookie_of(browser)
    fake.spoil = lambda claims: claims.update(nonce="wrong")
    assert come_back(browser, provider, fake.authorise(address)).status_code == 422
    fake.spoil = lambda _claims: None
    browser.cookies.load({"candor-main": kept})
    _nobody_got_in(browser, come_back(browser, provider, fake.authorise(address)))


def test_the_state_of_another_browser_signs_nobody_in(
    kim: Person, mallory: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    """Login CSRF: Mallory's answer in Kim's browser must not make Kim work in Mallory's account."""
    attacker, victim, stranger = Client(), Client(), Client()
    fake.user |= {"sub": "mallory", "email": "mallory@elsewhere.example"}
    answer = fake.authorise(leave(attacker, provider))
    leave(victim, provider)
    for browser in (victim, stranger):
        assert come_back(browser, provider, answer).status_code == 422
    assert not Session.objects.exists()
    assert come_back(attacker, provider, answer).status_code == 303


def test_a_stolen_answer_is_worth_nothing_elsewhere(
    kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    """The thief has seen Kim's code and starts a way of their own for it: the verifier does not fit."""
    owner, thief = Client(), Client()
    code = fake.authorise(leave(owner, provider))["code"]
    state = fake.authorise(leave(thief, provider))["state"]
    _nobody_got_in(thief, come_back(thief, provider, {"code": code, "state": state}))


def test_a_code_of_another_client_is_refused(
    kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    browser = Client()
    address = leave(browser, provider)
    answer = fake.authorise(address)
    fake.codes[answer["code"]]["client_id"] = "another-client"
    _nobody_got_in(browser, come_back(browser, provider, answer))


def test_a_state_is_for_its_provider_its_face_and_ten_minutes(
    kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    other = IdentityProvider.objects.create(
        name="Other", issuer="https://login.other.example", client_id="x", created_at=clock.now()
    )
    browser = Client()
    answer = fake.authorise(leave(browser, provider))
    kept = cookie_of(browser)
    for there, face in ((other, "customer"), (provider, "tech")):
        browser.cookies.load({"candor-main": kept})
        assert come_back(browser, there, answer, face).status_code == 422
    browser.cookies.load({"candor-main": kept})
    with clock.later(minutes=11):
        assert come_back(browser, provider, answer).status_code == 422
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"error": "access_denied", "code": ""},
        {"code": "x" * 5_000},
        {"code": "\x00"},
        {"iss": "https://login.elsewhere.example"},
        {"state": "guessed"},
        {"state": "\x00"},
        {"state": ""},
    ],
)
def test_an_answer_that_is_none_signs_nobody_in(more: dict[str, str], kim: Person, visit: Callable[..., Any]) -> None:
    browser = Client()
    _nobody_got_in(browser, visit(browser, **more))


# Providers that misbehave.


def _slow(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(600):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


MISBEHAVIOUR: dict[str, Callable[[Any], None]] = {
    "an error": lambda handler: reply(handler, 500, b"{}"),
    "an error in words": lambda handler: reply(handler, 400, b'{"error": "invalid_grant"}'),
    "a redirect": lambda handler: reply(handler, 302, b"", Location="http://127.0.0.1:1/"),
    "no JSON": lambda handler: reply(handler, 200, b"<html>"),
    "a list": lambda handler: reply(handler, 200, b"[]"),
    "nothing": lambda handler: reply(handler, 200, b""),
    "deep JSON": lambda handler: reply(handler, 200, b"[" * 100_000),
    "far too much": lambda handler: reply(handler, 200, b" " * 6_000_000),
    "very slowly": _slow,
}


@pytest.mark.parametrize("path", ["/token", "/jwks", "/.well-known/openid-configuration"])
@pytest.mark.parametrize("way", MISBEHAVIOUR)
@pytest.mark.once
def test_a_provider_that_misbehaves_signs_nobody_in(
    way: str, path: str, kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    browser, began = Client(), time.monotonic()
    fake.answers[path] = MISBEHAVIOUR[way]
    left = browser.post(f"/customer/single-sign-on/{provider.ref}/")
    if left.status_code == 200:
        answer = fake.authorise(left["Refresh"].removeprefix("0; url="))
        _nobody_got_in(browser, come_back(browser, provider, answer))
    else:
        _nobody_got_in(browser, left)
    assert time.monotonic() - began < 45, "the slow one would have taken a minute"


@pytest.mark.parametrize("field", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("value", ["file:///etc/passwd", "http://127.0.0.1/\r\nSet-Cookie: a=b", 4711])
def test_a_description_that_points_elsewhere_is_not_followed(
    field: str, value: object, fake: FakeProvider, provider: IdentityProvider
) -> None:
    _status, about = fake._about()
    about[field] = value
    fake.answers["/.well-known/openid-configuration"] = lambda h: reply(h, 200, json.dumps(about).encode())
    assert Client().post(f"/customer/single-sign-on/{provider.ref}/").status_code == 422


def test_a_provider_in_ones_own_network_is_not_called(
    provider: IdentityProvider, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "is_public", lambda _address: False)
    assert Client().post(f"/customer/single-sign-on/{provider.ref}/").status_code == 422
    assert fake.asked == []


def test_a_provider_that_is_off_is_not_there(provider: IdentityProvider) -> None:
    IdentityProvider.objects.update(is_active=False)
    assert "Hafen-ID" not in Client().get("/customer/sign-in/").content.decode()
    assert Client().post(f"/customer/single-sign-on/{provider.ref}/").status_code == 404
    assert Client().get(f"/customer/single-sign-on/{provider.ref}/back/").status_code == 404


# Whose account it is.


def test_an_address_of_several_people_opens_no_account(kim: Person, lee: Person, visit: Callable[..., Any]) -> None:
    Identifier.objects.create(
        person=lee, kind="email", value="kim@nordlicht.example", written="k", created_at=clock.now()
    )
    browser = Client()
    _nobody_got_in(browser, visit(browser))


def test_a_provider_speaks_for_its_domains_alone(kim: Person, provider: IdentityProvider, visit: Any) -> None:
    IdentityProvider.objects.update(domains="lindwurm.example")
    browser = Client()
    _nobody_got_in(browser, visit(browser))
    IdentityProvider.objects.update(domains="lindwurm.example nordlicht.example")
    assert visit(Client()).status_code == 303


def test_a_locked_account_stays_locked(kim: Person, visit: Callable[..., Any]) -> None:
    visit(Client())
    Session.objects.all().delete()
    Account.objects.update(is_active=False)
    assert visit(Client()).status_code == 422
    assert not Session.objects.exists()


def test_a_sign_in_that_ended_with_a_merge_stays_ended(
    anna: Person, kim: Person, provider: IdentityProvider, visit: Callable[..., Any]
) -> None:
    twin = make_person("Kim J.", "kj@home.example")
    account = give_account(twin)
    ExternalIdentity.objects.create(account=account, issuer=provider.issuer, subject="kim-4711", linked_at=clock.now())
    merge_people(kim, twin, Wanted(ends_sign_in=True), by=actor(anna))
    browser = Client()
    assert visit(browser).status_code == 422
    assert browser.get("/customer/me/").status_code == 302
    assert not Session.objects.exists()


def test_a_second_factor_is_asked_for_after_the_provider_too(
    kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: LetterBox
) -> None:
    app, browser = give_app(kim), Client()
    address = leave(browser, provider, next="/customer/me/")
    asked = come_back(browser, provider, fake.authorise(address))
    assert asked.status_code == 200
    assert not Session.objects.exists()
    form = {"step": step_in(asked), "code": shown_by(app), "next": "/customer/me/"}
    assert 'value="/customer/me/"' in asked.content.decode()
    answer = browser.post("/customer/sign-in/second-step/code/", form)
    assert browser.get(answer["Location"])["Location"] == "/customer/me/"


def test_a_record_without_an_account_gets_none_by_single_sign_on(fake: FakeProvider, visit: Any) -> None:
    make_person("Nele", "nele@fjord.example")
    fake.user["email"] = "nele@fjord.example"
    browser = Client()
    answer = visit(browser)
    _nobody_got_in(browser, answer)
    assert "Let us send you a code" in answer.content.decode()
    assert not Account.objects.exists()


def test_a_colleague_is_matched_by_a_proven_address_only(anna: Person, fake: FakeProvider, visit: Any) -> None:
    Identifier.objects.filter(person=anna).update(verified_at=None)
    fake.user["email"] = "anna@lindwurm.example"
    browser = Client()
    _nobody_got_in(browser, visit(browser, "tech"))
    Identifier.objects.filter(person=anna).update(verified_at=clock.now())
    answer = visit(browser, "tech")
    assert browser.get(answer["Location"])["Location"] == "/tech/"


def test_an_ended_contractor_is_a_customer_here_too(boris: Person, fake: FakeProvider, visit: Any) -> None:
    StaffMember.objects.filter(account=boris.account).update(ends_on=clock.now().date() - timedelta(days=1))
    fake.user["email"] = "boris@lindwurm.example"
    browser = Client()
    assert visit(browser, "tech").status_code == 303
    assert browser.get("/tech/people/").status_code == 404


def test_staff_are_not_made_by_a_provider_alone(kim: Person, fake: FakeProvider, visit: Any) -> None:
    fake.user |= {"groups": ["admins", "technician"], "roles": ["administrator"], "is_staff": True}
    visit(Client(), "tech")
    assert not StaffMember.objects.exists()


@pytest.mark.parametrize("invited_at", ["kim@nordlicht.example", "kim@home.example"])
def test_an_invitation_counts_for_the_address_it_was_mailed_to(
    invited_at: str, kim: Person, adam: Person, visit: Any, letter_box: LetterBox
) -> None:
    Identifier.objects.create(
        person=kim, kind="email", value="kim@home.example", written="kim@home.example", created_at=clock.now()
    )
    staff.invite(Invitation("Kim Jansen", invited_at, Role.TECHNICIAN), by=actor(adam))
    browser = Client()
    assert visit(browser, "tech").status_code == 303
    expected = invited_at == "kim@nordlicht.example"
    assert StaffMember.objects.filter(account=kim.account).exists() is expected
    assert browser.get("/tech/people/").status_code == (200 if expected else 404)


@pytest.mark.parametrize(("kind", "value"), [("domain", "nordlicht.example"), ("group", "support")])
def test_a_rule_makes_staff_once(
    kind: str, value: str, provider: IdentityProvider, adam: Person, fake: FakeProvider, visit: Any
) -> None:
    RoleRule.objects.create(provider=provider, kind=kind, value=value, role=Role.TECHNICIAN)
    fake.user["groups"] = ["support"]
    browser = Client()
    assert visit(browser, "tech").status_code == 303
    member = StaffMember.objects.get(role="technician")
    assert member.account.person.name == "Kim Jansen"
    assert [fact.name for fact in audit.facts_about(member)] == ["people.staff.joined"]
    staff.let_go(member, by=actor(adam))
    visit(Client(), "tech")
    assert StaffMember.objects.get(pk=member.pk).left_at is not None


def test_no_rule_makes_administrators_or_believes_an_unverified_domain(
    provider: IdentityProvider, fake: FakeProvider, visit: Any
) -> None:
    RoleRule.objects.create(provider=provider, kind="group", value="support", role=Role.ADMINISTRATOR)
    RoleRule.objects.create(provider=provider, kind="domain", value="nordlicht.example", role=Role.SALES)
    fake.user |= {"groups": ["support"], "email_verified": False}
    assert visit(Client(), "tech").status_code == 422
    assert not StaffMember.objects.exists()


# Staff for whom it is the only way in.


def test_passwords_of_staff_are_off_where_the_provider_is_required(
    anna: Person, adam: Person, kim: Person, provider: IdentityProvider, letter_box: LetterBox
) -> None:
    IdentityProvider.objects.update(domains="lindwurm.example", is_required=True)
    refused = Client().post("/tech/sign-in/", {"email": "anna@lindwurm.example", "password": PASSWORD})
    assert refused.status_code == 403
    assert "Hafen-ID" in refused.content.decode()
    browser = Client()
    asked = browser.post("/tech/reset-password/", {"email": "anna@lindwurm.example"})["Location"]
    form = {"code": letter_box.code_for("anna@lindwurm.example"), "password": "sieben gelbe lampen brennen"}
    assert browser.post(asked, form).status_code == 403
    device = Device()
    give_passkey(anna, device)
    question = browser.post("/tech/sign-in/passkey/question/").json()
    credential = device.get(question)
    assert browser.post("/tech/sign-in/passkey/", {"credential": credential}).status_code == 403
    assert not Session.objects.exists()
    for email in ("adam@lindwurm.example", "kim@nordlicht.example"):
        assert Client().post("/tech/sign-in/", {"email": email, "password": PASSWORD}).status_code == 303


# One's own account.


def test_somebody_connects_and_disconnects_their_account(
    kim: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: LetterBox
) -> None:
    fake.user["email"] = "kim@private.example"
    browser = signed_in(kim)
    answer = browser.post(f"/customer/me/single-sign-on/{provider.ref}/")
    back = come_back(browser, provider, fake.authorise(answer["Refresh"].removeprefix("0; url=")))
    assert back["Location"] == "/customer/me/"
    assert "connected" in browser.get("/customer/me/").content.decode()
    identity = ExternalIdentity.objects.get(account=kim.account)
    assert browser.post(f"/customer/me/identities/{identity.ref}/removal/").status_code == 303
    assert not ExternalIdentity.objects.exists()


def test_connecting_takes_nobody_elses_sign_in_and_asks_for_a_fresh_one(
    kim: Person, lee: Person, fake: FakeProvider, provider: IdentityProvider, visit: Any
) -> None:
    visit(Client())
    browser = signed_in(lee)
    answer = browser.post(f"/customer/me/single-sign-on/{provider.ref}/")
    come_back(browser, provider, fake.authorise(answer["Refresh"].removeprefix("0; url=")))
    assert "belongs to another account" in browser.get("/customer/me/").content.decode()
    identity = ExternalIdentity.objects.get()
    assert identity.account == kim.account
    assert browser.post(f"/customer/me/identities/{identity.ref}/removal/").status_code == 404
    with clock.later(minutes=11):
        assert signed_in(lee).post(f"/customer/me/single-sign-on/{provider.ref}/").status_code == 200
        assert browser.post(f"/customer/me/single-sign-on/{provider.ref}/").status_code == 403


def test_a_connection_begun_by_one_person_is_not_ended_by_another(
    kim: Person, lee: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    browser = signed_in(kim)
    answer = fake.authorise(
        browser.post(f"/customer/me/single-sign-on/{provider.ref}/")["Refresh"].removeprefix("0; url=")
    )
    come_back(signed_in(lee), provider, answer)
    come_back(Client(), provider, answer)
    assert not ExternalIdentity.objects.exists()


def test_confirming_by_provider_asks_there_anew_and_changes_the_key(
    adam: Person, fake: FakeProvider, provider: IdentityProvider, letter_box: Any
) -> None:
    ExternalIdentity.objects.create(
        account=adam.account, issuer=provider.issuer, subject="kim-4711", linked_at=clock.now()
    )
    browser = signed_in(adam)
    Session.objects.update(signed_in_at=clock.now() - timedelta(minutes=20))
    old = cookie_of(browser)
    page = browser.get("/tech/configuration/single-sign-on/", follow=True).content.decode()
    assert "Confirm with Hafen-ID" in page
    form = {"next": "/tech/configuration/single-sign-on/"}

    def confirm() -> Any:
        answer = browser.post(f"/tech/single-sign-on/{provider.ref}/confirmation/", form)
        address = answer["Refresh"].removeprefix("0; url=")
        assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]
        return come_back(browser, provider, fake.authorise(address), "tech")

    fake.spoil = lambda claims: claims.update(auth_time=int(time.time()) - 3_600)
    confirm()
    assert browser.get("/tech/configuration/single-sign-on/").status_code == 302
    fake.spoil = lambda claims: claims.update(sub="somebody-else")
    confirm()
    assert browser.get("/tech/configuration/single-sign-on/").status_code == 302
    fake.spoil = lambda _claims: None
    assert confirm()["Location"] == "/tech/configuration/single-sign-on/"
    assert cookie_of(browser) != old
    assert browser.get("/tech/configuration/single-sign-on/").status_code == 200


# System Configuration.

FORM = {
    "name": "Hafen-ID", "issuer": "https://login.hafen.example/realms/a", "client_id": "candor",
    "secret": "very secret words", "domains": "Lindwurm.example, @fjord.example", "is_active": "on",
}  # fmt: skip


def test_an_administrator_sets_a_provider_up_and_the_secret_is_sealed(adam: Person) -> None:
    browser = signed_in(adam)
    page = browser.post("/tech/configuration/single-sign-on/new/", FORM)["Location"]
    row = IdentityProvider.objects.get()
    assert "very secret words" not in json.dumps(list(IdentityProvider.objects.values()), default=str)
    assert row.domains == "lindwurm.example fjord.example"
    shown = browser.get(page).content.decode()
    assert f"http://localhost:8000/tech/single-sign-on/{row.ref}/back/" in shown
    assert "very secret words" not in shown
    sealed = row.secret
    changed = {**FORM, "secret": "", "issuer": "https://login.mallory.example", "name": "Werft-ID"}
    assert browser.post(page, changed).status_code == 303
    row.refresh_from_db()
    assert (row.secret, row.issuer, row.name) == (sealed, FORM["issuer"], "Werft-ID")
    assert [fact.name for fact in audit.facts_about(row)] == ["people.provider.added", "people.provider.changed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://login.hafen.example"),
        ("issuer", "javascript:alert(1)"),
        ("issuer", "https://"),
        ("issuer", "https://a:b@login.hafen.example"),
        ("issuer", "https://login.hafen.example/?x=1"),
        ("issuer", "https://[::1"),
        ("issuer", ""),
        ("name", ""),
        ("client_id", "x" * 500),
        ("domains", "not a domain!"),
        ("domains", "localhost"),
    ],
)
def test_a_provider_that_cannot_be_one_is_refused(field: str, value: str, adam: Person) -> None:
    answer = signed_in(adam).post("/tech/configuration/single-sign-on/new/", {**FORM, field: value})
    assert answer.status_code == 422
    assert not IdentityProvider.objects.exists()


def test_requiring_a_provider_needs_its_domains(adam: Person) -> None:
    form = {**FORM, "domains": "", "is_required": "on"}
    assert signed_in(adam).post("/tech/configuration/single-sign-on/new/", form).status_code == 422


def test_the_connection_is_tested_in_words(adam: Person, provider: IdentityProvider, fake: FakeProvider) -> None:
    browser = signed_in(adam)
    page = f"/tech/configuration/single-sign-on/{provider.ref}/"
    browser.post(f"{page}test/")
    assert "The provider answers" in html.unescape(browser.get(page).content.decode())
    fake.answers["/jwks"] = lambda handler: reply(handler, 200, b'{"keys": []}')
    browser.post(f"{page}test/")
    assert "no key of a kind" in browser.get(page).content.decode()


def test_rules_are_added_and_removed_and_never_for_administrators(
    adam: Person, provider: IdentityProvider, fake: FakeProvider
) -> None:
    browser = signed_in(adam)
    page = f"/tech/configuration/single-sign-on/{provider.ref}/"
    rule = {"kind": "domain", "value": "@Lindwurm.example", "role": "technician"}
    assert browser.post(f"{page}rules/new/", {**rule, "role": "administrator"}).status_code == 422
    assert browser.post(f"{page}rules/new/", {**rule, "value": "a b"}).status_code == 422
    assert browser.post(f"{page}rules/new/", rule).status_code == 303
    row = RoleRule.objects.get()
    assert (row.value, row.role) == ("lindwurm.example", "technician")
    assert "lindwurm.example" in browser.get(page).content.decode()
    assert browser.post(f"{page}rules/{row.ref}/removal/").status_code == 303
    assert not RoleRule.objects.exists()


@pytest.mark.parametrize("who", ["anna", "mara", "kim", "mallory"])
def test_nobody_else_configures_single_sign_on(
    who: str, request: pytest.FixtureRequest, provider: IdentityProvider
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    page = f"/tech/configuration/single-sign-on/{provider.ref}/"
    assert browser.get(page).status_code == 404
    assert browser.post(f"{page}rules/new/", {"kind": "domain", "value": "a.example"}).status_code == 404
    assert re.search("Hafen-ID", browser.get("/tech/configuration/single-sign-on/").content.decode()) is None
