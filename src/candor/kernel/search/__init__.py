"""Full-text search: actions mark what changed, the worker indexes it, queries join with `visible_to`."""

from candor.kernel.search.finding import best, forms_of, ids_matching, matching, newest
from candor.kernel.search.indexing import AnotherRebuild, has_much_to_settle, index_pending, prepare, rebuild, settle
from candor.kernel.search.pending import changed, changed_many, taken_out
from candor.kernel.search.registry import Document, register, searchable

__all__ = [
    "AnotherRebuild",
    "Document",
    "best",
    "changed",
    "changed_many",
    "forms_of",
    "has_much_to_settle",
    "ids_matching",
    "index_pending",
    "matching",
    "newest",
    "prepare",
    "rebuild",
    "register",
    "searchable",
    "settle",
    "taken_out",
]
