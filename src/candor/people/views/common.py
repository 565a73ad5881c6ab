"""What the views of this slice share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from candor.kernel.http.request import Request
from candor.people.models import Account

FROM_BUSINESS = "?from=business"
FACES = {"tech", "business", "customer"}


def face_of(request: HttpRequest) -> str:
    """The face in whose look a page is drawn: `tech` or `customer`. The Business Center's is the Tech Center's."""
    center = center_of(request)
    return "tech" if center == "business" else center


def center_of(request: HttpRequest) -> str:
    """The center that somebody works in: `tech`, `business` or `customer`.

    The verbs about people and organisations stand in the Tech Center; those who came from a page of the Business Center
    say so in the address, and go back there.
    """
    match = request.resolver_match
    center = match.namespace if match is not None and match.namespace in FACES else "customer"
    return "business" if center == "tech" and request.GET.get("from") == "business" else center


def way_back(request: HttpRequest) -> str:
    """What an address of a verb ends with, so that it leads back to the center that it was taken in."""
    return FROM_BUSINESS if center_of(request) == "business" else ""


def page_of_organisation(request: HttpRequest, ref: str) -> str:
    """The organisation's page in the center that the request came to."""
    return reverse(f"{center_of(request)}:organisation", args=[ref])


def page_of_person(request: HttpRequest, ref: str) -> str:
    """The same of a person's page."""
    return reverse(f"{center_of(request)}:person", args=[ref])


def see(name: str, *args: Any, query: str = "") -> HttpResponse:
    """Go on to a page by its name, by GET (303)."""
    return see_address(reverse(name, args=args or None) + query)


def see_address(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def own_account(request: Request) -> Account:
    """The account behind the session, which came along with it in one query."""
    row = request.session.row  # type: ignore[attr-defined] # our session store has the row; Django's base does not know it
    account: Account = row.account
    return account
