"""Signing mail of ours by the key of the domain that it comes from (DKIM), as it is handed over byte by byte."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from functools import lru_cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from candor.kernel import clock
from candor.kernel.logs import log
from candor.mail.building import POLICY
from candor.mail.models import SigningKey
from candor.mail.rules.addresses import domain_of, normal
from candor.mail.rules.dkim import Signer, signature
from candor.mail.sealing import WrongKey, seal, unseal

BITS = 2048
"""What every verifier takes and one TXT record holds (RFC 8301, 3.2)."""


def signed(message: EmailMessage, sender: str) -> bytes:
    """The message as it shall leave, signed where a key of the sender's domain is in use.

    A key that cannot be read keeps no mail back: it leaves unsigned, and the page and `candor doctor` say so.
    """
    return signed_by(signer_for(sender), message.as_bytes(policy=POLICY))


def signed_by(signer: Signer | None, content: bytes) -> bytes:
    """The message with its signature; as it is where nobody signs."""
    return content if signer is None else signature(content, signer, clock.now()) + content


def signer_for(sender: str) -> Signer | None:
    """Who signs mail from this address. Good for the mails at hand: a key may be retired at any time."""
    key = SigningKey.objects.in_use().filter(domain=domain_of(normal(sender))).first()
    if key is None:
        return None
    try:
        private = _private(key)
    except WrongKey:
        log.warning("mail not signed", key=key.pk)
        return None
    return Signer(key.domain, key.selector, lambda text: private.sign(text, padding.PKCS1v15(), hashes.SHA256()))


def new_pair() -> tuple[str, str]:
    """A new private key, sealed, and its public key in base64. Takes a tenth of a second or more."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return seal(pem.decode("ascii")), base64.b64encode(public).decode("ascii")


def is_readable(key: SigningKey) -> bool:
    """Whether we can sign with it: it was sealed with the instance's mail key."""
    try:
        _private(key)
    except WrongKey:
        return False
    return True


def unreadable_keys() -> list[SigningKey]:
    """Keys in use with which nothing can be signed."""
    return [key for key in SigningKey.objects.in_use().order_by("domain") if not is_readable(key)]


def _private(key: SigningKey) -> rsa.RSAPrivateKey:
    """Raises WrongKey."""
    return _opened(unseal(key.private_key))


@lru_cache(maxsize=8)
def _opened(pem: str) -> rsa.RSAPrivateKey:
    """Opening a key costs many times what signing does. Raises WrongKey."""
    try:
        private = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
    except ValueError as error:
        raise WrongKey from error
    if not isinstance(private, rsa.RSAPrivateKey):
        raise WrongKey
    return private
