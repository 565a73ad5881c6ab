"""What stands in deploy/: the examples are read as they are given out, with nothing changed but names and ports."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from candor.config.development.machine import free_port
from candor.config.settings.instance import load_settings
from candor.kernel import clock
from candor.kernel.http.middleware import largest_body
from tests.cast import PASSWORD
from tests.setup.conftest import Up, eventually
from tests.waiting import PATIENCE

pytestmark = pytest.mark.kill

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX, CADDY = "/usr/sbin/nginx", "/usr/bin/caddy"

SET_UP = """
import django; django.setup()
from candor.kernel import clock, command, instance
command.prepare()
from candor.people.models import Organisation
from tests.cast import make_customer
instance.finish_set_up("Lindwurm Software")
nordlicht = Organisation.objects.create(name="Nordlicht GmbH", created_at=clock.now())
make_customer("Kim Jansen", "kim@nordlicht.example", nordlicht)
"""
"""A house with one customer, who is all that is asked for here: a demo takes longer."""


def test_every_setting_of_the_example_is_one_and_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_HOME", str(tmp_path))
    lines = re.findall(r"^#?(CANDOR_\w+)=(.*)$", (DEPLOY / "candor.env.example").read_text(), re.MULTILINE)
    for name, value in lines:
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.base_url == "https://support.example.com"
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.1/32"]
    assert settings.database.startswith("postgresql://")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd reads its own units best")
def test_systemd_understands_the_units_and_finds_them_closed(tmp_path: Path) -> None:
    units = [tmp_path / name for name in ("candor.service", "candor-doctor.service", "candor-doctor.timer")]
    for unit in units:
        unit.write_text(re.sub(r"^(Exec\w+=\+?)/opt\S+", r"\1/bin/true", (DEPLOY / unit.name).read_text(), flags=re.M))
    for words in (["verify", *units], *(["security", "--offline=true", "--threshold=12", unit] for unit in units[:2])):
        done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Unknown" not in done.stderr


def test_what_the_unit_does_as_root_believes_nothing_that_the_service_can_write(tmp_path: Path) -> None:
    """systemd gives it the service's working folder, home and mask."""
    program, home = tmp_path / "opt/candor", tmp_path / "home"
    (program / "src").mkdir(parents=True)
    (program / "src/module.py").write_text("what = 1\n")
    (program / "src/module.py").chmod(0o644)
    (program / ".venv/bin").mkdir(parents=True)
    (program / ".venv/bin/python").symlink_to(sys.executable)
    (program / "candor").write_text("#!/bin/sh\npwd; umask; echo $HOME\n")
    (program / "candor").chmod(0o755)
    home.mkdir()
    (home / "compileall.py").write_text("raise SystemExit('the service has the say')")
    lines = re.findall(r"^Exec\w+=\+(.*)$", (DEPLOY / "candor.service").read_text(), re.MULTILINE)
    said = [
        subprocess.run(
            shlex.split(line.replace("/opt/candor", str(program))),
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home)},
            umask=0o077,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.split()
        for line in lines
    ]
    assert said == [["/", "0022", "/root"], []]
    assert [file.stat().st_mode & 0o777 for file in (program / "src").rglob("*.pyc")] == [0o644]
    assert [file.name for file in home.iterdir()] == ["compileall.py"]


def test_both_services_live_in_the_same_cage() -> None:
    service, doctor = (
        set(re.findall(r"^((?:No|Cap|Amb|Prot|Priv|Dev|Key|Remove|Restr|Lock|Mem|System|Proc)\w+=.*)$", text, re.M))
        for text in ((DEPLOY / f"{name}.service").read_text() for name in ("candor", "candor-doctor"))
    )
    assert service == doctor


def test_health_is_asked_alike_by_the_container_file_and_by_compose() -> None:
    asked = re.search(r"^HEALTHCHECK (.*)\n    CMD (.*)$", (DEPLOY / "Containerfile").read_text(), re.M)
    service = (DEPLOY / "compose.yaml").read_text().partition("  database:")[0].partition("    healthcheck:")[2]
    assert asked is not None
    told = dict(re.findall(r"--([a-z-]+)=(\S+)", asked[1]))
    assert told == {name.replace("_", "-"): said for name, said in re.findall(r"^      (\w+): (\w+)$", service, re.M)}
    assert f'test: ["CMD", {asked[2][1:]}' in service


