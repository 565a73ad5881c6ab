"""One copy as one archive: lays it out, then yields the archive's bytes. Nothing of it stands in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.registries.personal_data import Subject
from candor.kernel.registries.telling import Chapter, chapters, telling_of
from candor.people.public import Person
from candor.privacy.documents.export_schema import export_schema
from candor.privacy.exporting import contact, files, mails, masking
from candor.privacy.exporting.collecting import Report, collect
from candor.privacy.exporting.container import Container
from candor.privacy.exporting.formats import pages, records
from candor.privacy.exporting.formats.mbox import as_mbox
from candor.privacy.exporting.formats.vcard import as_vcard
from candor.privacy.exporting.manifest import NAME, manifest
from candor.privacy.exporting.reading import Block, Linked, Reader, Tongue
from candor.privacy.exporting.stage import Entry, Stage, Why
from candor.privacy.queries.received import received_by
from candor.ui.public import locale_of, long_date

T = TypeVar("T")

WHY_WORDS: Mapping[str, Promise] = {
    Why.WITHHELD: _("left out, because you have not seen it before and it may speak of other people"),
    Why.LOST: _("can no longer be found on our disk"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of copy: whose, by name, in which language (a code of ours) and zone.

    `unmasked` is an officer's decision, with its reason on record.
    """

    name: str
    language: str
    zone: tzinfo
    made_at: datetime
    unmasked: bool = False


def wanted_for(person: Person, language: str, *, unmasked: bool = False) -> Wanted:
    """A copy of this moment, with moments told as the person's clock shows them."""
    zone = ZoneInfo(person.time_zone or instance.current().time_zone)
    return Wanted(person.name, language, zone, clock.now(), unmasked)


def copy_of(subject: Subject, wanted: Wanted, report: Report) -> Iterator[bytes]:
    """The archive's bytes, in turn. Only with the last of them is it an archive.

    `report` hears how far it is. Raises StoreUnavailable where something could not be asked.
    """
    with closing(Stage()) as stage, closing(Container(wanted.made_at)) as container:
        yield from _Copy(subject, wanted, stage, container).chunks(report)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter as the contents list it. `only_data` are tables whose rows say nothing on a page, with how many."""

    chapter: Chapter
    rows: int
    sheets: list[pages.Sheet]
    only_data: list[tuple[str, int]]


class _Copy:
    def __init__(self, subject: Subject, wanted: Wanted, stage: Stage, container: Container) -> None:
        self._subject, self._wanted, self._stage, self._container = subject, wanted, stage, container

    def chunks(self, report: Report) -> Iterator[bytes]:
        self._lay_out(report)
        parts: list[Part] = []
        yield from self._data(report)
        yield from self._files()
        yield from self._pages(parts)
        yield from self._contents(parts)
        yield from self._container.member(NAME, [manifest(self._container.members, self._wanted.made_at)])
        yield from self._container.end()

    def _lay_out(self, report: Report) -> None:
        collect(self._subject, self._stage, lambda done, total: report(done, 2 * total))
        if not self._wanted.unmasked:
            masking.mask(self._stage, self._subject)
        files.place(self._stage, self._subject, unmasked=self._wanted.unmasked)

    def _data(self, report: Report) -> Iterator[bytes]:
        """Each table as JSON, then the portable part, then the tables for spreadsheets."""
        stage, member = self._stage, self._container.member
        done, total = stage.noted(), 2 * stage.noted()
        for place, count in stage.places().items():
            yield from member(f"data/{place}.json", records.as_json(stage.entries(place), self._member_of))
            report(done := done + count, total)
        for place in stage.places():
            if taken_along := records.columns_taken_along(place):
                rows = records.as_json(stage.entries(place), self._member_of, only=taken_along)
                yield from member(f"portable/{place}.json", rows)
        for place in stage.places():
            columns = records.columns_shown(place)
            yield from member(f"tables/{place}.csv", records.as_csv(stage.entries(place), columns, self._member_of))
        yield from member("schema.json", [export_schema().encode()])

    def _files(self) -> Iterator[bytes]:
        stage, member = self._stage, self._container.member
        yield from member("contact.vcf", [as_vcard(contact.card(stage, self._subject))])
        yield from member(files.MAILBOX, as_mbox(mails.mails(stage, self._subject)))
        apart = (file for file in stage.files() if file.member != files.MAILBOX)
        for file, chunks in files.with_bytes(apart, self._subject):
            yield from member(file.member, chunks)

    def _pages(self, parts: list[Part]) -> Iterator[bytes]:
        places = self._stage.places()
        for chapter in chapters():
            here = {name: count for name, count in places.items() if telling_of(name).chapter == chapter.key}
            if not here:
                continue
            silent: dict[str, int] = {}
            sheets = []
            for sheet, page in self._speaking(pages.sheets_of(chapter, self._blocks(chapter, silent), here)):
                sheets.append(sheet)
                yield from self._container.member(sheet.name, [page])
            parts.append(Part(chapter, sum(here.values()), sheets, sorted(silent.items())))

    def _blocks(self, chapter: Chapter, silent: dict[str, int]) -> Iterator[Block]:
        """What the pages of a chapter show. Rows without a word for people are counted in `silent`."""
        reader = Reader(Tongue(locale_of(self._wanted.language), self._wanted.zone), self._linked)
        for entry in self._stage.chapter(chapter.key):
            block = reader.block(entry)
            if block.says_something:
                yield block
            else:
                silent[entry.place] = silent.get(entry.place, 0) + 1

    def _contents(self, parts: list[Part]) -> Iterator[bytes]:
        with translation.override(self._wanted.language):
            values = {
                "person": self._wanted.name,
                "made_on": long_date(
                    self._wanted.made_at.astimezone(self._wanted.zone).date(), locale_of(self._wanted.language)
                ),
                "unmasked": self._wanted.unmasked,
                "masked": self._stage.masked_rows(),
                "withheld": self._stage.files_without(Why.WITHHELD),
                "lost": self._stage.files_without(Why.LOST),
                "parts": parts,
                "received": received_by(self._subject.numbers),
            }
            page = pages.rendered("index", values)
        yield from self._container.member("index.html", [page])

    def _speaking(self, made: Iterable[T]) -> Iterator[T]:
        """What is made in the copy's language, and in it alone: whoever takes it goes on in their own."""
        iterator = iter(made)
        while True:
            with translation.override(self._wanted.language):
                each = next(iterator, None)
            if each is None:
                return
            yield each

    def _member_of(self, entry: Entry) -> str:
        file = self._stage.file(entry.key) if entry.place == files.ROWS else None
        return "" if file is None else file.member

    def _linked(self, row_key: str) -> Linked | None:
        file = self._stage.file(row_key)
        return None if file is None else Linked(file.name, file.member, str(WHY_WORDS.get(file.why, "")))
