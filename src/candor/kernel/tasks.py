"""What the worker does for the kernel."""

from __future__ import annotations

from candor.kernel import audit_chain
from candor.kernel.jobs import loops, progress, task
from candor.kernel.search import indexing

loops.register("search", indexing.keep_up)


@task(most_attempts=3)
def rebuild_search_index() -> None:
    """Write the search index anew."""
    indexing.rebuild(lambda _kind, count: progress(count))


@task(most_attempts=3)
def seal_audit_facts() -> None:
    """Take the facts of the last seconds into the audit chain."""
    audit_chain.seal_all()
