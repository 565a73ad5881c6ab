"""What of a statement PostgreSQL may mind: its parts. A new combination of those that it knows is nothing new to it."""

from __future__ import annotations

import hashlib
import re
from functools import cache

VARYING = re.compile(r"\b\d+\b|\"?s\d+_x\d+\"?|candor_\w{6,}")
LISTED = re.compile(r"\(%s(?:, %s)*\)")
ROWS = re.compile(r"(\(%s\))(?:, \(%s\))+")
KNOTTY = re.compile(r"\w\(|\(SELECT| JOIN | UNION |\b(?:CASE|DISTINCT|GROUP BY|HAVING|OVER|CONFLICT|MATCH)\b")
FURTHER_QUERIES = re.compile(r"(?:EXISTS)?\(SELECT| JOIN ")
NICKNAME = re.compile(r"\b[U-Z](\d+)\b")
NAMED = re.compile(r'("\w+") ([T-Z]\d+)\b')
RENAMED = re.compile(r' AS "\w+"')
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) ("[^ ]+")')
AFTER_TABLE = re.compile(r" (?:WHERE|INNER|LEFT|GROUP|ORDER|LIMIT) .*")
TURNED = re.compile(r"\bNOT | IS (?:NOT )?NULL")
LIMITED = re.compile(r" LIMIT N(?: OFFSET N)?")
CLAUSE = re.compile(
    r'^SELECT |^INSERT INTO |(?<=") \(|\) VALUES |, | AND | OR | (?:WHERE|SET|FROM) '
    r'| (?:INNER|LEFT OUTER) JOIN "\w+" ON '
)


@cache
def fingerprints(statement: str, how: str = "") -> frozenset[str]:
    """One for each part of a statement; one for the whole where more is to be said of it: `how` it was refused.

    The same for statements that differ in numbers, names of savepoints or the length of a list alone.
    """
    same = ROWS.sub(r"\1", LISTED.sub("(%s)", VARYING.sub("N", statement)))
    seen = {f"{how}{same}"} if how else parts(same)
    return frozenset(hashlib.blake2b(part.encode(), digest_size=6).hexdigest() for part in seen)


def parts(statement: str) -> set[str]:
    """The clauses of its plain queries, and the others whole."""
    same = NICKNAME.sub(r"U\1", statement).replace("), EXISTS(", ") UNION SELECT EXISTS(")
    return {clause for query in queries(same) for clause in clauses(query)}


def queries(statement: str) -> set[str]:
    """The query and those within it, each by itself; of those within what they select stays, as it meets the rest.

    Of a UNION each branch is a query by itself.
    """
    found: set[str] = set()
    open_ones = [""]
    for word in re.split(r"([()])", statement):
        if word == "(":
            open_ones.append("")
        elif word == ")" and len(open_ones) > 1:
            within = open_ones.pop()
            if within.startswith("SELECT "):
                branches = [by_full_names(branch) for branch in within.split(" UNION ")]
                found.update(branches)
                within = AFTER_TABLE.sub("", branches[0]).replace(" FROM ", " OF ")
            open_ones[-1] += f"({within})"
        else:
            open_ones[-1] += word
    return {statement} if len(open_ones) > 1 else found.union(map(by_full_names, open_ones[0].split(" UNION ")))


def by_full_names(query: str) -> str:
    """With the names of tables instead of what the query calls them."""
    for table, nickname in NAMED.findall(query):
        query = query.replace(f"{table} {nickname}", table).replace(f"{nickname}.", f"{table}.")
    return query


def clauses(query: str) -> set[str]:
    """Of a plain query each column that is read, written or compared, each join, and its order; else the whole.

    How many values stand in a list, and whether a condition is turned round or asks for nothing, is no other question.
    """
    place = TABLE.search(query)
    if place is None or is_knotty(FURTHER_QUERIES.sub("", query)):
        return {query}
    body, _, order = LIMITED.sub("", RENAMED.sub("", query)).partition(" ORDER BY ")
    words = {word.strip("() ") for word in CLAUSE.split(TURNED.sub("", body).replace(" IN (%s", " = %s"))}
    of_the_table = {query.split()[0], f"ORDER BY {order}", *(word for word in words if '"."' not in word)}
    return {f"{place[1]} {word}" for word in of_the_table} | {word for word in words if '"."' in word}


def is_plain(statement: str) -> bool:
    """Whether it reads or changes rows of one table by their columns alone: there the engines say the same."""
    return statement.startswith(("SELECT", "UPDATE", "DELETE")) and not is_knotty(statement)


def is_knotty(query: str) -> bool:
    """Whether more than the columns of one table has a say."""
    return KNOTTY.search(query.replace("COUNT(*)", "")) is not None
