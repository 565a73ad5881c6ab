"""The PostgreSQL database that an instance moves to: what has to be true of it, the mark of a move, and emptying it.

Nothing of it is dropped unless it bears the mark. The mark says how far the move was: what was being copied may be
taken away by any later move; what was whole only by the instance whose token it carries, because from then on it may
be in use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.db.backends.postgresql.features import DatabaseFeatures

from candor.kernel.moved import MARK
from candor.kernel.search.backends import SCHEMA

OLDEST = (DatabaseFeatures.minimum_database_version or (0,))[0]
"""What Django takes, takes Candor."""

MOST_NAMED = 3
PATIENCE = 30
"""Seconds in which the server has to answer: a page could not wait so long for a connection, a move can."""

LETTERS = "SELECT lower('ÄÖÜÉ') = 'äöüé' AND upper('äöüé') = 'ÄÖÜÉ' AND lower('IT') = 'it' AND upper('it') = 'IT'"
TABLES = """
    SELECT schemaname || '.' || tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
OURS = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
COLLATION = """
    SELECT datcollversion, pg_database_collation_actual_version(oid) FROM pg_database WHERE datname = current_database()
"""


NOT_READ = (
    "the address cannot be taken apart. Write each character of user and password that is no letter and no digit as %"
    " and its number (%40 for @), and look at its options"
)


class NotReached(RuntimeError):
    """The database cannot be opened; the text says why, without the password."""


class Refused(NotReached):
    """It was opened, and does not do what it is asked for; the text says why, without any value."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose move, since when (ISO 8601), and whether everything had been copied."""

    token: str
    at: str
    is_whole: bool = False


@contextmanager
def opened(address: str) -> Iterator[Any]:
    """A connection of its own for the block. Raises NotReached, and Refused of what goes wrong in the block."""
    psycopg = import_module("psycopg")
    # What is said of an address that cannot be taken apart quotes it, and a piece of the password with it.
    if urlsplit(address).netloc.count("@") > 1:
        raise NotReached(NOT_READ)
    try:
        there = psycopg.connect(address, autocommit=True, connect_timeout=PATIENCE)
    except psycopg.ProgrammingError:
        raise NotReached(NOT_READ) from None
    except psycopg.Error as problem:
        raise NotReached(" ".join(str(problem).split())) from None
    with closing(there):
        try:
            yield there
        except psycopg.Error as problem:
            raise Refused(words_of(problem)) from None


def words_of(problem: Any) -> str:
    """What the server says of an error of psycopg: where and why, without the values that it names beside them."""
    diag = getattr(problem, "diag", None)
    if diag is None or not diag.message_primary:
        return " ".join(str(problem).split())
    place = ", ".join(filter(None, (diag.table_name, diag.column_name, diag.constraint_name)))
    room = ". Give the server more room" if diag.sqlstate == "53100" else ""
    return f"{diag.message_primary}{f' ({place})' if place else ''}{room}"


def name_of(there: Any) -> str:
    """What it is called, for people: nothing of it is secret."""
    return f"{there.info.dbname} on {there.info.host or 'this machine'}"


def obstacles(there: Any, token: str) -> Iterator[str]:
    """What keeps it from taking the instance in, each as a sentence that says what to do."""
    if there.info.server_version // 10_000 < OLDEST:
        yield (
            f"The server is PostgreSQL {there.info.server_version // 10_000}; {OLDEST} or newer is needed."
            " Upgrade it, or take another server."
        )
        return
    if _one(there, "SHOW transaction_read_only") == "on":
        yield "The server takes no writes: it is a standby, or default_transaction_read_only is on. Name the primary."
        return
    yield from _wrong_letters(there)
    yield from _lacking_rights(there)
    mark, names = mark_of(there), [name for (name,) in there.execute(TABLES).fetchall()]
    if names and not _may_be_emptied(mark, token):
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        yield (
            f"The database {name_of(there)} is not empty: it holds {', '.join(names[:MOST_NAMED])}{more}. Name an empty"
            " one: CREATE DATABASE candor OWNER candor TEMPLATE template0 ENCODING 'UTF8';"
        )


