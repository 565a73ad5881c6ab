"""Add icons to the sprite: `python -m candor.ui.sprite FOLDER NAME...`.

FOLDER is the `icons` folder of the npm package `lucide-static`; every icon already in the sprite is taken anew from it,
so the same command also moves to a newer release.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from candor.ui.assets import ROOT

SPRITE = ROOT / "icons.svg"

_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
# How strokes look is said in icon.css: a <use> does not inherit from the sprite's root.
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'


def main(folder: str, *names: str) -> None:
    """Write the sprite with what it has and the given names."""
    wanted = sorted({*names, *_present()})
    symbols = "\n".join(_symbol(name, Path(folder, f"{name}.svg").read_text()) for name in wanted)
    SPRITE.write_text(f"{_HEAD}\n{symbols}\n</svg>\n")


def _present() -> list[str]:
    return re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()) if SPRITE.exists() else []


def _symbol(name: str, svg: str) -> str:
    body = _BODY.search(svg)
    if body is None:
        raise ValueError(f"{name} is no SVG file")
    shapes = re.sub(r"\s*\n\s*", "", body.group(1)).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


if __name__ == "__main__":
    main(*sys.argv[1:])
