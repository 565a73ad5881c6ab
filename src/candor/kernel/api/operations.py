"""Operations of the API: what all of them have in common around the few lines that each slice writes.

An operation asks the token's scope and its allowance; a write is one transaction, happens once per Idempotency-Key, and
its answer is kept with its effect. The decorators also tell the OpenAPI document what follows from that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.decorators import decorate_view

from candor.kernel.api import idempotency
from candor.kernel.api.describing import extras_of
from candor.kernel.api.headers import tell_headers
from candor.kernel.http.allowance import Allowance, Standing
from candor.kernel.http.conditional import has_it, not_modified
from candor.kernel.http.problems import Problem
from candor.kernel.http.problems import answer as problem_answer
from candor.kernel.registries.personal_data import Purpose

JSON = "application/json"
NOTHING = {b"", b"{}"}

requests_of_a_token = Allowance("api", most=600, per=timedelta(minutes=1), portion=20)

Function = TypeVar("Function", bound=Callable[..., Any])
Run = Callable[..., HttpResponseBase]
Act = Callable[[Any, Run, dict[str, Any], "idempotency.Claim | None"], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Received:
    """Content that is no JSON, taken in before the transaction: its digest, and how to forget it if nobody uses it."""

    digest: str
    forget: Callable[[], None]


Receive = Callable[[Any], Received]

Begin = Callable[..., None]
"""What has to last whatever becomes of the transaction, such as a ledger's entry, and so is done before it: of the
request and the parts of its address. It raises Problem or nothing; what else hinders the operation tells itself."""


class Operations:
    """The operations of one resource. `tag` is its name in the document.

    `also_for` are purposes that go beyond serving people who came to us, as in the policy of a page.
    """

    def __init__(self, tag: str, *, also_for: Iterable[Purpose] = ()) -> None:
        self.tag, self.also_for = tag, frozenset(also_for)
        self.router = Router(tags=[tag])

    def read(
        self, path: str, *, scope: str, response: Any, summary: str, is_tagged: bool = False, **told: Any
    ) -> Callable[[Function], Function]:
        """GET; `is_tagged` when its ETag stands for all that is shown. `told` goes to `describing.extras_of`."""
        described = extras_of(scope, is_tagged=is_tagged, **told)

        def decorate(function: Function) -> Function:
            function.scope, function.also_for = scope, self.also_for  # type: ignore[attr-defined] # read by the face for the route's policy
            around = _reading(scope, is_tagged=is_tagged)
            operation = self.router.api_operation(
                ["GET"],
                path,
                response=response,
                summary=summary,
                operation_id=function.__name__,
                openapi_extra=described,
                exclude_unset=True,
            )
            return operation(decorate_view(around)(function))

        return decorate

    def write(  # noqa: PLR0913 - what an operation is has this many parts, each named where it is declared
        self,
        method: str,
        path: str,
        *,
        scope: str,
        summary: str,
        response: Any = None,
        status: int = 200,
        receive: Receive | None = None,
        begin: Begin | None = None,
        takes_body: bool = True,
        **told: Any,
    ) -> Callable[[Function], Function]:
        """POST, PATCH, PUT or DELETE. `receive` takes content in that is no JSON; `begin` precedes the transaction."""
        described = extras_of(scope, is_write=True, has_content=receive is not None or takes_body, **told)

        def decorate(function: Function) -> Function:
            function.scope, function.also_for = scope, self.also_for  # type: ignore[attr-defined] # as above
            operation = self.router.api_operation(
                [method],
                path,
                response={status: response},
                summary=summary,
                operation_id=function.__name__,
                openapi_extra=described,
                exclude_unset=True,
            )
            around = _writing(scope, receive, begin, takes_body=takes_body)
            return operation(decorate_view(around)(function))

        return decorate


def _reading(scope: str, *, is_tagged: bool) -> Callable[[Run], Run]:
    def around(run: Run) -> Run:
        @wraps(run)
        def read(request: Any, **kwargs: Any) -> HttpResponseBase:
            def act() -> HttpResponseBase:
                response = run(request, **kwargs)
                return _unless_held(request, response) if is_tagged else response

            return _within_limits(request, scope, act)

        return read

    return around


def _unless_held(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """304 instead of what the program holds already, by the ETag that the operation told."""
    etag = getattr(request, "answer_headers", {}).get("ETag")
    if response.status_code == HTTPStatus.OK and etag and has_it(request, etag):
        return not_modified(etag)
    return response


def _writing(
    scope: str, receive: Receive | None, begin: Begin | None, *, takes_body: bool
) -> Callable[[Run], Run]:  # fmt: skip
    def around(run: Run) -> Run:
        act_once = _in_transaction if begin is None else _after(begin)

        @wraps(run)
        def write(request: Any, **kwargs: Any) -> HttpResponseBase:
            def act() -> HttpResponseBase:
                if receive is None:
                    _check_content(request, takes_body=takes_body)
                    return _once(request, hashlib.sha256(request.body).hexdigest(), act_once, run, kwargs)
                request.received = received = receive(request)
                try:
                    return _once(request, received.digest, act_once, run, kwargs)
                finally:
                    received.forget()

            return _within_limits(request, scope, act)

        return write

    return around


def _within_limits(request: Any, scope: str, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Ask the scope and the allowance, then act; problems become answers."""
    standing = requests_of_a_token.take(request.token.pk)
    try:
        if not standing.is_within:
            raise Problem("too-many", headers={"Retry-After": str(standing.seconds)})
        if not request.actor.may(f"api:{scope}"):
            raise Problem("scope")
        response = act()
    except Problem as problem:
        response = problem_answer(request, problem)
    tell_headers(request, response)
    _tell_standing(response, standing)
    return response


