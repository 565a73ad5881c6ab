"""Keeping to the retention rules that the owner has adopted: counting first, a brake, then deleting in small batches.

A record is a row whose own moment begins its period, with all rows that hang on it: a case with its messages and files,
a mail, a draft. It ends as a whole, and stays as a whole while anything of it must stay. Customers end as people
(`inactivity`).
"""
