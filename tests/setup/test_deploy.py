"""What stands in deploy/: the examples are read as they are given out, with nothing changed but names and ports."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from candor.config.development.machine import free_port
from candor.config.settings.instance import load_settings
from candor.kernel import clock
from tests.setup.conftest import Up, eventually
from tests.waiting import PATIENCE

pytestmark = pytest.mark.kill

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = "/usr/sbin/nginx"


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
def test_systemd_understands_the_unit_and_finds_it_closed(tmp_path: Path) -> None:
    unit = tmp_path / "candor.service"
    unit.write_text((DEPLOY / unit.name).read_text().replace("/opt/candor/candor", "/bin/true"))
    for words in (["verify"], ["security", "--offline=true", "--threshold=12"]):
        done = subprocess.run(["systemd-analyze", *words, unit], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Unknown" not in done.stderr


@dataclass(frozen=True)
class Site:
    """A demo behind nginx."""

    http_port: int
    port: int
    trust: ssl.SSLContext

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> HTTPResponse:
        """One request by https, as a browser sends it."""
        connection = HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=self.trust)
        headers = {"Origin": f"https://localhost:{self.port}", **headers}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, None if form is None else urlencode(form), headers)
        return connection.getresponse()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A demo behind nginx as the example has it."""
    http_port, https_port, port = free_port(), free_port(), free_port()
    with (tmp_path / "up.log").open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "candor", "up", "--demo", "--port", str(port)],
            env={
                "CANDOR_HOME": str(tmp_path / "home"),
                "CANDOR_BASE_URL": f"https://localhost:{https_port}",
                "CANDOR_TRUSTED_PROXIES": "127.0.0.1",
            },
            stdout=output,
            stderr=output,
            text=True,
        )
    candor = Up(process, tmp_path / "up.log")
    proxy = subprocess.Popen([NGINX, "-e", "stderr", "-c", nginx_conf(tmp_path, http_port, https_port, port)])
    behind = Site(http_port, https_port, ssl.create_default_context(cafile=tmp_path / "fullchain.pem"))
    try:
        candor.says("Candor is ready", within=3 * PATIENCE)
        eventually(lambda: behind.ask("GET", "/livez").status == 200)
        yield behind
    finally:
        proxy.terminate()
        candor.end()
        proxy.wait(PATIENCE)


def nginx_conf(folder: Path, http_port: int, https_port: int, port: int) -> str:
    """The example on other ports and with a certificate of its own, inside what Debian's nginx has around it."""
    certificate, key = certify(folder)
    example = (DEPLOY / "nginx.conf.example").read_text()
    for pattern, instead in (
        (r"listen \[::\].*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{http_port};"),
        (r"listen 443 ", f"listen 127.0.0.1:{https_port} "),
        (r"/etc/letsencrypt/\S+/fullchain.pem", str(certificate)),
        (r"/etc/letsencrypt/\S+/privkey.pem", str(key)),
        (r"127.0.0.1:8000", f"127.0.0.1:{port}"),
        (r"\$host;", "$http_host;"),
        (r"support.example.com", "localhost"),
    ):
        example, count = re.subn(pattern, instead, example)
        assert count, pattern
    conf = folder / "nginx.conf"
    places = "\n".join(
        f"{what}_temp_path {folder / what};" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf.write_text(
        f"daemon off; master_process off; pid {folder / 'nginx.pid'}; error_log stderr;\n"
        f"events {{}}\nhttp {{\n{places}\n{example}\n}}\n"
    )
    return str(conf)


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
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
    files = folder / "fullchain.pem", folder / "privkey.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.mark.skipif(not Path(NGINX).exists(), reason="without nginx its example cannot be tried")
def test_behind_nginx_people_sign_in_and_nobody_passes_for_somebody_else(site: Site) -> None:
    plain = HTTPConnection("localhost", site.http_port, timeout=PATIENCE)
    plain.request("GET", "/customer/?a=b")
    moved = plain.getresponse()
    assert (moved.status, moved.headers["Location"]) == (308, "https://localhost/customer/?a=b")
    assert "max-age" in site.ask("GET", "/").headers["Strict-Transport-Security"]

    signs_in = {"email": "customer@demo.example", "password": "candor-demo-2026"}
    answer = site.ask("POST", "/customer/sign-in/", signs_in)
    assert answer.status == 303, answer.read()
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-candor-")
    assert {"Secure", "HttpOnly"} <= set(cookie.split("; "))
    page = site.ask("GET", "/customer/cases/", **{"Cookie": cookie.partition(";")[0], "Accept-Encoding": "gzip"})
    assert (page.status, page.headers["Content-Encoding"]) == (200, "gzip")

    guesses = [
        site.ask("POST", "/customer/sign-in/", {**signs_in, "password": "wrong"}, **{"X-Forwarded-For": f"10.1.{n}.1"})
        for n in range(12)
    ]
    assert guesses[0].status == 422
    assert guesses[-1].status == 429, "a visitor's own word about where they come from would have let them guess on"
    too_long = site.ask("POST", "/contact/", {"body": "x" * 3_000_000})
    assert too_long.status == 413
    assert b"<main" in too_long.read(), "nginx lets through what it would refuse by itself: Candor says it in words"
