"""A copy of all that is held about one person (GDPR Art. 15 and 20), as one archive.

`collecting` asks the keepers of the map and lays what they show into a `stage`; `masking` sees to texts that the person
never saw; `archive` writes the stage as pages, tables and mail, and signs a manifest of it all. Nothing here names a
table in order to find data: what is in a copy, the map says.
"""
