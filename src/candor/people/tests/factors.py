"""Second factors for stories: an app on a telephone, and a device that holds passkeys, both in software."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.actions import second_factors
from candor.people.models import AuthenticatorApp, Passkey, Person
from candor.people.queries.second_factors import factors_of, new_app_of
from candor.people.rules.second_factors import code_of, step_at
from tests.cast import PASSWORD

FLAG = AuthenticatorData.FLAG


def give_app(person: Person) -> AuthenticatorApp:
    """An app that was confirmed an hour ago."""
    with clock.later(hours=-1):
        app = second_factors.start_app(person.account, by=SYSTEM)
        AuthenticatorApp.objects.filter(pk=app.pk).update(confirmed_at=clock.now(), last_step=step_at(clock.now()))
    app.refresh_from_db()
    return app


def shown_by(app: AuthenticatorApp | None, *, steps: int = 0) -> str:
    """The code that the app shows now, or some half minutes later."""
    assert app is not None
    return code_of(second_factors.secret_of(app), step_at(clock.now()) + steps)


def shown_to(person: Person) -> str:
    """The code on the person's telephone, whether the app counts already or still waits."""
    return shown_by(factors_of(person.account).app or new_app_of(person.account))


def enter(client: Client, email: str, password: str = PASSWORD, face: str = "customer", **more: str) -> Any:
    return client.post(f"/{face}/sign-in/", {"email": email, "password": password, **more})


def step_in(answer: Any) -> str:
    """The sign-in in hand, from the form of the page."""
    found = re.search(r'name="step" value="([^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


@dataclass
class Device:
    """A telephone or key with one passkey. `counts` is its counter; `verifies` whether it asks for finger or PIN."""

    verifies: bool = True
    counts: int = 1
    credential_id: bytes = b"device-0123456789abcdef"
    origin: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: str = ""

    def create(self, options: dict[str, Any]) -> str:
        """What the browser sends for `navigator.credentials.create`."""
        self.handle = websafe_decode(options["user"]["id"]).decode()
        credential = AttestedCredentialData.create(
            Aaguid(bytes(16)), self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            self._site(options["rp"]["id"]), self._flags() | FLAG.AT, self.counts, credential
        )
        made = AttestationObject.create("none", data, {})
        return self._sent(self._client(options, "webauthn.create"), attestationObject=bytes(made))

    def get(self, options: dict[str, Any], **lies: Any) -> str:
        """What the browser sends for `navigator.credentials.get`; `lies` replace parts of it."""
        client = self._client(options, "webauthn.get")
        data = AuthenticatorData.create(self._site(options["rpId"]), self._flags(), self.counts)
        signature = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": bytes(data), "signature": signature, "userHandle": self.handle.encode()}
        return self._sent(client, **(parts | lies))

    def _client(self, options: dict[str, Any], kind: str) -> bytes:
        origin = self.origin or settings.INSTANCE.base_url
        return bytes(CollectedClientData.create(kind, options["challenge"], origin))

    def _flags(self) -> FLAG:
        return FLAG.UP | FLAG.UV if self.verifies else FLAG.UP

    def _site(self, rp_id: str) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest()

    def _sent(self, client: bytes, **response: bytes) -> str:
        packed = {name: websafe_encode(value) for name, value in {"clientDataJSON": client, **response}.items()}
        name = websafe_encode(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": packed})


def give_passkey(person: Person, device: Device) -> Passkey:
    """A passkey of this device, as registration leaves it."""
    credential = AttestedCredentialData.create(
        Aaguid(bytes(16)), device.credential_id, ES256.from_cryptography_key(device.key.public_key())
    )
    device.handle = person.ref
    return Passkey.objects.create(
        account=person.account,
        name="Telephone",
        credential_id=websafe_encode(device.credential_id),
        public_key=websafe_encode(credential),
        handle=person.ref,
        sign_count=device.counts - 1,
        created_at=clock.now(),
    )
