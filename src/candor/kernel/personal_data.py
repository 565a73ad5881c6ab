"""What the kernel's tables hold about people, and the stores outside the tables."""

from __future__ import annotations

from candor.kernel.jobs import cleaning
from candor.kernel.models import (
    AccessLogEntry,
    AuditFact,
    AuditSeal,
    Heartbeat,
    IdempotentRequest,
    Instance,
    Job,
    NumberSeries,
    PendingIndexing,
    RateWindow,
    ScheduledRun,
    StoredFile,
    Token,
)
from candor.kernel.registries.personal_data import (
    DATABASE,
    Author,
    Column,
    Erase,
    Export,
    Log,
    Passing,
    Purpose,
    Row,
    business,
    by_digest,
    by_number,
    declare,
    declare_store,
    declare_table,
    keep_along,
    keep_from,
    personal,
    secret,
    technical,
)
from candor.kernel.stores.contents import FileContents
from candor.kernel.stores.index import SEARCH_INDEX, IndexEntries
from candor.kernel.stores.rows import Rows

ACCOUNTABLE = [Purpose.ACCOUNTABILITY]
PEOPLE = ("staff", "customer", "mail-sender")
"""The kinds of actors whose number is a person's; a token's is its own, jobs and the system have none."""

keep_from("audit", "The fact. It names nobody but by number, and is never changed: the chain would break.")
keep_from("access-log", "The look.", period=cleaning.ACCESS_LOG_KEPT)
keep_from("rate-limits", "The first count of a window.", period=cleaning.RATE_WINDOWS_KEPT)
keep_from("tokens", "The token's expiry.", period=cleaning.TOKENS_KEPT)
keep_from("idempotency", "The request.", period=cleaning.ANSWERS_KEPT)
keep_along("with-owner", "As long as the row that points to it.")


def _number(*, export: Export = Export.YES) -> Column:
    """A person's number in a record of the house: it points to nobody once the person's row is gone."""
    return personal(
        "user.unique_id.pseudonymous",
        purposes=ACCOUNTABLE,
        erase=Erase.KEEP_ANONYMOUS,
        export=export,
        log=Log.NO,
        author=Author.SOFTWARE,
    )


declare_table(
    "django_migrations",
    columns={"id": technical(), "app": technical(), "name": technical(), "applied": technical()},
)

declare(
    Instance,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "organisation_name": business(),
        "brand_hue": business(),
        "language": business(),
        "time_zone": business(),
        "postal_address": business(),
        "contact_email": business(),
        "contact_phone": business(),
        "set_up_at": technical(),
        "version": technical(),
    },
)

# The actor's number points to nobody once the person's row is gone; changing it would break the chain (trap T7).
declare(
    AuditFact,
    row=Row.MENTION,
    person=by_number("actor_id", only={"actor_kind": PEOPLE}),
    keep="audit",
    since="at",
    fields={
        "id": technical(),
        "name": technical(),
        "object_kind": technical(),
        "object_id": technical(),
        "actor_kind": technical(),
        "actor_id": _number(),
        "channel": technical(),
        "at": technical(),
        "details": technical(),
        "seal": technical(),
    },
)
declare(
    AuditSeal,
    row=Row.NOBODY,
    fields={"number": technical(), "facts": technical(), "chain_hash": technical(), "sealed_at": technical()},
)
declare(
    AccessLogEntry,
    row=Row.MENTION,
    person=[by_number("subject_id"), by_number("actor_id")],
    keep="access-log",
    fields={
        "id": technical(),
        "actor_id": _number(export=Export.NO),
        "subject_id": _number(),
        "object_id": technical(),
        # Who was looked at may know when, in which role and at what; who it was the privacy officer decides to tell.
        **dict.fromkeys(
            ("hour", "actor_role", "object_kind"),
            personal(
                "user.behavior",
                purposes=ACCOUNTABLE,
                erase=Erase.KEEP_ANONYMOUS,
                log=Log.NO,
                author=Author.SOFTWARE,
            ),
        ),
    },
)
# A file belongs to the rows that point to it: it goes with the last of them.
declare(
    StoredFile,
    row=Row.REFCOUNT,
    keep="with-owner",
    fields={
        "id": technical(),
        "ref": technical(),
        "store": technical(),
        "name": personal(
            "user.content",
            purposes=[Purpose.SUPPORT],
            erase=Erase.DELETE_ROW,
            portable=True,
            author=Author.SENDER,
        ),
        "content_type": technical(),
        "size": technical(),
        "sha256": personal(
            "user.content",
            purposes=[Purpose.SECURITY],
            erase=Erase.DELETE_ROW,
            export=Export.NO,
            author=Author.SOFTWARE,
        ),
        "storage_key": technical(),
        "created_at": technical(),
    },
)
declare(
    Job,
    row=Row.NOBODY,
    fields={
        "id": technical(),
        "task": technical(),
        "arguments": technical(),
        "state": technical(),
        "unique_key": technical(),
        "run_at": technical(),
        "attempts": technical(),
        "leased_until": technical(),
        "worker": technical(),
        "error": technical(),
        "progress_done": technical(),
        "progress_total": technical(),
        "created_at": technical(),
        "finished_at": technical(),
    },
)
declare(ScheduledRun, row=Row.NOBODY, fields={"task": technical(), "last_run_at": technical()})
declare(Heartbeat, row=Row.NOBODY, fields={"part": technical(), "beaten_at": technical()})
declare(
    RateWindow,
    row=Row.MENTION,
    person=by_digest("key"),
    keep="rate-limits",
    fields={
        "id": technical(),
        "key": secret("user.unique_id.pseudonymous", purposes=[Purpose.SECURITY]),
        "window": technical(),
        "count": technical(),
    },
)
declare(NumberSeries, row=Row.NOBODY, fields={"name": technical(), "last": technical()})
declare(
    PendingIndexing,
    row=Row.NOBODY,
    fields={"id": technical(), "kind": technical(), "object_id": technical(), "is_hidden": technical()},
)
declare(
    Token,
    row=Row.SUBJECT,
    keep="tokens",
    fields={
        "id": technical(),
        "purpose": technical(),
        "digest": secret(),
        "subject_id": personal(
            "user.unique_id.pseudonymous",
            purposes=[Purpose.ACCOUNT, Purpose.SECURITY],
            erase=Erase.DELETE_ROW,
            export=Export.NO,
            author=Author.SOFTWARE,
        ),
        "details": technical(),
        "created_at": technical(),
        "expires_at": technical(),
        "used_at": technical(),
        "wrong_tries": technical(),
    },
)

