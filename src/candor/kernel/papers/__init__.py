"""Papers: what is printed, laid out by typst in a process of its own (ADR 0022)."""
