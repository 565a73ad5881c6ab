"""What other slices may use of newsletters. All of it is for founding a company (the demo)."""

from __future__ import annotations

from candor.newsletters.actions.issuing import schedule_issue
from candor.newsletters.actions.lists import add_list, set_customers
from candor.newsletters.actions.selling_by_invoice import (
    NoProof,
    Outcome,
    Told,
    ToldWords,
    enter_words,
    note_told_customer,
    proposed_words,
)
from candor.newsletters.actions.sending import Pace, go_on
from candor.newsletters.actions.subscribing import subscribe_own
from candor.newsletters.actions.templates import save_as_template
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.models import CollectionNotice, Issue, MailingList, SimilarProduct

__all__ = [
    "CollectionNotice",
    "Issue",
    "IssueWords",
    "MailingList",
    "NoProof",
    "Outcome",
    "Pace",
    "SimilarProduct",
    "Told",
    "ToldWords",
    "add_list",
    "enter_words",
    "go_on",
    "note_told_customer",
    "proposed_words",
    "save_as_template",
    "schedule_issue",
    "set_customers",
    "subscribe_own",
    "write_issue",
]
