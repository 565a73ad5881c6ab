"""What deploy/README.md and the guides tell an owner of a server, done in a room with systemd."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from trial.room import ELSEWHERE, HERE, THERE, Room
from trial.telling import Report, eventually, hold
from trial.visitor import ASKING, WHO, Site, redirected, set_up, try_networks, try_uploads

ROOT = Path(__file__).resolve().parents[2]
NAME = "support.example.com"
SETTINGS = f"""CANDOR_BASE_URL=https://{NAME}
CANDOR_TRUSTED_PROXIES=127.0.0.1
CANDOR_SMTP=smtp://127.0.0.1:2525
CANDOR_MAIL_FROM=support@example.com
CANDOR_LANGUAGE=en
CANDOR_TIME_ZONE=Europe/Berlin
CANDOR_UPLOAD_MB=50
"""
MEMORY = r"""cd /proc; for p in $(pgrep -u candor); do cat $p/smaps_rollup; done 2>/dev/null |
    awk '/^Pss:/ {s += $2} END {print int(s / 1024)}'"""
MAIL_SERVER = "systemd-run --quiet --unit=mail-server python3 -uW ignore -m smtpd -nc DebuggingServer 127.0.0.1:2525"
MAIN = "systemctl show --property=MainPID --value candor"


@dataclass
class Server:
    """A room, what is told of it, and the way its owner asks Candor."""

    room: Room
    report: Report
    candor_as: str
    site: Site

    def install_debian_packages(self, more: str) -> None:
        packages = code_after("apt install", "deploy/README.md")
        self.room.run(f"DEBIAN_FRONTEND=noninteractive apt-get update && apt-get install --yes {packages} {more}")

    def bring(self, revision: str, version: str) -> None:
        """A version into a folder of its own, as `git clone` does."""
        self.room.run(f"git clone --quiet --branch {revision} --depth 1 file:///srv/candor.git /opt/candor-{version}")

    def place_files(self) -> None:
        """Each to where the table in deploy/README.md says."""
        for source, target in (
            ("candor.service", "/etc/systemd/system/"),
            ("candor-doctor.service", "/etc/systemd/system/"),
            ("candor-doctor.timer", "/etc/systemd/system/"),
            ("nginx.conf.example", "/etc/nginx/sites-available/candor"),
        ):
            self.room.run(f"cp /opt/candor/deploy/{source} {target}")
        self.room.run("install --directory --mode=0755 /etc/candor")
        self.room.write("/etc/candor/candor.env", SETTINGS, 0o600)
        self.room.run("ln -sf ../sites-available/candor /etc/nginx/sites-enabled/candor")
        folder = f"/etc/letsencrypt/live/{NAME}"
        self.room.run(
            f"mkdir -p {folder} && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -addext"
            f" subjectAltName=DNS:{NAME} -keyout {folder}/privkey.pem -out {folder}/fullchain.pem 2>/dev/null"
        )
        self.site.authority = (self.room.root / folder.lstrip("/") / "fullchain.pem").read_text()
        self.room.write("/usr/local/sbin/candor-as", self.candor_as, 0o755)
        self.room.run(MAIL_SERVER)

    def one_time_address(self) -> str:
        said = self.room.run("journalctl --unit=candor --output=cat")
        found = re.findall(rf"https://{re.escape(NAME)}(/set-up/\S+)", said)
        hold(found, f"the journal names no one-time address: {said[-2000:]}")
        return str(found[-1])

    def start(self) -> float:
        """The seconds from `systemctl start` until every part works."""
        began = time.monotonic()
        self.room.run("systemctl start candor")
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self, within: float = 300) -> float:
        ready = "curl -fs -o /dev/null -H 'Host: localhost' http://127.0.0.1:8000/readyz"
        return eventually(lambda: self.room.ask(ready).returncode == 0, within, "Candor is ready")

    def processes(self) -> set[str]:
        return set(self.room.ask("ps -o pid= -u candor").stdout.split())


def code_after(words: str, paper: str) -> str:
    """What stands behind these words in the first piece of code of a page that begins with them."""
    found = re.search(rf"`{words} ([^`]+)`", (ROOT / paper).read_text())
    hold(found, f"{paper} does not say {words}")
    return found[1] if found else ""


def candor_as_of_the_guide() -> str:
    """The script that docs/guide/running.md lets an owner make."""
    found = re.search(r"<<'END'\n(.*?)\nEND\n", (ROOT / "docs/guide/running.md").read_text(), re.DOTALL)
    hold(found, "the guide has no script")
    return f"{found[1] if found else ''}\n"


def keep_repository(room: Room, before: str) -> None:
    """What an owner clones from: this version as `this`, and the one before as `before`."""
    place = room.root / "srv/candor.git"
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run(["git", "init", "--quiet", "--bare", str(place)], check=True)
    branches = ("HEAD:refs/heads/this", f"{before}:refs/heads/before")
    subprocess.run(["git", "-C", str(ROOT), "push", "--quiet", str(place), *branches], check=True)
    subprocess.run(["chown", "-R", "0:0", str(place)], check=True)


def try_install(server: Server) -> None:
    room, report = server.room, server.report
    with report.step("Install, by the seven steps of deploy/README.md"):
        server.install_debian_packages("nginx openssl curl procps")
        server.bring("this", "0.1.0")
        room.run("ln -sfn candor-0.1.0 /opt/candor")
        room.run("adduser --quiet --system --group --home /var/lib/candor --no-create-home candor")
        server.place_files()
        room.run("systemctl daemon-reload")
        began = time.monotonic()
        room.run("systemctl enable --quiet --now candor candor-doctor.timer")
        server.wait_until_ready(900)
        report.fact(f"first start, packages and database included: {time.monotonic() - began:.0f} s")
        room.run("rm -f /etc/nginx/sites-enabled/default; nginx -t && systemctl reload-or-restart nginx")
    with report.step("Set up over nginx with TLS"):
        hold(redirected(THERE, NAME, "/tech/?a=b") == f"https://{NAME}/tech/?a=b", "http leads elsewhere")
        set_up(server.site, server.one_time_address())
        hold(server.site.sign_in() == 303, "the administrator signs in")
        hold(server.site.get("/tech/")[0].status == 200, "the start page opens")
        report.fact("one-time address from the journal, set up, signed in; http is sent to https")


def try_use(server: Server) -> None:
    room, report, site = server.room, server.report, server.site
    with report.step("Uploads through nginx"):
        try_uploads(site, report)
    with report.step("Mail leaves"):
        arrived = "journalctl --unit=mail-server --output=cat"
        eventually(lambda: ASKING["email"] in room.run(arrived), 120, "the acknowledgement leaves")
        report.fact("the acknowledgement was handed over to a mail server on this machine")
    with report.step("Who a visitor is, behind nginx"):
        try_networks(site, (HERE, ELSEWHERE), report)
    with report.step("Candor, asked by its owner"):
        said = room.ask("candor-as doctor")
        report.fact(f"candor-as doctor ends with {said.returncode}:")
        for line in (said.stdout + said.stderr).splitlines():
            report.fact(f"  {line}")
        unit = room.ask("systemctl start candor-doctor").returncode
        hold(bool(unit) == bool(said.returncode), f"the unit says {unit}, the command {said.returncode}")
        due = room.run("systemctl show --property=NextElapseUSecRealtime --value candor-doctor.timer")
        report.fact(f"candor-doctor.service ends as the command does; the timer: {due}")
        report.fact(f"memory of all of Candor: {room.run(MEMORY)} MB (PSS)")


def try_cage(server: Server) -> None:
    room, report = server.room, server.report
    with report.step("The cage"):
        for unit in ("candor", "candor-doctor"):
            rating = room.run(f"systemd-analyze security --no-pager {unit} | tail -n 1")
            report.fact(rating.lstrip("→ "))
        pid = room.run(MAIN)
        status = room.run(f"grep -E '^(Uid|CapEff|NoNewPrivs|Seccomp):' /proc/{pid}/status")
        report.fact(" ".join(status.split()))
        written = room.run("find /opt /etc /usr /srv -xdev -user candor | head")
        hold(not written, f"Candor owns {written}")
        foreign = room.run("find /var/lib/candor ! -user candor | head")
        hold(not foreign, f"in its home lies what is not Candor's: {foreign}")
        loose = room.run("find /var/lib/candor -perm /077 ! -type l | head")
        hold(not loose, f"in its home others may read {loose}")
        compiled = room.run("find /opt/candor/src -name '*.pyc' | wc -l")
        unread = room.run("runuser -u candor -- find /opt/candor/ -name .git -prune -o ! -readable -print | head")
        hold(not unread, f"Candor cannot read {unread}")
        report.fact(f"owns nothing outside its home, nobody else reads in it; {compiled} compiled files, all readable")


def try_ends(server: Server) -> None:
    room, report = server.room, server.report
    with report.step("Stop and start"):
        began = time.monotonic()
        room.run("systemctl stop candor")
        taken = time.monotonic() - began
        said = room.run("systemctl show --property=Result,ExecMainStatus candor").split()
        hold(taken < 10 and not server.processes(), f"a stop took {taken:.1f} s, left: {server.processes()}")
        hold(said == ["Result=success", "ExecMainStatus=0"], f"after a stop: {said}")
        report.fact(f"stopped in {taken:.1f} s, nothing left; started and ready again in {server.start():.1f} s")
    with report.step("Killed"):
        main = room.run(MAIN)
        room.run(f"kill -9 {main}")
        eventually(lambda: room.run(MAIN) not in {"0", main}, 60, "systemd starts it again")
        report.fact(f"kill -9 of the supervisor: systemd starts it, ready after {server.wait_until_ready():.1f} s more")
        web = room.run("pgrep -u candor -x 'candor web' | tail -n 1")
        room.run(f"kill -9 {web}")
        eventually(lambda: web not in server.processes(), 10, "it is gone")
        server.wait_until_ready()
        hold(room.run(MAIN) != "0", "the supervisor lives")
        report.fact("kill -9 of a web process: the supervisor starts another")
    with report.step("Reboot"):
        report.fact(f"the machine is up again after {room.reboot():.0f} s")
        taken = server.wait_until_ready()
        room.run(MAIL_SERVER)
        hold(server.site.sign_in() == 303, "the administrator signs in")
        report.fact(f"Candor and nginx came by themselves, ready {taken:.0f} s later; signed in")


def try_backups(server: Server) -> None:
    room, report = server.room, server.report
    with report.step("Backups, by docs/guide/backup.md"):
        key = room.run("candor-as backup key new").splitlines()[-1]
        room.write("/srv/recovery-key", f"{key}\n")
        room.run("chown candor /srv/recovery-key")
        eventually(lambda: "candor-main-" in room.run("candor-as backup list"), 700, "a backup is made by itself")
        report.fact("the first backup is made by itself, once there is a recovery key")
        made = room.run("candor-as backup").splitlines()[-1]
        said = room.run(f"candor-as backup verify {made} --key-file /srv/recovery-key")
        report.fact(f"made another, restored it on trial: {said.splitlines()[-1]}")
    with report.step("Copies in a folder elsewhere, by places.conf.example"):
        place = "/mnt/other-machine/candor"
        room.run(f"install --directory --owner=candor --group=candor --mode=0700 {place}")
        for unit in ("candor", "candor-doctor"):
            room.run(f"mkdir -p /etc/systemd/system/{unit}.service.d")
            room.run(f"cp /opt/candor/deploy/places.conf.example /etc/systemd/system/{unit}.service.d/places.conf")
        more = f"CANDOR_BACKUP_COPY={place}\nCANDOR_LEDGER_COPY={place}/ledger.jsonl\nCANDOR_BACKUP_EVERY_HOURS=24\n"
        room.write("/etc/candor/candor.env", SETTINGS + more, 0o600)
        room.run("systemctl daemon-reload && systemctl restart candor")
        server.wait_until_ready()
        room.run("candor-as backup")
        there = room.run(f"ls {place}").split()
        hold(any(name.endswith(".candor-backup") for name in there), f"only {there} were copied")
        report.fact(f"copied: {', '.join(sorted({re.sub('[0-9]{8}T[0-9]+Z', '…', name) for name in there}))}")


def try_caddy(server: Server) -> None:
    room, report, site = server.room, server.report, server.site
    with report.step("Caddy instead of nginx"):
        room.run("systemctl disable --quiet --now nginx && DEBIAN_FRONTEND=noninteractive apt-get install --yes caddy")
        room.run(f"sed 's/^{NAME} {{/&\\n\\ttls internal/' /opt/candor/deploy/Caddyfile.example >/etc/caddy/Caddyfile")
        room.run("systemctl restart caddy")
        authority = room.root / "var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
        eventually(authority.exists, 60, "Caddy makes its own authority")
        site.authority = authority.read_text()
        site.wait_until_ready(60)
        hold(redirected(THERE, NAME, "/tech/?a=b") == f"https://{NAME}/tech/?a=b", "http leads elsewhere")
        answer, _content = site.get("/")
        strict = answer.headers.get_all("Strict-Transport-Security")
        hold(strict == ["max-age=31536000"], f"Strict-Transport-Security is {strict}")
        hold(site.sign_in() == 303, "the administrator signs in")
        caddy = room.run("caddy version").split()[0]
        report.fact(f"Caddy {caddy} with `tls internal`: signed in, http is sent to https")
    with report.step("Uploads through Caddy"):
        try_uploads(site, report)
    with report.step("Who a visitor is, behind Caddy"):
        room.run("systemctl restart candor")  # the guesses through nginx are forgotten
        site.wait_until_ready()
        try_networks(site, (HERE, ELSEWHERE), report)
    with report.step("While Candor starts anew"):
        room.run("systemctl restart --no-block candor")
        time.sleep(1)
        began = time.monotonic()
        status = site.status("/livez")
        report.fact(f"a visitor behind Caddy waits {time.monotonic() - began:.1f} s and is answered {status}")


def try_journal(server: Server) -> None:
    with server.report.step("The journal"):
        said = server.room.run("journalctl --unit=candor --unit=candor-doctor")
        words = {*WHO.values(), *ASKING.values(), "Trialmann", "Probefisch", "megabytes", HERE, ELSEWHERE, "Traceback"}
        found = {word for word in words if word.casefold() in said.casefold()}
        hold(not found, f"it holds {found}")
        refused = [line for line in said.splitlines() if re.search(r"not permitted|Read-only", line)]
        hold(not refused, f"the cage is too narrow: {refused}")
        server.report.fact(f"{len(said.splitlines())} lines; no name, address or word of anybody, no traceback")
