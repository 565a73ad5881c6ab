"""What the worker does for the kernel."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from candor.kernel import audit_chain, files
from candor.kernel.jobs import loops, progress, task
from candor.kernel.jobs.cleaning import clear_away
from candor.kernel.search import indexing
from candor.kernel.search.backends import backend

loops.register("search", indexing.keep_up)


@task(_("Rebuild the search index"), most_attempts=3)
def rebuild_search_index() -> None:
    """Write the search index anew."""
    indexing.rebuild(lambda _kind, count: progress(count))


@task(_("Merge the search index"))
def merge_search_index() -> None:
    """Leave nothing in the index of what was forgotten by day. Asked for at night, when it may take long."""
    backend().overwrite()


@task(_("Put the search index in order"), most_attempts=3)
def settle_search_index() -> None:
    """Bring what gained words by day to where it stays."""
    indexing.settle()


@task(_("Seal the audit log"), most_attempts=3)
def seal_audit_facts() -> None:
    """Take the facts of the last seconds into the audit chain."""
    audit_chain.seal_all()


@task(_("Delete what has expired"), most_attempts=3)
def clear_away_what_expired() -> None:
    """Delete ended jobs, old rate windows, expired tokens and looks past their retention."""
    clear_away()


@task(_("Delete files that belong to nothing"), most_attempts=3)
def forget_orphaned_files() -> None:
    """Remove bytes that no row points to."""
    files.forget_orphans()


@task(_("Delete ended sessions"), most_attempts=3)
def clear_expired_sessions() -> None:
    """Delete sessions that have ended by themselves."""
    engine = import_module(settings.SESSION_ENGINE)
    engine.SessionStore.clear_expired()
