"""WebAuthn as this house uses it: the ceremonies of the fido2 library, with our origin and our kind of answers.

Imported where a passkey is at hand only: the library costs memory and time that no other page should pay.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

TIMEOUT_MS = 120_000
LONGEST_ANSWER = 20_000
"""Characters of an answer; a real one has less than 5,000."""
LARGEST_NUMBER = 65_535
"""Answers hold no numbers but those of algorithms. The library makes as many bytes of a number where it wants bytes."""

# What the library raises at answers that no browser sends: wrong shapes, cut off CBOR, unknown algorithms, bad keys.
HOSTILE = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError, RecursionError,
    OverflowError, struct.error,
)  # fmt: skip


class NotAnAnswer(ValueError):
    """What came back is no answer of a passkey to our question. The text is for logs, not for people."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey as its device introduced it; texts are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says about itself, before anything is verified. `user` is the account's handle, "" without."""

    credential_id: str
    challenge: str
    user: str
    sign_count: int
    parsed: Any


def creation_options(challenge: str, *, handle: str, name: str, shown_name: str, known: Sequence[str]) -> Any:
    """What `navigator.credentials.create` takes, as JSON-ready values. `known` are credential ids of the account."""
    user = PublicKeyCredentialUserEntity(id=handle.encode(), name=name, display_name=shown_name)
    options, _state = _server().register_begin(
        user,
        _descriptors(known),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        challenge=websafe_decode(challenge),
    )
    return dict(options.public_key) | {"timeout": TIMEOUT_MS}


def request_options(challenge: str, *, known: Sequence[str] | None, must_verify: bool) -> Any:
    """What `navigator.credentials.get` takes; `known` None lets the device offer whatever it has for this site."""
    options, _state = _server().authenticate_begin(
        None if known is None else _descriptors(known),
        user_verification=_verification(must_verify=must_verify),
        challenge=websafe_decode(challenge),
    )
    return dict(options.public_key) | {"timeout": TIMEOUT_MS}


def challenge_of_new_key(text: str) -> str:
    """The challenge that a registration claims to answer. Raises NotAnAnswer."""
    try:
        return websafe_encode(RegistrationResponse.from_dict(_json(text)).response.client_data.challenge)
    except HOSTILE as error:
        raise NotAnAnswer(str(error)) from error


def new_key(text: str, challenge: str) -> NewKey:
    """Verify a registration. Raises NotAnAnswer."""
    state = {"challenge": challenge, "user_verification": UserVerificationRequirement.PREFERRED}
    try:
        data = _server().register_complete(state, RegistrationResponse.from_dict(_json(text)))
        credential = data.credential_data
        if credential is None:
            raise NotAnAnswer("no credential")
        return NewKey(websafe_encode(credential.credential_id), websafe_encode(credential), data.counter)
    except HOSTILE as error:
        raise NotAnAnswer(str(error)) from error


def answer_of(text: str) -> Answer:
    """Read an answer without believing it. Raises NotAnAnswer."""
    try:
        parsed = AuthenticationResponse.from_dict(_json(text))
        user = parsed.response.user_handle
        return Answer(
            websafe_encode(parsed.raw_id),
            websafe_encode(parsed.response.client_data.challenge),
            user.decode() if user else "",
            parsed.response.authenticator_data.counter,
            parsed,
        )
    except HOSTILE as error:
        raise NotAnAnswer(str(error)) from error


def verify(answer: Answer, public_key: str, *, must_verify: bool) -> None:
    """Verify signature, origin, site and flags. Raises NotAnAnswer."""
    state = {"challenge": answer.challenge, "user_verification": _verification(must_verify=must_verify)}
    try:
        key = AttestedCredentialData(websafe_decode(public_key))
        _server().authenticate_complete(state, [key], answer.parsed)
    except HOSTILE as error:
        raise NotAnAnswer(str(error)) from error


def _server() -> Fido2Server:
    ours = settings.INSTANCE
    site = PublicKeyCredentialRpEntity(id=ours.host, name=ours.host)
    return Fido2Server(site, verify_origin=lambda origin: origin == ours.base_url)


def _descriptors(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=websafe_decode(entry)) for entry in known]


def _verification(*, must_verify: bool) -> UserVerificationRequirement:
    return UserVerificationRequirement.REQUIRED if must_verify else UserVerificationRequirement.PREFERRED


def _json(text: str) -> Mapping[str, Any]:
    if len(text) > LONGEST_ANSWER:
        raise NotAnAnswer("too long")
    read = json.loads(text, parse_int=_small)
    if not isinstance(read, dict):
        raise NotAnAnswer("not an object")
    return read


def _small(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST_NUMBER:
        raise NotAnAnswer("a number too large")
    return number
