"""Restoring a backup: put in place behind a closed gate, brought up to date from the ledger, then opened."""
