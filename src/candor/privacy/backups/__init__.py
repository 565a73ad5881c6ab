"""Backups as this instance keeps them: made, copied off the machine, read back, removed when their time is over."""
