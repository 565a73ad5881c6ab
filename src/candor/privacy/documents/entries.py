"""The entries of the record of processing that only the owner can make: which there are, and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from candor.privacy.markdown import plainly

OPEN = "*open: the owner's entry*"

ENTRIES: Mapping[str, tuple[str, str]] = {
    "controller": ("Controller, with contact details (a)", "The organisation that runs this instance"),
    "representative": ("Representative (a)", "Art. 27: where the controller is not in the European Union"),
    "joint_controllers": ("Joint controllers (a)", "Art. 26: where there are any"),
    "officer": ("Data protection officer (a)", "Where there is one"),
    "hosting": ("Hosting and other processors (d)", "Who runs servers and mail for the controller"),
    "transfers": (
        "Transfers to third countries, with safeguards (e)",
        "Candor makes none; hosting and mail may",
    ),
    "measures": ("Technical and organisational measures (g)", "Beside those of the software, below"),
    "authority": ("Competent supervisory authority", "To whom people can complain (Art. 77)"),
}
"""By the name of the entry: what the record calls it, and what it means."""

Said = Mapping[str, str]
"""The owner's words by the name of the entry; what is missing or "" is open."""


def shown(said: Said, name: str) -> str:
    """The entry as Markdown that fits a table's cell, letter by letter as the owner wrote it."""
    lines = [plainly(line) for line in said.get(name, "").splitlines() if line.strip()]
    return ", ".join(lines) or OPEN
