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
    SALES,
    SEND,
    VIEW,
    WRITE,
    Basis,
    CollectionNotice,
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
    "SALES",
    "SEND",
    "VIEW",
    "WRITE",
    "Basis",
    "CollectionNotice",
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
