"""The annex to the privacy notice (GDPR Art. 13(1)(c) to (e), 13(2)(a)): what is held, why, on what basis, how long."""

from __future__ import annotations

from candor.kernel.registries.personal_data import LAWFUL_BASIS, PURPOSE_WORDS, RECIPIENT_WORDS, Export, Purpose
from candor.kernel.registries.personal_data.categories import CATEGORIES
from candor.privacy.documents.entries import Said, shown
from candor.privacy.documents.reading import held_for, how_long, personal_columns, purposes_in_use
from candor.privacy.documents.record import Recipients
from candor.privacy.markdown import plainly


def notice_annex(said: Said | None = None, recipients: Recipients = ()) -> str:
    """The annex as Markdown, for people and without the names of tables. `said`: as for the record."""
    lines = [
        "# Annex to the privacy notice",
        "",
        "What is held about you, why, on what basis of the GDPR, who gets it, and from when its time counts.",
        *(["Generated from the map of personal data; do not edit."] if said is None else []),
        "",
        f"Responsible: {shown(said or {}, 'controller')}. Data protection officer: {shown(said or {}, 'officer')}.",
        "",
    ]
    lines += _recipients(recipients)
    for purpose in purposes_in_use():
        lines += [
            f"## {PURPOSE_WORDS[purpose]}",
            "",
            f"Basis: Art. {LAWFUL_BASIS[purpose]} GDPR.",
            "",
            *_data(purpose),
            "",
        ]
    return "\n".join([*lines, *_rights()]) + "\n"


def _data(purpose: Purpose) -> list[str]:
    held = held_for(purpose)
    told = []
    for category in sorted({each.category for each in held}, key=lambda key: CATEGORIES[key]):
        mine = [each for each in held if each.category == category]
        recipients = sorted({RECIPIENT_WORDS[recipient] for each in mine for recipient in each.recipients})
        periods = sorted({how_long(each.keep) for each in mine})
        goes = f" Goes to {'; '.join(recipients)}." if recipients else ""
        told.append(f"- **{CATEGORIES[category]}**.{goes} Kept from: {' / '.join(periods)}")
    return told


def _recipients(recipients: Recipients) -> list[str]:
    """Who outside gets data, by name, as the owner's register has it (Art. 13(1)(e), (f))."""
    if not recipients:
        return []
    told = [f"- **{plainly(name)}** ({plainly(kind)}): {plainly(purpose)}. {_where(country)}".rstrip()
            for name, kind, purpose, country in recipients]  # fmt: skip
    return ["## Who gets it, by name", "", *told, ""]


def _where(country: str) -> str:
    return ", ".join(plainly(line) for line in country.splitlines() if line.strip())


def _rights() -> list[str]:
    columns = list(personal_columns())
    shown = {answers.category for _table, _name, answers in columns if answers.export is Export.YES}
    taken = {answers.category for _table, _name, answers in columns if answers.portable}
    return [
        "## Your copy",
        "",
        f"A copy of your data (Art. 15) holds {_list(shown)}.",
        "",
        f"What you can take along to somebody else (Art. 20) is {_list(taken)}.",
        "",
        "Password hashes, keys and tokens are in no copy, and are erased like everything else.",
    ]


def _list(categories: set[str]) -> str:
    return ", ".join(sorted(CATEGORIES[category] for category in categories))
