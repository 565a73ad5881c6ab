"""Full-text search: actions mark what changed, the worker indexes it, queries join with `visible_to`."""

from candor.kernel.search.finding import best_matching, ids_matching, matching
from candor.kernel.search.indexing import index_pending, prepare, rebuild
from candor.kernel.search.pending import changed, changed_many
from candor.kernel.search.registry import Document, register, searchable

__all__ = [
    "Document",
    "best_matching",
    "changed",
    "changed_many",
    "ids_matching",
    "index_pending",
    "matching",
    "prepare",
    "rebuild",
    "register",
    "searchable",
]
