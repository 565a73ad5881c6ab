"""Django's PostgreSQL backend, with connections that belong to the process, not to its threads."""
