"""New e-mail addresses of one's own, added once a code from the new mailbox was typed.

Until then the address stands in the session alone: an unproven entry would make the mailbox somebody else's too. Each
code is bound to person and address, so that a code mailed to one address never proves another.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from candor.kernel import tokens
from candor.kernel.actor import Actor
from candor.kernel.models import Token
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people import notices
from candor.people.actions.identifiers import Refused, add_identifier, confirm_identifier
from candor.people.actions.reset import WRONG_CODE
from candor.people.identifiers import normalise
from candor.people.models import Identifier, IdentifierKind, Person

CODE_LIVES = timedelta(minutes=30)


@transaction.atomic
def send_code(person: Person, email: str, *, by: Actor) -> None:
    """Mail a code to the new address. Pressing the button twice mails one."""
    one_at_a_time("people.address-code")
    if tokens.was_issued(_purpose(email), person.pk, since=a_moment_ago()):
        return
    code = tokens.issue_code(_purpose(email), person.pk, lives=CODE_LIVES)
    notices.send_address_code(person, email, code, by=by)


def add_own_address(person: Person, email: str, code: str, *, by: Actor) -> Identifier:
    """Add the address and tell the one known so far. Raises Refused for a wrong code."""
    token = _looked_up(person, email, code)
    if token is None:
        raise Refused(WRONG_CODE)
    with transaction.atomic():
        if not tokens.use(token):
            raise Refused(WRONG_CODE)
        notices.tell_address_added(person, by=by)
        identifier = add_identifier(person, IdentifierKind.EMAIL, email, by=by)
        confirm_identifier(identifier, by=by)
    return identifier


@transaction.atomic
def _looked_up(person: Person, email: str, code: str) -> Token | None:
    """Wrong tries are counted in a transaction of their own: a later failure must not give them back."""
    return tokens.find_code(_purpose(email), person.pk, code)


def _purpose(email: str) -> str:
    bound = salted_hmac("candor.people.own-address", normalise(IdentifierKind.EMAIL, email)).hexdigest()
    return f"own-address:{bound[:28]}"
