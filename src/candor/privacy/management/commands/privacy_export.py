"""`candor privacy export`: a copy of all that is held about one person, as one archive."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from candor.kernel.actor import SYSTEM
from candor.kernel.command import Command as CandorCommand
from candor.kernel.registries.personal_data import StoreUnavailable
from candor.people.public import IdentifierKind, Person, find_by_identifier, subject_of
from candor.privacy.actions.copying import CopyWanted, enter_handed_out
from candor.privacy.exporting.archive import copy_of, wanted_for
from candor.privacy.exporting.to_disk import CannotWrite, check_free, give_name, write_aside
from candor.privacy.queries.agreements import clients_of_person
from candor.privacy.words import language_for

EVERY = 2.0
"""Seconds between two lines that say how far it is."""


class Command(CandorCommand):
    help = "Write a copy of all that is held about a person: pages, tables, mail and files in one archive"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", metavar="A", help="an e-mail address of the person")
        parser.add_argument("--person", metavar="REF", help="the person's reference, where several have the address")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the archive goes (.zip)")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, help="of the pages; else the person's own")
        parser.add_argument("--unmasked", action="store_true", help="mask nobody in texts the person never saw")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why nobody is masked; kept with the record")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        reason = " ".join(options["reason"].split())
        if options["unmasked"] != bool(reason):
            raise CommandError("--unmasked and --reason go together: say why nobody is masked.")
        if not options["email"] and not options["person"]:
            raise CommandError("Say whose data: --email or --person.")
        person = _person(options["email"] or "", options["person"] or "")
        language = options["language"] or language_for(person)
        try:
            self._write(CopyWanted(person, language, reason[:200]), options["out"].absolute())
        except CannotWrite as problem:
            raise CommandError(str(problem)) from None
        except StoreUnavailable as store:
            raise CommandError(f"{store} cannot be asked at present. Nothing was written; try again later.") from None
        if options["json"]:
            self.tell({"person": person.ref, "file": str(options["out"]), "bytes": options["out"].stat().st_size})
        self.say(f"{options['out']} is written, {options['out'].stat().st_size:,} bytes. It is everything about them.")

    def _write(self, wanted: CopyWanted, out: Path) -> None:
        """The record comes before the file: no copy without one."""
        check_free(out)
        made = wanted_for(wanted.person, wanted.language, unmasked=wanted.unmasked)
        deciding = clients_of_person(SYSTEM, wanted.person)
        aside = write_aside(out, copy_of(subject_of(wanted.person), made, _Progress(self)))
        enter_handed_out(wanted, by=SYSTEM)
        give_name(aside, out)
        if deciding:
            self.say(f"Data of this person is processed for {', '.join(deciding)}, who are told of the request today.")
            self.say(
                "Hand the archive over on their word; what they say is noted under Privacy office, Copies of data."
            )


class _Progress:
    """Says now and then how far it is."""

    def __init__(self, command: Command) -> None:
        self._command, self._last = command, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            self._command.say(f"{done:,} of {total:,} steps")


def _person(email: str, ref: str) -> Person:
    """Who is meant. Raises CommandError for nobody and, naming them, for several."""
    everybody = Person.objects.visible_to(SYSTEM)
    found = find_by_identifier(IdentifierKind.EMAIL, email) if email else list(everybody.filter(ref=ref))
    if not found:
        raise CommandError(f"Nobody here has the address {email}." if email else f"There is no person {ref}.")
    meant = [person for person in found if ref in {"", person.ref}]
    if len(meant) == 1:
        return meant[0]
    listed = "\n".join(f"  {person.ref}  {person.name}" for person in found)
    raise CommandError(f"The address {email} belongs to these people. Choose one with --person:\n{listed}")
