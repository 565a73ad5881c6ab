"""Full-text search: actions mark what changed, the worker indexes it, queries join with `visible_to`."""

from candor.kernel.search.pending import changed
from candor.kernel.search.registry import Document, register, searchable

__all__ = ["Document", "changed", "register", "searchable"]
