"""Django's SQLite backend, with writers that queue at a file lock instead of contending inside SQLite."""
