"""The large set: Lindwurm Software after years of business, for measuring. See `loading`.

Everything comes from the seed and the present moment, but for references, which are random everywhere. Rows are
written many at once, beside the actions (only this loader may); facts, counters, numbers and the search index are
brought up afterwards, so that they agree as they do in a used instance.
"""

from candor.helpdesk.demo.large.loading import BrokenOff, fill_large, refuse_what_was_broken_off

__all__ = ["BrokenOff", "fill_large", "refuse_what_was_broken_off"]
