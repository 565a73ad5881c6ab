"""Short answers that many views of the Tech Center give."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


def go_to(name: str, *arguments: str, query: str = "") -> HttpResponse:
    """On to the page of that name with a GET, after a POST that did what it should."""
    return go_to_url(f"{reverse(name, args=arguments)}{query}")


def go_to_url(url: str) -> HttpResponse:
    """As `go_to`, for an address of ours."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
