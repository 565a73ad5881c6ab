"""Tables of newsletters: lists, who gets them, what is sent."""

from candor.newsletters.models.issues import (
    Fate,
    Issue,
    IssuePicture,
    IssueState,
    IssueTemplate,
    Recipient,
)
from candor.newsletters.models.lists import (
    CONFIGURE,
    OWN,
    SEND,
    VIEW,
    WRITE,
    Basis,
    FreeDownloads,
    MailingList,
    SignUp,
    SimilarProduct,
    Subscription,
    ToldAtDownload,
)

__all__ = [
    "CONFIGURE",
    "OWN",
    "SEND",
    "VIEW",
    "WRITE",
    "Basis",
    "Fate",
    "FreeDownloads",
    "Issue",
    "IssuePicture",
    "IssueState",
    "IssueTemplate",
    "MailingList",
    "Recipient",
    "SignUp",
    "SimilarProduct",
    "Subscription",
    "ToldAtDownload",
]
