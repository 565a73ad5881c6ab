"""What a layout shows around a page: brand, places, the person. Each face tells its own; the look only draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.http import HttpRequest

HUE_STEP = 15
CANDOR_HUE = 195


@dataclass(frozen=True, slots=True)
class Brand:
    """The organisation as its pages show it. `hue` is an OKLCH angle, taken to the nearest step we have proven."""

    name: str = "Candor"
    hue: int = CANDOR_HUE

    @property
    def hue_step(self) -> int:
        return round(self.hue / HUE_STEP) * HUE_STEP % 360


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A place in a face's navigation. On a phone the first four get the bottom bar. `badge` counts what waits there."""

    name: str
    label: str
    url: str
    icon: str
    badge: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, for the person's menu."""

    name: str
    email: str = ""
    details_url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A plain link: foot of the page, languages."""

    label: str
    url: str
    current: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A line above every page: something stands still, and where to see to it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Shell:
    """All that surrounds the content of a page. Addresses left empty hide what they would lead to."""

    brand: Brand = field(default_factory=Brand)
    navigation: tuple[NavigationItem, ...] = ()
    person: Person | None = None
    home_url: str = "/"
    search_url: str = ""
    create_url: str = ""
    create_label: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    footer: tuple[Link, ...] = ()
    languages: tuple[Link, ...] = ()
    alarms: tuple[Alarm, ...] = ()


ShellSource = Callable[[HttpRequest], Shell]

_sources: dict[str, ShellSource] = {}


def register_face(name: str, shell: ShellSource) -> None:
    """Let a face tell what its layout shows. The later registration wins."""
    _sources[name] = shell


def face_of(request: HttpRequest) -> str:
    """`request.face` when a middleware set it, else the first segment of the path, else "public"."""
    named = getattr(request, "face", "")
    if named:
        return str(named)
    first = request.path_info.lstrip("/").split("/", maxsplit=1)[0]
    return first if first in _sources else "public"


def shell_of(request: HttpRequest) -> Shell:
    """The shell of the request's face, with the place we are at marked."""
    source = _sources.get(face_of(request))
    shell = source(request) if source else Shell()
    return replace(shell, navigation=_marked(shell.navigation, request.path))


def _marked(items: tuple[NavigationItem, ...], path: str) -> tuple[NavigationItem, ...]:
    """The longest address that begins the path is the current place.

    The start begins every path of its face, and is the place of its own page alone. A place may lead to another face.
    """
    start = next((item.url for item in items if all(_begins(item.url, other.url) for other in items)), "")
    fitting = [item.url for item in items if path == item.url or (item.url != start and path.startswith(item.url))]
    nearest = max(fitting, key=len, default=None)
    return tuple(replace(item, current=item.url == nearest) for item in items)


def _begins(url: str, other: str) -> bool:
    """Whether every path at the other address begins with this one; another face's addresses say nothing of it."""
    return other.startswith(url) or other.split("/")[:2] != url.split("/")[:2]
