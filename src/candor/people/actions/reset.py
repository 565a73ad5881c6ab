"""Choosing a password by a code in one's own mailbox: forgotten ones, and the first one of a record without any.

A request is a link token whose secret stands in the address of the page that asks for the code. Each request has its
own code, so that nobody can spoil somebody else's by asking again or by typing wrong ones. For an address that is
unknown, shared or locked the same rows are written, the same pages shown and no mail sent.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import tokens
from candor.kernel.actor import JOB, Actor, ActorKind
from candor.kernel.audit import record
from candor.kernel.jobs import Task, enqueue
from candor.kernel.models import Token
from candor.people import notices, passwords
from candor.people.actions.accounts import (
    RESET_REQUEST,
    account_of,
    check_strength,
    check_strength_of_nobody,
    set_password,
)
from candor.people.actions.identifiers import Refused, confirm_identifier
from candor.people.identifiers import normalise_or_none
from candor.people.models import Account, Identifier, IdentifierKind
from candor.people.rules.passwords import is_short

REQUEST = RESET_REQUEST
CODE_LIVES = timedelta(minutes=30)
WRONG_CODE = _("This code is not right, or it is no longer valid. Check it, or ask for a new one.")


@transaction.atomic
def ask_for_code(email: str, *, mailer: Task) -> str:
    """Begin a request and let a job mail the code; returns the secret of the page that asks for it.

    The look-up, the rows and the job are the same for every address; only the job knows whether there is a mail.
    """
    identifier = _of_one_person(email)
    person_id, entry = (identifier.person_id, identifier.pk) if identifier else (None, 0)
    secret = tokens.issue_link(REQUEST, person_id, lives=CODE_LIVES, identifier=entry)
    request = tokens.find_link(REQUEST, secret)
    if request is not None:
        enqueue(mailer, request.pk)
    return secret


@transaction.atomic
def mail_code(request_id: int) -> None:
    """Make the code of a request and mail it. Running again replaces the code and mails the new one."""
    request = Token.objects.filter(pk=request_id, purpose=REQUEST, used_at=None).first()
    if request is None or request.subject_id is None:
        return
    identifier = _still_of(request)
    if identifier is not None:
        code = tokens.issue_code(_purpose(request), request.subject_id, lives=CODE_LIVES)
        notices.send_reset_code(identifier, code, by=JOB)


def find_request(secret: str) -> Token | None:
    """The open request behind a page's address, or None."""
    return tokens.find_link(REQUEST, secret)


def set_password_by_code(request: Token, code: str, password: str) -> Account:
    """Set the password and make the account where there is none. The mailbox has shown whose address it is.

    Second factors stay: whoever has one is asked for it next. Raises Refused, with the same words whether the code is
    wrong, used up, too old, or was never sent. What the person is called, and whether a short password will do, is
    compared with the password only after the code was right.
    """
    check_strength_of_nobody(password)
    hashed = passwords.hashed(password)
    token = _looked_up(request, code)
    identifier = _still_of(request) if token else None
    if token is None or identifier is None:
        raise Refused(WRONG_CODE)
    check_strength(identifier.person, password)
    with transaction.atomic():
        if not (tokens.use(token) and tokens.use(request)):
            raise Refused(WRONG_CODE)
        account = account_of(identifier.person)
        by = Actor(ActorKind.CUSTOMER, identifier.person_id)
        confirm_identifier(identifier, by=by)
        record("people.account.reset", account, by=by)
        set_password(account, hashed, by=by, is_short=is_short(password))
    return account


@transaction.atomic
def _looked_up(request: Token, code: str) -> Token | None:
    """Wrong tries are counted in a transaction of their own: a later failure must not give them back."""
    return tokens.find_code(_purpose(request), request.subject_id or 0, code)


def _purpose(request: Token) -> str:
    return f"password-code:{request.pk}"


def _of_one_person(email: str) -> Identifier | None:
    """The entry of an address that belongs to exactly one person, whose account is not locked."""
    value = normalise_or_none(IdentifierKind.EMAIL, email) or ""
    entries = list(
        Identifier.objects.select_related("person__account").filter(kind=IdentifierKind.EMAIL, value=value)[:2]
    )
    if len(entries) != 1:
        return None
    account: Account | None = getattr(entries[0].person, "account", None)
    return entries[0] if account is None or account.is_active else None


def _still_of(request: Token) -> Identifier | None:
    """The request's address, if it is still that one person's: it may have been shared or removed since."""
    entry = Identifier.objects.filter(pk=request.details["identifier"], person=request.subject_id).first()
    current = _of_one_person(entry.value) if entry else None
    return current if entry and current and current.pk == entry.pk else None
