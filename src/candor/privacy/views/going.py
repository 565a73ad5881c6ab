"""Going on to another page after a POST."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


def see(name: str, *args: str) -> HttpResponse:
    """Go on to a page by its name, by GET (303)."""
    response = HttpResponseRedirect(reverse(name, args=args))
    response.status_code = 303
    return response