def test_proxies_let_through_what_candor_refuses_in_words_and_little_more(settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=50)
    nginx = re.search(r"client_max_body_size (\d+);", (DEPLOY / "nginx.conf.example").read_text())
    caddy = re.search(r"max_size (\d+)MB", (DEPLOY / "Caddyfile.example").read_text())
    assert nginx
    assert caddy
    for limit in (int(nginx[1]), int(caddy[1]) * 1_000_000):
        assert largest_body() < limit < 1.1 * largest_body()


@dataclass(frozen=True)
class Site:
    """An instance behind a reverse proxy."""

    name: str
    http_port: int
    port: int
    folder: Path

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> HTTPResponse:
        """One request by https, as a browser sends it."""
        body = None if form is None else urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers} if form is not None else headers
        return self.send(method, path, body, **headers)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> HTTPResponse:
        connection = self.connect()
        connection.request(method, path, body, {"Origin": f"https://localhost:{self.port}", **headers})
        return connection.getresponse()

    def connect(self) -> HTTPSConnection:
        trust = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        return HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=trust)

    def sign_in(self, *, password: str = PASSWORD, who: str = "kim", **headers: str) -> HTTPResponse:
        form = {"email": f"{who}@nordlicht.example", "password": password}
        return self.ask("POST", "/customer/sign-in/", form, **headers)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """One instance behind nginx and behind Caddy, as the examples have them: two proxies, one word about visitors."""
    folder, port = tmp_path_factory.mktemp("deploy"), free_port()
    certify(folder)
    made = {name: Site(name, free_port(), free_port(), folder) for name in ("nginx", "caddy")}
    home = {"CANDOR_HOME": str(folder / "home")}
    told = {**home, "DJANGO_SETTINGS_MODULE": "candor.config.settings.django", "PYTHONPATH": str(DEPLOY.parent)}
    subprocess.run([sys.executable, "-c", SET_UP], env=told, check=True)
    with (folder / "up.log").open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "candor", "up", "--port", str(port)],
            env={
                **home,
                "CANDOR_BASE_URL": f"https://localhost:{made['nginx'].port}",
                "CANDOR_TRUSTED_PROXIES": "127.0.0.0/24",
            },
            stdout=output,
            stderr=output,
            text=True,
        )
        proxies = [
            subprocess.Popen(words, env={**os.environ, "HOME": str(folder)}, stdout=output, stderr=output)
            for words in (nginx(made["nginx"], port), caddy(made["caddy"], port))
            if Path(words[0]).exists()
        ]
    candor = Up(process, folder / "up.log")
    try:
        candor.says("Candor is ready", within=3 * PATIENCE)
        yield made
    finally:
        for proxy in proxies:
            proxy.terminate()
        candor.end()
        for proxy in proxies:
            proxy.wait(PATIENCE)


