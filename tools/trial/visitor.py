"""Somebody at a browser elsewhere: by TLS to an address, under a name that no DNS knows."""

from __future__ import annotations

import os
import re
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode

from trial.telling import Report, eventually, hold

PASSWORD = "sieben-graue-gaense-im-mai"  # noqa: S105 - of an instance that lives for an hour
WRONG = PASSWORD[::-1]
WHO = {"name": "Frauke Trialmann", "email": "frauke.trialmann@lindwurm.example"}
ASKING = {"name": "Ottokar Probefisch", "email": "ottokar@probefisch.example"}
SECONDS_TO_FILL_IN = 5
"""People take longer; a form that comes back at once was filled in by a program."""


@dataclass
class Site:
    """Where an instance is reached, and from which of this machine's addresses it is visited."""

    address: str
    name: str
    authority: str
    """The certificates to trust, as PEM."""
    port: int = 443
    visits_from: str = ""
    cookie: str = ""

    def get(self, path: str) -> tuple[HTTPResponse, bytes]:
        return self.send("GET", path)

    def post(self, path: str, form: dict[str, str], **headers: str) -> tuple[HTTPResponse, bytes]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, urlencode(form).encode(), **kind, **headers)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        """One request as a browser sends it, with the cookie it was given; the answer and what it holds."""
        connection = _ToAddress(self)
        told = {"Origin": f"https://{self.name}", **({"Cookie": self.cookie} if self.cookie else {}), **headers}
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent: the answer says why
            connection.request(method, path, body, told)
        answer = connection.getresponse()
        content = answer.read()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        connection.close()
        return answer, content

    def status(self, path: str) -> int:
        """0 where nobody answers."""
        with suppress(OSError, HTTPException):
            return self.get(path)[0].status
        return 0

    def wait_until_ready(self, within: float = 300) -> float:
        return eventually(lambda: self.status("/readyz") == 200, within, "/readyz answers 200")

    def sign_in(self, face: str = "tech", password: str = PASSWORD, **headers: str) -> int:
        self.cookie = ""
        form = {"email": WHO["email"], "password": password}
        return self.post(f"/{face}/sign-in/", form, **headers)[0].status


class _ToAddress(HTTPSConnection):
    """TLS under the site's name, to the site's address."""

    def __init__(self, site: Site) -> None:
        trust = ssl.create_default_context(cadata=site.authority)
        super().__init__(site.name, site.port, timeout=300, context=trust)
        self.site = site

    def connect(self) -> None:
        site = self.site
        source = (site.visits_from, 0) if site.visits_from else None
        plain = socket.create_connection((site.address, site.port), 300, source)
        self.sock = self._context.wrap_socket(plain, server_hostname=site.name)  # type: ignore[attr-defined]


def redirected(address: str, name: str, path: str, port: int = 80) -> str:
    """Where a visitor by plain http is sent."""
    plain = HTTPConnection(address, port, timeout=60)
    plain.request("GET", path, headers={"Host": name})
    answer = plain.getresponse()
    hold(answer.status == 308, f"http is answered {answer.status} instead of 308")
    return answer.headers["Location"]


def set_up(site: Site, path: str) -> None:
    """Name the organisation and its first administrator at the one-time address."""
    form = {"organisation_name": "Lindwurm Software", "language": "en", "time_zone": "Europe/Berlin"}
    answer, content = site.post(path, {**form, **WHO, "password": PASSWORD})
    hold(answer.status == 303, f"set-up answers {answer.status}: {words_of(content)}")
    hold(site.cookie.startswith("__Host-candor-"), f"the cookie is {site.cookie.partition('=')[0]}")


def ask_with_file(site: Site, subject: str, size: int) -> tuple[HTTPResponse, bytes, str]:
    """A stranger asks by the form and sends a file of so many bytes; the answer, and the file's hash."""
    site.cookie = ""
    _answer, content = site.get("/contact/")
    stamp = re.search(r'name="stamp" value="([^"]+)"', content.decode())
    hold(stamp, "the contact form has no stamp")
    time.sleep(SECONDS_TO_FILL_IN)
    file = os.urandom(size)
    fields = {"stamp": stamp[1] if stamp else "", "subject": subject, "text": "It is attached.", **ASKING}
    body, kind = multipart(fields, file)
    answer, content = site.send("POST", "/contact/", body, **{"Content-Type": kind})
    return answer, content, sha256(file).hexdigest()


def try_uploads(site: Site, report: Report) -> None:
    """50 MB come in and go out unharmed; what is larger is refused in words, at the proxy or by Candor."""
    answer, content, digest = ask_with_file(site, "Fifty megabytes", 50_000_000)
    hold(answer.status == 302, f"50 MB are answered {answer.status}: {words_of(content)}")
    hold(site.sign_in() == 303, "the administrator signs in")
    hold(fetch_newest(site) == digest, "what is fetched is not what was sent")
    report.fact("a stranger's form brought a file of 50 MB, and a technician fetched it unchanged")
    answer, content, _digest = ask_with_file(site, "Too large", 60_000_000)
    hold(answer.status in {413, 422} and b"<main" in content, f"60 MB are answered {answer.status}")
    report.fact(f"60 MB are refused in words ({answer.status})")
    try:
        answer, content, _digest = ask_with_file(site, "Far too large", 130_000_000)
    except (OSError, HTTPException):
        report.fact("130 MB: the proxy cuts the connection off")
    else:
        hold(answer.status == 413, f"130 MB are answered {answer.status}")
        report.fact("130 MB are refused by the proxy (413)")


def fetch_newest(site: Site) -> str:
    """The hash of the file of the newest case, as who has signed in fetches it."""
    listed = site.get("/tech/cases/")[1].decode()
    case = re.search(r'href="(/tech/cases/[0-9a-z]{8,}/)"', listed)
    hold(case, "no case stands in the list")
    page = site.get(case[1] if case else "")[1].decode()
    file = re.search(r'"(/tech/attachments/[^/"]+/)"', page)
    hold(file, "the case shows no file")
    answer, content = site.get(file[1] if file else "")
    hold(answer.status == 200, f"the file is answered {answer.status}")
    return sha256(content).hexdigest()


def try_networks(site: Site, addresses: tuple[str, str], report: Report) -> None:
    """Guessing from one network stops there and nowhere else; what a visitor says of themselves counts for nothing."""
    here, elsewhere = (Site(site.address, site.name, site.authority, site.port, address) for address in addresses)
    guesses = [here.sign_in(password=WRONG, **{"X-Forwarded-For": f"10.1.{n}.1"}) for n in range(12)]
    hold(guesses[0] == 422 and guesses[-1] == 429, f"guesses are answered {guesses}")
    hold(elsewhere.sign_in(password=WRONG) == 422, "another network is held for the same")
    hold(elsewhere.sign_in() == 303, "the owner signs in from another network")
    report.fact(f"after {guesses.index(429)} guesses from {here.visits_from} it is told 429, whatever it claims to be;")
    report.fact(f"  {elsewhere.visits_from} is not: Candor knows the visitors' own addresses")


def words_of(content: bytes) -> str:
    """What a page says, in short."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", content.decode("utf-8", "replace"), flags=re.DOTALL)
    return " ".join(text.split())[:400]


def multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """A form as a browser sends it, and its content type."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="files"; filename="large.bin"\r\nContent-Type: application/octet-stream\r\n\r\n' + file)
    body = b"".join(b"--limit\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return body + b"--limit--\r\n", "multipart/form-data; boundary=limit"
