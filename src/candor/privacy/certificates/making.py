"""Making a certificate from the ledger and the operations that were verified.

It says what this installation did in the stores it knows, what stays on what ground until when, and by when backups are
clear. It does not speak for mail that was delivered, for exports or for third parties, and says that it does not. It
holds no name: the person knows who asked, and the reference is the ledger's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candor.privacy.certificates.keys import signing_key
from candor.privacy.certificates.verify_certificate import written
from candor.privacy.ledger import Entry, State
from candor.privacy.ledger.entries import moment_text
from candor.privacy.rules.deciding import Decision
from candor.ui.public import locale_of, long_date

VERSION = 1


class NotDone(ValueError):
    """A certificate is made of one deed that was begun and is done; nothing else is certified."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What was done in one store: a table or place of the map, an action such as `delete-row`, and to how much."""

    store: str
    action: str
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays: a kind of record of the map, how much of it, and the decision why."""

    what: str
    count: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Certified:
    """One deed with all that was done. `backups_clear_on`: when no backup holds it any more, None without backups.

    `right` is how the right that was asked for is called, and its law; to `silenced` addresses nobody advertises.
    """

    begun: Entry
    done: Entry
    operations: Sequence[Operation]
    kept: Sequence[Kept] = ()
    backups_clear_on: date | None = None
    right: tuple[str | Promise, str | Promise] = ("", "")
    silenced: int = 0
    recipients: Sequence[str] = ()
    """Names of those who received the data, and are told (Art. 19)."""


def make_certificate(deed: Certified, *, organisation: str, at: datetime) -> bytes:
    """The signed certificate, as the bytes to hand out. Raises NotDone."""
    begun, done = deed.begun, deed.done
    if begun.deed_id != done.deed_id or (begun.state, done.state) != (State.BEGUN, State.DONE):
        raise NotDone(begun.deed_id)
    content: dict[str, Any] = {
        "candor_certificate": VERSION,
        "organisation": organisation,
        "made_at": moment_text(at),
        "begun": _entry(begun),
        "done": _entry(done),
        "operations": [asdict(operation) for operation in deed.operations],
        "kept": [_kept(kept) for kept in deed.kept],
        "recipients": list(deed.recipients),
        "backups_clear_on": deed.backups_clear_on.isoformat() if deed.backups_clear_on else None,
        "text": {language: _text_in(language, deed, organisation) for language, _name in settings.LANGUAGES},
    }
    key = signing_key()
    content["public_key"] = key.public_key().public_bytes_raw().hex()
    return written({**content, "signature": key.sign(written(content)).hex()})


def _entry(entry: Entry) -> dict[str, Any]:
    """As the ledger's line has it, its hash included."""
    return {**asdict(entry), "hash": entry.hash}


def _kept(kept: Kept) -> dict[str, Any]:
    decision = kept.decision
    return {
        "what": kept.what,
        "count": kept.count,
        "action": decision.action,
        "ground": decision.ground,
        "until": decision.until.isoformat() if decision.until else None,
        "source": decision.source,
    }


def _text_in(language: str, deed: Certified, organisation: str) -> list[str]:
    """The certificate in sentences."""
    with translation.override(language):
        count = sum(operation.count for operation in deed.operations)
        places = len({operation.store for operation in deed.operations})
        lines = [
            _("Certificate of %(organisation)s") % {"organisation": organisation},
            *([f"{deed.right[0]} ({deed.right[1]})"] if deed.right[0] else []),
            _("Reference: %(ref)s") % {"ref": deed.begun.deed_id},
            _("Begun on %(begun)s, done on %(done)s.") % {"begun": _day(deed.begun.at), "done": _day(deed.done.at)},
            ngettext(
                "%(count)d entry was erased or made anonymous, in %(places)d places, and looked for afterwards.",
                "%(count)d entries were erased or made anonymous, in %(places)d places, and looked for afterwards.",
                count,
            )
            % {"count": count, "places": places},
        ]
        if deed.silenced:
            lines.append(
                ngettext(
                    "Nobody advertises to %(count)d address any more; only a keyed hash of it is kept for that.",
                    "Nobody advertises to %(count)d addresses any more; only keyed hashes of them are kept for that.",
                    deed.silenced,
                )
                % {"count": deed.silenced}
            )
        lines += [f"{kept.what} ({kept.count}): {kept.decision.text}" for kept in deed.kept]
        if not deed.kept:
            lines.append(_("Nothing is kept."))
        if deed.recipients:
            names = "; ".join(deed.recipients)
            lines.append(_("Whoever received the data from us is told (Art. 19 GDPR): %(names)s.") % {"names": names})
        if deed.backups_clear_on:
            day = long_date(deed.backups_clear_on, locale_of(language))
            lines.append(_("From %(day)s on no backup holds it either.") % {"day": day})
        lines.append(
            _(
                "This speaks for the stores of this installation. It does not speak for mail that was delivered, for"
                " copies that were handed out, or for third parties."
            )
        )
        return lines


def _day(moment: str) -> str:
    return long_date(date.fromisoformat(moment[:10]), locale_of(translation.get_language() or "en"))