def _wrong_letters(there: Any) -> Iterator[str]:
    made_so = "CREATE DATABASE candor OWNER candor TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';"
    encoding = _one(there, "SHOW server_encoding")
    if encoding != "UTF8":
        yield f"The database's encoding is {encoding}, and not every text fits into that. Make one with UTF8: {made_so}"
    elif not _one(there, LETTERS):
        ctype = _one(there, "SELECT datctype FROM pg_database WHERE datname = current_database()")
        yield (
            f"With the database's LC_CTYPE {ctype} capital and small letters are not told apart as Candor needs it:"
            f" Ä would not be found as ä. Make one with another: {made_so}"
        )
    if there.info.server_version >= 150_000:
        made_with, is_now = there.execute(COLLATION).fetchone()
        if made_with != is_now:
            yield (
                f"The database was made with version {made_with} of its order of letters, the machine has {is_now} now:"
                f" indexes could be wrong. As it is empty: ALTER DATABASE {there.info.dbname} REFRESH COLLATION VERSION"
            )


def _lacking_rights(there: Any) -> Iterator[str]:
    role, schema = there.execute("SELECT current_user, current_schema()").fetchone()
    in_schema = schema and _one(there, "SELECT has_schema_privilege(current_schema(), 'CREATE')")
    if not in_schema or not _one(there, "SELECT has_database_privilege(current_database(), 'CREATE')"):
        yield (
            f"The role {role} may make no tables or schemas there. As the server's administrator:"
            f" ALTER DATABASE {there.info.dbname} OWNER TO {role};"
        )


def mark_of(there: Any) -> Mark | None:
    """The mark of a move that was cut off; None where there is none."""
    said = there.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [MARK]
    ).fetchone()
    if said is None:
        return None
    try:
        return Mark(**json.loads(said[0] or ""))
    except (ValueError, TypeError):
        return Mark("", "", is_whole=True)  # of nobody's making: nothing is dropped


def remains(there: Any) -> str:
    """What a move that was cut off has left, as a sentence; "" for nothing."""
    mark = mark_of(there)
    sizes = "SELECT count(*), pg_size_pretty(coalesce(sum(pg_total_relation_size(c.oid)), 0)) FROM pg_class c"
    tables, size = there.execute(
        f"{sizes} WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    ).fetchone()
    if mark is None or not tables:
        return ""
    state = "all that was copied" if mark.is_whole else "what had been copied until then"
    began = mark.at[:16].replace("T", " ")
    return f"{name_of(there)} holds what a move of {began} UTC left: {tables} tables, {size}, {state}."


def claim(there: Any, mark: Mark) -> None:
    """Mark it, then empty it: it was found empty, or with the mark of a move that was cut off."""
    there.execute(CUT_OFF)
    there.execute(f'CREATE SCHEMA IF NOT EXISTS "{MARK}"')
    write_mark(there, mark)
    for (table,) in there.execute(OURS).fetchall():
        there.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
    there.execute(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE')


def write_mark(there: Any, mark: Mark) -> None:
    sql = import_module("psycopg.sql")
    there.execute(
        sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(MARK), sql.Literal(json.dumps(asdict(mark))))
    )


def forget_mark(there: Any) -> None:
    """From here on nothing says that it may be emptied."""
    there.execute(f'DROP SCHEMA IF EXISTS "{MARK}"')


def data_folder(there: Any) -> str:
    """The folder of the server's data, where it is on this machine and we may know; else ""."""
    errors = import_module("psycopg").Error
    if not _is_here(there):
        return ""
    with suppress(errors):
        return str(_one(there, "SHOW data_directory"))
    return ""


def is_private(there: Any) -> bool:
    """Whether nobody on the way can read along."""
    return _is_here(there) or bool(there.pgconn.ssl_in_use)


def _is_here(there: Any) -> bool:
    """Whether the server is on this machine, as far as its name says."""
    host = there.info.host
    return not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}


def _may_be_emptied(mark: Mark | None, token: str) -> bool:
    return mark is not None and (not mark.is_whole or bool(token and mark.token == token))


def _one(there: Any, question: str) -> Any:
    (found,) = there.execute(question).fetchone()
    return found
