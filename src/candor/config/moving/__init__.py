"""`candor move`: from SQLite to PostgreSQL (ADR 0058).

`outlook` says what would be done and what stands in the way; `doing` does it. What is read from SQLite is `left`'s, the
empty database is `target`'s, `filling` brings one into the other in a process that has the settings of afterwards.
"""
