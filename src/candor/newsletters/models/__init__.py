"""Tables of newsletters: lists, who gets them, what is sent."""

from candor.newsletters.models.issues import Fate, Issue, IssueState, Recipient
from candor.newsletters.models.lists import (
    CONFIGURE,
    SEND,
    VIEW,
    WRITE,
    Basis,
    MailingList,
    SignUp,
    SimilarProduct,
    Subscription,
)

__all__ = [
    "CONFIGURE",
    "SEND",
    "VIEW",
    "WRITE",
    "Basis",
    "Fate",
    "Issue",
    "IssueState",
    "MailingList",
    "Recipient",
    "SignUp",
    "SimilarProduct",
    "Subscription",
]
