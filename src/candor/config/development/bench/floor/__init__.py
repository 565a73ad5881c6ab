"""The floor: the pages that are measured from a bare WSGI app, SQLite and f-strings, on a database with the same data.

It asks who is signed in, reads the same rows and draws the same content, and does nothing else that a help desk has
to: no permissions, no restricted people, no languages, no time zones, no forged requests. Hardly anything can do the
same for less, so what Candor takes beside it, in the same run, says more than milliseconds of any machine.
"""
