"""Backups: one encrypted archive of database, files, settings and keys, made while people work (ADR 0029).

`making` writes an archive, `reading` reads it through or puts it in place, `copying` takes it off the machine, `gate`
keeps a restored house closed until what was erased since is erased again. The archive's form stands in
docs/reference/backup-format.md. The register of archives and the replay of the ledger belong to the slice `privacy`.
"""
