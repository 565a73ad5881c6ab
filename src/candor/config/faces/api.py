"""The API: the slices' operations under one root, its OpenAPI document, and the page that people read.

Loaded with the first request below `/api/v1/` (`kernel.http.routes.LateRoutes`): pydantic and django-ninja are dear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from candor.business import api as business
from candor.catalogue import api as catalogue
from candor.config.faces.shell import brand, footer, languages
from candor.helpdesk import api as helpdesk
from candor.kernel.api import refusals
from candor.kernel.api.describing import PROBLEM_SCHEMA, SECURITY
from candor.kernel.api.handbook import chapters_of
from candor.kernel.api.reading import StrictParser, problem_of
from candor.kernel.clamd import Withheld
from candor.kernel.http.middleware import withheld
from candor.kernel.http.problems import KINDS, ROOT, Problem, answer
from candor.kernel.http.routes import Policy, anyone, route
from candor.kernel.http.routes import api as policy
from candor.kernel.registries.personal_data import Purpose
from candor.knowledge import api as knowledge
from candor.licences import api as licences
from candor.licences.urls.api import urlpatterns as of_licensed_programs
from candor.newsletters import api as newsletters
from candor.people import api as people
from candor.people.scopes import GRANTS
from candor.privacy import api as privacy
from candor.ui.public import NavigationItem, Shell, page, register_face

RESOURCES = (
    people.TOKEN,
    helpdesk.TICKETS,
    helpdesk.MESSAGES,
    helpdesk.ATTACHMENTS,
    people.PEOPLE,
    people.ORGANISATIONS,
    business.CUSTOMERS,
    people.SAVED_VIEWS,
    business.LEADS,
    business.QUOTES,
    business.ORDERS,
    business.INVOICES,
    business.DUNNING,
    business.SUBSCRIPTIONS,
    business.FIGURES,
    business.SALES_MAIL,
    catalogue.PRODUCTS,
    catalogue.RELEASES,
    licences.LICENCES,
    newsletters.NEWSLETTERS,
    privacy.MY_DATA,
    privacy.REQUESTS,
    privacy.RECIPIENTS,
    privacy.ANNOUNCEMENTS,
    knowledge.ARTICLES,
    knowledge.ARTICLE_CATEGORIES,
)
DESCRIPTION = (
    "Tickets, people, organisations, sales, licences, downloads, newsletters, articles, one's own data and requests "
    "about it, with the rights of the "
    "token's owner and no others. "
    "Moments are RFC 3339 in UTC, errors are problem documents (RFC 9457), lists are read page by page."
)

ninja = NinjaAPI(
    title="Candor",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    urls_namespace="candor-api",
)
for resource in RESOURCES:
    ninja.add_router("", resource.router)


def _told(problem_from: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(request, problem_from(error))


def _withheld(request: HttpRequest, error: Any) -> Any:
    return withheld(request, error)


def _unreadable(error: HttpError) -> Problem:
    """What ninja makes of an error of the parser; the parser's own problem stands behind it."""
    return error.__cause__ if isinstance(error.__cause__, Problem) else Problem("bad-request")


ninja.add_exception_handler(Problem, _told(lambda problem: problem))
ninja.add_exception_handler(Http404, _told(lambda _error: Problem("not-found")))
ninja.add_exception_handler(ValidationError, _told(problem_of))
ninja.add_exception_handler(HttpError, _told(_unreadable))
ninja.add_exception_handler(Withheld, _withheld)
for refusal, telling in refusals.told():
    ninja.add_exception_handler(refusal, _told(telling))


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    told = dict(ninja.get_openapi_schema(path_prefix=ROOT))
    told["paths"] |= licences.machines.paths()
    told["components"]["schemas"] |= {**licences.machines.SCHEMAS, "Problem": PROBLEM_SCHEMA}
    told["components"]["securitySchemes"] = {SECURITY: {"type": "http", "scheme": "bearer"}}
    return told


def openapi(request: HttpRequest) -> HttpResponse:
    """The document for programs."""
    return JsonResponse(document())


def handbook(request: Any) -> HttpResponse:
    """The document for people."""
    return page(
        request,
        "kernel/api/handbook.html",
        chapters=chapters_of(document()),
        problems=KINDS.items(),
        scopes=[(scope.value, grant.words) for scope, grant in GRANTS.items()],
    )


def _view_of(path_view: Any) -> Callable[..., HttpResponseBase]:
    """A path's operations as a view."""
    methods = {method for operation in path_view.operations for method in operation.methods}
    return _only(methods, path_view.get_view())


def _only(methods: set[str], run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view for these methods, HEAD as GET; others are refused with a problem."""
    allowed = sorted(methods | ({"HEAD"} if "GET" in methods else set()))

    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method not in allowed:
            return answer(request, Problem("method", headers={"Allow": ", ".join(allowed)}))
        if request.method == "HEAD":
            request.method = "GET"
        return run(request, **kwargs)

    return view


def _routes() -> list[URLPattern]:
    """One route per path; its policy is that of the scopes of its operations."""
    return [
        route(
            re.sub(r"\{([^}]+)\}", r"<\1>", path),
            _view_of(path_view),
            name=path_view.operations[0].view_func.__name__,
            policy=_policy_of([vars(operation.view_func) for operation in path_view.operations]),
        )
        for bound in ninja._get_bound_routers()
        for path, path_view in bound.path_operations.items()
    ]


def _policy_of(told: Sequence[Mapping[str, Any]]) -> Policy:
    """Of what `Operations` noted on each function."""
    scopes = {str(each["scope"]) for each in told}
    return policy(*sorted(scopes), also_for=frozenset[Purpose]().union(*(each["also_for"] for each in told)))


OPEN = replace(anyone(), carries_token=False)
"""Here no cookie counts, so there is no signed-in form that another site could send."""

urlpatterns: list[URLPattern] = [
    route("", _only({"GET"}, handbook), name="handbook", policy=OPEN),
    route("openapi.json", _only({"GET"}, openapi), name="openapi", policy=OPEN),
    *of_licensed_programs,
    *_routes(),
]


def shell(request: HttpRequest) -> Shell:
    """The same for everybody: the page knows no session."""
    return Shell(
        brand=brand(),
        navigation=(
            NavigationItem("handbook", _("API"), ROOT, "book-open"),
            NavigationItem("openapi", "OpenAPI", reverse("api:openapi"), "file-text"),
        ),
        home_url=reverse("public:welcome"),
        footer=footer(),
        languages=languages(),
    )


register_face("api", shell)
