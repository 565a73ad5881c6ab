"""The API described to a machine that tries everything: no error of ours, and only answers that the document tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from candor.config.faces.api import document
from candor.kernel.actor import Actor
from candor.people.bearer import actor_behind
from candor.people.models import ApiToken
from tests.api.operations import Desk, Operation, operations, undone

pytestmark = [pytest.mark.django_db, pytest.mark.api]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 2}
"""Requests per operation and person: some that the document allows, some that it does not."""

PEOPLE = ("anna", "clara", "mara", "paula", "adam", "kim")
"""A technician, sales, a manager, the privacy officer, an administrator, and a customer."""


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests through the WSGI door end with their connection, which is the one that the test's world lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow(55)
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("half", [0, 1])
def test_no_request_of_anybody_breaks_it_or_gets_an_answer_that_is_not_told(desk: Desk, half: int) -> None:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    real = {operation.id: desk.addresses(operation) for operation in operations()}
    actors = _actors(desk)
    programs = {operation.id: _programs(desk, actors, operation) for operation in operations()}
    told = [found.ok() for found in schema.get_all_operations()]
    for operation in [each for each in told if each.definition.raw["operationId"] in real][half::2]:
        for mode in EXAMPLES:
            _try(operation, mode, programs[operation.definition.raw["operationId"]][mode], real)


def _actors(desk: Desk) -> dict[str, Actor]:
    with_owner = ApiToken.objects.select_related("account__person", "account__staff")
    return {who: actor_behind(with_owner.get(pk=desk.program(who).row.pk)) for who in PEOPLE}


def _programs(
    desk: Desk, actors: Mapping[str, Actor], operation: Operation
) -> Mapping[GenerationMode, list[dict[str, str]]]:
    """Everybody's who may ask this, and one of those who may not: they are refused before the request is read, so
    that what the document allows is enough.
    """
    may = [who for who in PEOPLE if actors[who].may(f"api:{operation.scope}")]
    may_not = [who for who in PEOPLE if who not in may]
    asking = {GenerationMode.POSITIVE: (*may, *may_not[:1]), GenerationMode.NEGATIVE: may or may_not[:1]}
    return {
        mode: [{"Authorization": f"Bearer {desk.program(who).text}"} for who in people]
        for mode, people in asking.items()
    }


def _try(operation: Any, mode: GenerationMode, programs: list[dict[str, str]], real: Mapping[str, Any]) -> None:
    """Send what the machine makes of one operation in everybody's name, each request to the same world."""
    addresses = sorted(real[operation.definition.raw["operationId"]].values())
    cases = operation.as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def run(case: Any) -> None:
        # Half of the requests go to something that is really there, or nothing behind an address would ever be tried.
        if sum(map(ord, str(case.body))) % 2 and case.path_parameters:
            _point_to(case, addresses[len(str(case.body)) % len(addresses)])
        headers = case.headers or {}
        for program in programs:
            case.headers = {**headers, **program}
            with undone():
                response = case.call()
            case.validate_response(response, checks=CHECKS)

    run()


def _point_to(case: Any, address: str) -> None:
    parts = zip(case.operation.path.split("/"), address.split("/"), strict=True)
    case.path_parameters = {word[1:-1]: value for word, value in parts if word.startswith("{")}
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = "*"