def nginx(site: Site, port: int) -> list[str]:
    """The example on other ports and with a certificate of its own, inside what Debian's nginx has around it."""
    example = changed(
        "nginx.conf.example",
        (r"listen \[::\].*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{site.http_port};"),
        (r"listen 443 ", f"listen 127.0.0.1:{site.port} "),
        (r"/etc/letsencrypt/\S+/fullchain.pem", str(site.folder / "fullchain.pem")),
        (r"/etc/letsencrypt/\S+/privkey.pem", str(site.folder / "privkey.pem")),
        (r"127.0.0.1:8000", f"127.0.0.1:{port}"),
        (r"\$host;", "$http_host;"),
        (r"support.example.com", "localhost"),
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{what}_temp_path {site.folder / what};" for what in kinds)
    (site.folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {site.folder / 'nginx.pid'}; error_log stderr;\n"
        f"events {{}}\nhttp {{\n{places}\n{example}\n}}\n"
    )
    return [NGINX, "-e", "stderr", "-c", str(site.folder / "nginx.conf")]


def caddy(site: Site, port: int) -> list[str]:
    """The example on other ports and with a certificate of its own."""
    certificate = f"tls {site.folder / 'fullchain.pem'} {site.folder / 'privkey.pem'}"
    example = changed(
        "Caddyfile.example",
        (r"support.example.com \{", f"localhost {{\n\tbind 127.0.0.1\n\t{certificate}"),
        (r"127.0.0.1:8000", f"127.0.0.1:{port}"),
    )
    ports = f"{{\nadmin off\nhttp_port {site.http_port}\nhttps_port {site.port}\n}}\n"
    (site.folder / "Caddyfile").write_text(ports + example)
    return [CADDY, "run", "--adapter", "caddyfile", "--config", str(site.folder / "Caddyfile")]


def changed(name: str, *changes: tuple[str, str]) -> str:
    """An example with these patterns replaced; each has to be there."""
    example = (DEPLOY / name).read_text()
    for pattern, instead in changes:
        example, count = re.subn(pattern, instead, example)
        assert count, pattern
    return example


def certify(folder: Path) -> None:
    """A certificate for localhost that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = clock.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(params=[pytest.param("nginx", id="nginx"), pytest.param("caddy", id="caddy")])
def site(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Site:
    """The instance behind one of them."""
    if not Path(NGINX if request.param == "nginx" else CADDY).exists():
        pytest.skip(f"without {request.param} its example cannot be tried")
    found = sites[request.param]

    def answers() -> bool:
        with suppress(OSError):
            return found.ask("GET", "/livez").status == 200
        return False

    assert eventually(answers)
    return found


def test_people_sign_in_and_send_and_fetch_large_files(site: Site) -> None:
    plain = HTTPConnection("localhost", site.http_port, timeout=PATIENCE)
    plain.request("GET", "/customer/?a=b")
    moved = plain.getresponse()
    # Caddy knows on which port of the test it speaks https; nginx is asked on 443 in earnest.
    assert moved.status == 308
    assert re.fullmatch(r"https://localhost(:\d+)?/customer/\?a=b", moved.headers["Location"])
    assert site.ask("GET", "/").headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]

    answer = site.sign_in()
    assert answer.status == 303, answer.read()
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-candor-")
    assert {"Secure", "HttpOnly"} <= set(cookie.split("; "))
    mine = {"Cookie": cookie.partition(";")[0]}
    page = site.ask("GET", "/customer/cases/", **mine, **{"Accept-Encoding": "gzip"})
    assert (page.status, page.headers["Content-Encoding"]) == (200, "gzip")

    said = site.ask("GET", "/customer/cases/new/", **mine).read().decode()
    token, key = (re.search(rf'name="{name}" value="([^"]+)"', said)[1] for name in ("csrfmiddlewaretoken", "key"))  # type: ignore[index] # a page without fails
    large = os.urandom(25_000_000)
    body, kind = multipart({"csrfmiddlewaretoken": token, "key": key, "subject": "Large", "body": "See it."}, large)
    sent = site.send("POST", "/customer/cases/new/", body, **mine, **{"Content-Type": kind})
    assert sent.status == 302, "who has signed in may change things behind TLS, and send 25 MB"
    case = site.ask("GET", sent.headers["Location"].partition("#")[0], **mine).read().decode()
    file = re.search(r'"(/customer/files/[^/"]+/)"', case)
    assert file, case
    fetched = site.ask("GET", file[1], **mine)
    digest = sha256(fetched.read(64_000))
    if site.name == "nginx":
        assert not [each for each in (site.folder / "proxy").rglob("*") if each.is_file()], "a copy on nginx's disk"
    digest.update(fetched.read())
    assert digest.digest() == sha256(large).digest()


def test_nobody_passes_for_somebody_else_and_what_is_too_large_is_said_in_words(site: Site) -> None:
    guesses = [
        site.sign_in(who=site.name, password="wrong", **{"X-Forwarded-For": f"10.1.{n}.1", "X-Real-IP": f"10.1.{n}.1"})
        for n in range(12)
    ]
    assert guesses[0].status == 422
    assert guesses[-1].status == 429, "a visitor's own word about where they come from would have let them guess on"
    for header, lie in {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}.items():
        assert site.sign_in(**{header: lie}).status == 303, "what a visitor says about the way here counts for nothing"
        assert site.sign_in(**{header: lie, "Origin": "https://evil.example"}).status == 403
    too_long = site.ask("POST", "/contact/", {"body": "x" * 3_000_000})
    assert too_long.status == 413
    assert b"<main" in too_long.read(), "the proxy lets through what it would refuse by itself: Candor says it in words"
    if site.name == "nginx":  # Caddy counts what arrives
        announced = site.connect()
        announced.putrequest("POST", "/contact/")
        announced.putheader("Content-Length", "500000000")
        announced.endheaders()
        refused = announced.getresponse()
        assert (refused.status, refused.headers.get_all("Strict-Transport-Security")) == (413, ["max-age=31536000"])


def multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """A form as a browser sends it, and its content type."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="files"; filename="large.bin"\r\nContent-Type: application/octet-stream\r\n\r\n' + file)
    body = b"".join(b"--limit\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return body + b"--limit--\r\n", "multipart/form-data; boundary=limit"
