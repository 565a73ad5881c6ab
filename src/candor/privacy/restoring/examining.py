"""Looking through a restored instance: is the database whole, are the chains, the files, and is nobody back?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.db import connection

from candor.kernel import audit_chain
from candor.kernel.files import read_chunks
from candor.kernel.models import StoredFile
from candor.people.public import Person
from candor.privacy import ledger
from candor.privacy.restoring.erasures import reappeared


@dataclass(slots=True)
class Examined:
    """What there is, and what is wrong with it: sentences, none where all is well."""

    people: int = 0
    files: int = 0
    files_missing: int = 0
    facts: int = 0
    entries: int = 0
    findings: list[str] = field(default_factory=list)


def examine_all() -> Examined:
    """Read everything that can be held against something else. Takes as long as reading all files does."""
    found = Examined(people=Person.objects.filter(erased_at=None).count())
    found.findings += _of_database()
    found.findings += _of_files(found)
    chain = audit_chain.verify()
    found.facts = chain.facts
    found.findings += [f"the audit chain is broken: {words}" for words in chain.breaks[:3]]
    seen = ledger.examine()
    found.entries = seen.verdict.entries
    found.findings += [f"the privacy ledger: {seen.problem}"] if seen.problem else []
    found.findings += [f"somebody who was erased is there again: erasure {ref}" for ref in reappeared()[:3]]
    return found


def _of_database() -> list[str]:
    """SQLite looks at its pages, indexes and references; PostgreSQL checked each row as it was put back."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        pages = [row[0] for row in cursor.execute("PRAGMA integrity_check(3)").fetchall()]
        orphans = cursor.execute("PRAGMA foreign_key_check").fetchmany(3)
    found = [] if pages == ["ok"] else [f"the database is damaged: {words}" for words in pages]
    return found + [f"a row of {row[0]} points to none in {row[2]}" for row in orphans]


def _of_files(found: Examined) -> list[str]:
    changed = 0
    for file in StoredFile.objects.iterator():
        found.files += 1
        digest = hashlib.sha256()
        try:
            for chunk in read_chunks(file):
                digest.update(chunk)
        except FileNotFoundError:
            found.files_missing += 1  # removed while the backup was made, or before
            continue
        changed += digest.hexdigest() != file.sha256
    return [f"files that are not what they were: {changed}"] if changed else []
