"""What somebody typed into a form while their session ended: kept through signing in, and given back.

The text travels in the pages themselves, in a hidden field, so nothing of it is stored for somebody who has not signed
in. Secrets and files are left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpResponse

from candor.kernel.http.request import Request
from candor.people.rules.way_back import way_back
from candor.ui.public import page

SECRETS = {"csrfmiddlewaretoken", "password", "present", "credential"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that did not get through: where it went, its fields as typed, and the page on which it stood."""

    path: str
    fields: tuple[tuple[str, str], ...]
    page: str

    @property
    def as_text(self) -> str:
        """For the hidden field."""
        return json.dumps({"path": self.path, "fields": self.fields, "page": self.page}, ensure_ascii=False)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person wrote: several words or lines; not ids and choices."""
        return [(name, value) for name, value in self.fields if len(value) > 20 or " " in value or "\n" in value]


def typed_in(request: Request, face: str) -> Typed:
    """What the refused POST carried."""
    fields = tuple(
        (name, str(value)) for name, values in request.POST.lists() if name not in SECRETS for value in values
    )
    stood_on = urlsplit(request.headers.get("Referer", ""))
    came_from = urlunsplit(("", "", stood_on.path, stood_on.query, ""))
    return Typed(request.get_full_path(), fields, way_back(face, came_from))


def typed_from(text: str, face: str) -> Typed | None:
    """What the hidden field holds, or None. Addresses are believed only inside the face."""
    try:
        held = json.loads(text)
        path, stood_on = str(held["path"]), str(held["page"])
        fields = tuple((str(name), str(value)) for name, value in held["fields"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Typed(path, fields, way_back(face, stood_on)) if way_back(face, path) == path else None


def give_back(request: Request, typed: Typed) -> HttpResponse:
    """The page after signing in: what was typed, and one button that sends it now."""
    return page(request, "people/typed.html", typed=typed)
