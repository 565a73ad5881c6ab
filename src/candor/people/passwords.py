"""How passwords are hashed and compared. Which ones are good enough is a rule: `rules/passwords.py`."""

from __future__ import annotations

import unicodedata

from django.contrib.auth import hashers

from candor.people.models import Account


class Argon2(hashers.Argon2PasswordHasher):
    """Argon2id with 32 MiB, three passes and one lane: above every minimum of the OWASP cheat sheet (19 MiB, 2, 1).

    Django's own 100 MiB and eight lanes would let sixteen sign-ins at once take 1.6 GB.
    """

    time_cost = 3
    memory_cost = 32_768
    parallelism = 1


def hashed(password: str) -> str:
    return hashers.make_password(_composed(password))


def fits(account: Account | None, password: str) -> bool:
    """Whether this is the account's password. Takes as long where there is no account or no password to compare with.

    A hash made with other parameters than today's is renewed on the way.
    """
    if account is None or not hashers.is_password_usable(account.password):
        hashed(password)
        return False
    composed = _composed(password)

    def renew(_password: str) -> None:
        Account.objects.filter(pk=account.pk).update(password=hashers.make_password(composed))

    return hashers.check_password(composed, account.password, setter=renew)


def _composed(password: str) -> str:
    """One form of what keyboards write differently (NIST SP 800-63B 3.1.1.2): `é` is one character or two."""
    return unicodedata.normalize("NFKC", password)
