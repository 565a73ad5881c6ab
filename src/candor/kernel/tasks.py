"""What the worker does for the kernel."""

from __future__ import annotations

from candor.kernel.jobs import loops, progress, task
from candor.kernel.search import indexing

loops.register("search", indexing.keep_up)


@task(most_attempts=3)
def rebuild_search_index() -> None:
    """Write the search index anew."""
    indexing.rebuild(lambda _kind, count: progress(count))
