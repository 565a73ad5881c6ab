"""The few files a browser loads, built once per process and held in memory.

Stylesheets and scripts are written as one file per component and joined here in a declared order, so no bundler is
needed and a first visit takes five requests. The address carries the hash of the content, so a browser may keep a file
for ever and a new release is seen at once.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).parent / "static" / "ui"

# Layers are declared in the first file; within a layer the order of files decides nothing, the alphabet will do.
STYLE_ORDER = (
    "css/tokens.css",
    "css/reset.css",
    "css/base.css",
    "css/components/*.css",
    "css/pages/*.css",
    "css/utilities.css",
)
SHARED_SCRIPT = "js/shared.js"
SCRIPT_MODULES = ("js/modules/*.js",)

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One served file: its bytes, plain and compressed, and the hash that names this version of it."""

    name: str
    body: bytes
    gzipped: bytes
    digest: str
    content_type: str

    @property
    def url(self) -> str:
        return f"/static/{self.digest}/{self.name}"

    @property
    def etag(self) -> str:
        return f'"{self.digest}"'


def asset(name: str) -> Asset:
    """The asset of that name. Raises KeyError for a name that does not exist."""
    return _built(_fingerprint())[name]


def asset_url(name: str) -> str:
    """Address of an asset. Raises KeyError for an unknown name: that must fail a test, not a visit."""
    return asset(name).url


def icon_names() -> frozenset[str]:
    """Names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (ROOT / "icons.svg").read_text()))


@lru_cache(maxsize=1)
def _built(_fingerprint: float) -> dict[str, Asset]:
    sources = {
        "candor.css": _style().encode(),
        "candor.js": _script().encode(),
        "htmx.min.js": (ROOT / "js" / "htmx.min.js").read_bytes(),
        "icons.svg": (ROOT / "icons.svg").read_bytes(),
        "favicon.svg": (ROOT / "favicon.svg").read_bytes(),
    }
    return {name: _prepare(name, body) for name, body in sources.items()}


def _prepare(name: str, body: bytes) -> Asset:
    return Asset(
        name=name,
        body=body,
        gzipped=gzip.compress(body, compresslevel=9, mtime=0),
        digest=hashlib.sha256(body).hexdigest()[:16],
        content_type=TYPES[Path(name).suffix],
    )


def _style() -> str:
    return "".join(_without_comments(path.read_text()) for path in _in_order(STYLE_ORDER))


def _script() -> str:
    # Each module stands alone, so a block of its own is all the separation it needs.
    modules = "".join(f"{{\n{path.read_text()}}}\n" for path in _in_order(SCRIPT_MODULES))
    return (ROOT / SHARED_SCRIPT).read_text() + modules


def _in_order(patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(ROOT.glob(pattern))


def _without_comments(css: str) -> str:
    """Comments and indentation are for readers of the source; no string in our stylesheets holds either."""
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).lstrip()


def _fingerprint() -> float:
    """Changes when a source changes while developing; constant in production, where files do not change."""
    if not settings.DEBUG:
        return 0.0
    return max(path.stat().st_mtime for path in ROOT.rglob("*") if path.is_file())
