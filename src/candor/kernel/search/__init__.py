"""Full-text search. Actions mark what changed; the worker indexes it within a second; queries join with `visible_to`."""

from candor.kernel.search.registry import Document, register, searchable
from candor.kernel.search.pending import changed

__all__ = ["Document", "changed", "register", "searchable"]
