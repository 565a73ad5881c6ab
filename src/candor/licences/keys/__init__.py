"""Licence keys: how they are written, signed, and verified without this installation."""
