"""The rule packs that Candor brings along, and those that the owner has put into `packs` in the instance's home."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from candor.privacy.rules.packs import TEMPLATE, BadPack, Pack, read_pack

SHIPPED = Path(__file__).parent
LARGEST = 256 * 1024


def offered() -> tuple[list[Pack], list[str]]:
    """One pack for each country, by country, and a sentence for each file that cannot be used.

    A pack in the home stands in the place of ours for the same country. The empty template is not offered.
    """
    packs: dict[str, Pack] = {}
    problems: list[str] = []
    for folder in (SHIPPED, settings.INSTANCE.home / "packs"):
        for path in sorted(folder.glob("*.toml")):
            try:
                pack = _read(path)
            except BadPack as error:
                problems.append(str(error))
            else:
                packs[pack.country] = pack
    packs.pop(TEMPLATE, None)
    return [packs[country] for country in sorted(packs)], problems


def _read(path: Path) -> Pack:
    try:
        if path.stat().st_size > LARGEST:
            raise BadPack(f"{path.name} is larger than a rule pack can be.")
        return read_pack(path.read_text("utf-8"), source=path.name)
    except OSError as error:
        raise BadPack(f"{path.name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BadPack(f"{path.name} is not text in UTF-8.") from None
