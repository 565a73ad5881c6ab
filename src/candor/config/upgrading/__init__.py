"""`candor upgrade`: to the version whose program this is, or back to the one before (ADR 0041).

`outlook` says what would be done, `doing` does it or undoes it, `examining` decides which of the two.
"""
