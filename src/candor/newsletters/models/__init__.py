"""Tables of newsletters: lists, who gets them, what is sent."""

from candor.newsletters.models.issues import Fate, Issue, IssuePicture, IssueState, Recipient
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
    "IssuePicture",
    "IssueState",
    "MailingList",
    "Recipient",
    "SignUp",
    "SimilarProduct",
    "Subscription",
]