# The answer holds what its reader may see, and opens with the reader's own key alone; it goes after a day.
declare(
    IdempotentRequest,
    row=Row.MENTION,
    keep="idempotency",
    fields={
        "id": technical(),
        "owner_id": technical(),
        "key_digest": technical(),
        "fingerprint": technical(),
        "attempt": technical(),
        "leased_until": technical(),
        "status": technical(),
        "answer": personal(
            "user.content",
            purposes=[Purpose.SUPPORT],
            erase=Erase.DELETE_ROW,
            export=Export.NEVER,
            log=Log.NO,
            author=Author.SOFTWARE,
        ),
        "created_at": technical(),
    },
)

STATES = ("restore", "upgrade", "version", "move")
"""What the instance as a whole is in, which version serves it, where it moved to: no word about anybody."""

declare_store(
    DATABASE,
    holds="The tables above, with SQLite's write-ahead log and the writers' lock file.",
    erase=Erase.DELETE_ROW,
    paths=["candor.sqlite3", "candor.sqlite3-*", "candor.sqlite3.writer", "candor.sqlite3.writer.door"],
    keeper=Rows(),
)
declare_store(
    "files",
    holds="Attachments under random names.",
    erase=Erase.DELETE_ROW,
    paths=["files", "files/??"],
    keeper=FileContents("files"),
)
declare_store(
    SEARCH_INDEX,
    holds="The words of what can be found, made from the tables and rebuilt at will; in no backup.",
    erase=Erase.DELETE_ROW,
    paths=["search.sqlite3", "search.sqlite3-*"],
    schemas=["candor_search"],
    keeper=IndexEntries(),
)
declare_store(
    "uploads",
    holds="Uploads while they arrive, under random names; what did not arrive whole goes after a day.",
    erase=Erase.DELETE_ROW,
    paths=["tmp"],
    keeper=Passing(),
)
declare_store(
    "logs",
    holds="Lines on standard error, of allow-listed fields alone: no address, text or token has a field to stand in.",
    erase=Erase.NOTHING,
)
declare_store(
    "settings",
    holds="Settings and keys; the public half of the recovery key; sealed, what opens bucket and newest backup.",
    erase=Erase.NOTHING,
    paths=[
        "candor.toml", "candor.toml.new", "*.key", "recovery.pub", "recovery.pub.new", "backup-*.sealed",
        "backup-*.sealed.new",
    ],
)  # fmt: skip
# Nobody can take a person out of an archive: it goes as a whole when its days are over, and is erased again by the
# ledger when it is restored. The key that opens it is not on this machine.
declare_store(
    "backups",
    holds="Encrypted backups and bundles of keys, until their days are over; a copy of the privacy ledger beside them."
    " A backup that is restored on trial, until it is overwritten right after.",
    erase=Erase.KEEP_ANONYMOUS,
    paths=["backups", "trial", "fetched"],
)
declare_store(
    "process-state",
    holds="Locks and process numbers.",
    erase=Erase.NOTHING,
    paths=["run", "run/*.lock", "*.lock", *(f"{name}.json{new}" for name in STATES for new in ("", ".new"))],
)
# Made with nobody in, and gone before anybody is let in again: no erasure comes in between.
declare_store(
    "upgrade",
    holds="The database put aside while it is being upgraded, for minutes and with everybody kept out.",
    erase=Erase.DELETE_ROW,
    paths=["upgrade"],
    keeper=Passing(),
)
# Nobody is erased from it: the first erasure takes it away as a whole (privacy/erasing/finishing.py).
declare_store(
    "left-database",
    holds="The SQLite database from before a move to PostgreSQL: for 14 days at most, and until the first erasure.",
    erase=Erase.DELETE_ROW,
    paths=["candor-before-the-move-*.sqlite3"],
    keeper=Passing(),
)
declare_store("file-system", holds="What the file system itself keeps.", erase=Erase.NOTHING, paths=["lost+found"])