def _after(begin: Begin) -> Act:
    def act(request: Any, run: Run, kwargs: dict[str, Any], claimed: idempotency.Claim | None) -> HttpResponseBase:
        begin(request, **kwargs)
        return _in_transaction(request, run, kwargs, claimed)

    return act


def _once(request: Any, content_digest: str, act: Act, run: Run, kwargs: dict[str, Any]) -> HttpResponseBase:
    """Run it in a transaction: without a key as often as it comes, with one once."""
    key = idempotency.key_of(request)
    if not key:
        return act(request, run, kwargs, None)
    claimed = idempotency.claim(request.token.pk, key, idempotency.fingerprint_of(request, content_digest))
    if isinstance(claimed, HttpResponse):
        return claimed
    try:
        response = act(request, run, kwargs, claimed)
    except idempotency.Overtaken:
        raise Problem("in-progress", headers={"Retry-After": "1"}) from None
    except BaseException:
        idempotency.release(claimed)
        raise
    if response.status_code >= 400:
        idempotency.release(claimed)
    return response


def _in_transaction(
    request: Any, run: Run, kwargs: dict[str, Any], claimed: idempotency.Claim | None
) -> HttpResponseBase:
    with transaction.atomic():
        response = run(request, **kwargs)
        tell_headers(request, response)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        elif claimed is not None and isinstance(response, HttpResponse):
            idempotency.settle(claimed, response)
    return response


def _check_content(request: Any, *, takes_body: bool) -> None:
    """Raise Problem for content of another kind than JSON, and for content where none is taken."""
    if takes_body and request.content_type != JSON:
        raise Problem("media-type")
    if not takes_body and request.body.strip() not in NOTHING:
        raise Problem("not-valid", _("This operation takes no content."))


def _tell_standing(response: HttpResponseBase, standing: Standing) -> None:
    """draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it."""
    seconds = round(requests_of_a_token.per.total_seconds())
    response.headers["RateLimit-Policy"] = f'"token";q={requests_of_a_token.most};w={seconds}'
    response.headers["RateLimit"] = f'"token";r={standing.left};t={standing.seconds}'
