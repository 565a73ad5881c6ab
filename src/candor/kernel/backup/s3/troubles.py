"""What can go wrong with a bucket, in words that say what to do."""

from __future__ import annotations

import re
from html import unescape

from candor.kernel.http.client import Answer

PASSING = frozenset({429, 500, 502, 503, 504})
PASSING_CODES = frozenset({"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"})
WORDS = {
    "InvalidAccessKeyId": "it does not know this key id. See backup_s3.",
    "SignatureDoesNotMatch": "the secret does not fit the key id. Give it anew: candor backup s3",
    "NoSuchBucket": "there is no bucket “{bucket}”. Make it there, or correct backup_s3.",
    "AccessDenied": "the key may not do this in “{bucket}”. It has to be allowed to put, get, list and delete objects,"
    " and to end uploads.",
    "RequestTimeTooSkewed": "the clock of this machine is wrong, or that of the other one. Let it be set by NTP.",
    "AuthorizationHeaderMalformed": "the region is another one{region}. Write it behind backup_s3: ?region=…",
    "PermanentRedirect": "the bucket stands at another address{endpoint}. Write that into backup_s3.",
    "NoSuchKey": "the file is not there.",
    "XAmzContentSHA256Mismatch": "the content was changed on its way.",
    "QuotaExceeded": "there is no room left.",
}


class S3Trouble(OSError):
    """A bucket did not do what it was asked. The text is a sentence without the place's name."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.strerror = says


def value_in(said: bytes, tag: str) -> str:
    """The first value of the tag in an answer; "" where there is none."""
    found = re.search(rf"<{tag}>([^<]*)</{tag}>".encode(), said)
    return unescape(found[1].decode("utf-8", "replace")) if found else ""


def is_passing(answer: Answer) -> bool:
    """Whether asking again in a moment may help."""
    return answer.status in PASSING or value_in(answer.body, "Code") in PASSING_CODES


def trouble_of(answer: Answer, bucket: str) -> S3Trouble:
    """What the answer means. To HEAD there is no text, so that the number alone has to say it."""
    code = value_in(answer.body, "Code") or {403: "AccessDenied", 404: "NoSuchKey"}.get(answer.status, "")
    region, endpoint = value_in(answer.body, "Region"), value_in(answer.body, "Endpoint")
    known = WORDS.get(code)
    if known is None:
        return S3Trouble(f"it answered {answer.status} {code} {value_in(answer.body, 'Message')[:120]}".rstrip())
    near = {"region": f" ({region})" if region else "", "endpoint": f" ({endpoint})" if endpoint else ""}
    return S3Trouble(known.format(bucket=bucket, **near))
