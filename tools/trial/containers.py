"""What deploy/README.md and the guides tell an owner of containers, done with podman.

No registry is asked. The base images bear the names that the files ask for and are made of Debian's packages: its own
slim base, and stand-ins for PostgreSQL and Caddy that understand the same environment and folders.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from trial.room import ELSEWHERE, HERE, make_debian
from trial.server import ROOT
from trial.telling import Report, eventually, hold
from trial.visitor import ASKING, WHO, Site, ask_with_file, redirected, set_up, try_networks, try_uploads

NAME = "support.localhost"
"""For names below localhost Caddy is an authority of its own, and asks nobody."""

SETTINGS = f"""CANDOR_HOST={NAME}
POSTGRES_PASSWORD=made-up-for-an-hour
CANDOR_SMTP=
CANDOR_MAIL_FROM=support@example.com
CANDOR_POSTGRES_IMAGE=localhost/trial-postgres
CANDOR_CADDY_IMAGE=localhost/trial-caddy
"""
START_POSTGRES = """#!/bin/sh
set -eu
cd /
bin=$(ls -d /usr/lib/postgresql/*/bin)
data=/var/lib/postgresql/data
as='runuser -u postgres --'
if [ ! -s $data/PG_VERSION ]; then
    install --directory --owner=postgres --mode=0700 $data
    $as $bin/initdb -D $data --auth-local=trust --auth-host=scram-sha-256 >/dev/null
    echo 'host all all all scram-sha-256' >>$data/pg_hba.conf
    $as $bin/pg_ctl -D $data -w start -o '-c listen_addresses=' >/dev/null
    echo "CREATE ROLE $POSTGRES_USER SUPERUSER LOGIN PASSWORD '$POSTGRES_PASSWORD'" | $as psql -q
    $as createdb -O $POSTGRES_USER $POSTGRES_DB
    $as $bin/pg_ctl -D $data -w stop >/dev/null
fi
exec $as $bin/postgres -D $data -c 'listen_addresses=*'
"""
POSTGRES = f"""FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/*
RUN echo {b64encode(START_POSTGRES.encode()).decode()} | base64 --decode >/start && chmod 755 /start
STOPSIGNAL SIGINT
CMD ["/start"]
"""
CADDY = """FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends caddy && rm -rf /var/lib/apt/lists/*
ENV XDG_DATA_HOME=/data XDG_CONFIG_HOME=/config
"""
CLOSED = "--read-only --cap-drop ALL --security-opt no-new-privileges --pids-limit 512 --tmpfs /tmp:size=256m,mode=1777"


@dataclass
class Containers:
    """Images and containers below a folder, away from the machine's own."""

    place: Path
    report: Report
    driver: str
    site: Site

    @property
    def project(self) -> Path:
        return self.place / "candor"

    def ask(self, command: str, *, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run it in deploy/, where `podman` is the one of this trial."""
        environment = {**os.environ, "PATH": f"{self.place}/bin:{os.environ['PATH']}"}
        return subprocess.run(
            ["sh", "-c", command], cwd=self.project / "deploy", env=environment, input=typed, capture_output=True,
            text=True, check=False, timeout=3600,
        )  # fmt: skip

    def run(self, command: str, *, typed: str = "") -> str:
        """What it prints; raises Disagrees where it fails."""
        done = self.ask(command, typed=typed)
        hold(done.returncode == 0, f"`{command}` ended with {done.returncode}: {(done.stdout + done.stderr)[-3000:]}")
        return done.stdout.strip()

    def make_podman(self) -> None:
        """Storage of its own, and no systemd to make control groups."""
        (self.place / "bin").mkdir(exist_ok=True)
        options = f"--root {self.place}/storage --runroot {self.place}/run --storage-driver {self.driver}"
        script = self.place / "bin/podman"
        script.write_text(f'#!/bin/sh\nexec /usr/bin/podman {options} --runtime runc --cgroup-manager cgroupfs "$@"\n')
        script.chmod(0o755)

    def bring(self, revision: str) -> None:
        """The project's folder at this revision, with deploy/ as it is now."""
        if not self.project.exists():
            subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(self.project)], check=True)
        git = ["git", "-C", str(self.project)]
        commit = subprocess.check_output(["git", "-C", str(ROOT), "rev-parse", revision], text=True).strip()
        subprocess.run([*git, "fetch", "--quiet", "origin", commit], check=True)
        subprocess.run([*git, "checkout", "--quiet", "--force", "--detach", commit], check=True)
        shutil.copytree(ROOT / "deploy", self.project / "deploy", dirs_exist_ok=True)
        (self.project / "deploy/.env").write_text(SETTINGS)
        (self.project / "deploy/.env").chmod(0o600)

    def healthy(self, container: str) -> bool:
        return self.ask(f"podman healthcheck run {container}").returncode == 0

    def name_of(self, service: str) -> str:
        """The container of a service of compose.yaml."""
        names = self.run("podman ps --all --format '{{.Names}}'").split()
        found = [name for name in names if re.fullmatch(rf"deploy[-_]{service}[-_]1", name)]
        hold(found, f"of {service} there is no container: {names}")
        return found[0]

    def one_time_address(self, container: str) -> str:
        said = self.ask(f"podman logs {container}")
        found = re.findall(r"https?://[^/\s]+(/set-up/\S+)", said.stdout + said.stderr)
        hold(found, f"the log names no one-time address: {(said.stdout + said.stderr)[-2000:]}")
        return str(found[-1])

    def memory(self, container: str) -> int:
        """Megabytes (PSS) of all its processes."""
        total = 0
        for pid in self.run(f"podman top {container} hpid").split()[1:]:
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
            total += int(found[1]) if found else 0
        return total // 1024


def try_containers(trial: Containers, before: str, debian: tuple[str, str, Path | None]) -> None:
    trial.make_podman()
    make_images(trial, debian, before)
    try:
        if trial.report.failed:
            return  # there is nothing to try further
        try_alone(trial)
        try_compose(trial)
        try_visitors(trial)
        try_upgrade(trial)
        try_restore(trial)
    finally:
        trial.ask("podman rm --all --force --time 10; podman volume rm --all --force; podman network prune --force")


def make_images(trial: Containers, debian: tuple[str, str, Path | None], before: str) -> None:
    report = trial.report
    trial.bring(before)
    with report.step("Base images, of Debian's packages"):
        root = trial.place / "base"
        if not root.exists():
            make_debian(root, debian[0], debian[1], (), debian[2])
        if trial.ask("podman image exists debian:bookworm-slim").returncode:
            trial.run(f"tar -C {root} -c . | podman import - docker.io/library/debian:bookworm-slim")
        for name, text in (("postgres", POSTGRES), ("caddy", CADDY)):
            trial.run(f"podman build --format docker --tag localhost/trial-{name} -f - .", typed=text)
        report.fact("debian:bookworm-slim by debootstrap; PostgreSQL and Caddy as stand-ins from Debian's packages")
    with report.step("Build the container file, of the version before and of this one"):
        for tag, revision in (("before", before), ("this", "HEAD")):
            trial.bring(revision)
            began = time.monotonic()
            trial.run(f"cd .. && podman build --format docker --file deploy/Containerfile --tag candor:{tag} .")
            size = int(trial.run(f"podman image inspect --format '{{{{.Size}}}}' candor:{tag}"))
            base = int(trial.run("podman image inspect --format '{{.Size}}' debian:bookworm-slim"))
            took = time.monotonic() - began
            report.fact(f"{tag}: {size / 1e6:.0f} MB, of them {base / 1e6:.0f} MB the base, in {took:.0f} s")


def try_alone(trial: Containers) -> None:
    report = trial.report
    run = f"podman run --detach --name alone {CLOSED} --volume alone:/var/lib/candor --stop-timeout 15"
    run += " --env CANDOR_BASE_URL=http://localhost:8000"
    with report.step("Candor alone, with SQLite in its volume"):
        began = time.monotonic()
        trial.run(f"{run} candor:this")
        eventually(lambda: trial.healthy("alone"), 300, "healthy.py finds every part answering")
        report.fact(
            f"first start until healthy: {time.monotonic() - began:.0f} s; memory {trial.memory('alone')} MB (PSS)"
        )
        hold(trial.one_time_address("alone"), "the log names the one-time address")
        status = trial.run("podman exec alone grep -E '^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/1/status")
        report.fact(" ".join(status.split()))
        for place in ("/opt/candor/x", "/etc/x", "/usr/x"):
            hold(trial.ask(f"podman exec alone touch {place}").returncode, f"{place} can be written")
        said = trial.ask("podman exec alone candor doctor")
        report.fact(f"candor doctor ends with {said.returncode}: {' '.join((said.stdout + said.stderr).split())[:600]}")
    with report.step("It ends when asked, and comes again"):
        began = time.monotonic()
        trial.run("podman stop alone")
        taken = time.monotonic() - began
        code = trial.run("podman inspect --format '{{.State.ExitCode}}' alone")
        hold(code == "0" and taken < 10, f"it ended with {code} after {taken:.1f} s")
        began = time.monotonic()
        trial.run("podman start alone")
        eventually(lambda: trial.healthy("alone"), 300, "it is healthy again")
        report.fact(f"stopped in {taken:.1f} s with 0; again healthy {time.monotonic() - began:.0f} s after a start")
        trial.run("podman rm --force --time 10 alone && podman volume rm alone")


def try_compose(trial: Containers) -> None:
    report, site = trial.report, trial.site
    with report.step("compose.yaml: Candor, PostgreSQL and Caddy"):
        trial.run("podman tag candor:before localhost/candor candor")
        began = time.monotonic()
        trial.run("podman-compose up --detach")
        candor = trial.name_of("candor")
        eventually(lambda: trial.healthy(candor), 600, "Candor is healthy")
        report.fact(f"healthy after {time.monotonic() - began:.0f} s; memory of Candor {trial.memory(candor)} MB (PSS)")
        shown = trial.run("podman ps --format '{{.Names}} {{.Ports}}'")
        hold(not [line for line in shown.splitlines() if "->" in line and "caddy" not in line], f"reachable: {shown}")
        caddy = trial.name_of("caddy")
        authority = f"podman exec {caddy} cat /data/caddy/pki/authorities/local/root.crt"
        eventually(lambda: trial.ask(authority).returncode == 0, 60, "Caddy makes its own authority")
        site.authority = trial.run(authority) + "\n"
        site.wait_until_ready(60)
        hold(redirected(HERE, NAME, "/tech/") == f"https://{NAME}/tech/", "http leads elsewhere")
        set_up(site, trial.one_time_address(candor))
        hold(site.sign_in() == 303, "the administrator signs in")
        report.fact("only Caddy can be reached; set up and signed in through it, http is sent to https")


def try_visitors(trial: Containers) -> None:
    report, site = trial.report, trial.site
    with report.step("Uploads and visitors through it"):
        try_uploads(site, report)
        try_networks(site, (HERE, ELSEWHERE), report)
    with report.step("What it writes"):
        said = trial.ask(f"podman logs {trial.name_of('candor')}")
        words = {*WHO.values(), *ASKING.values(), HERE, ELSEWHERE, "Traceback"}
        found = {word for word in words if word.casefold() in (said.stdout + said.stderr).casefold()}
        hold(not found, f"the log holds {found}")
        report.fact("no name, address or traceback in Candor's log")
    with report.step("A database that goes away"):
        trial.run(f"podman restart --time 10 {trial.name_of('database')}")
        report.fact(f"after a restart of PostgreSQL Candor answers again within {site.wait_until_ready(120):.0f} s")


def try_upgrade(trial: Containers) -> None:
    report, site = trial.report, trial.site
    with report.step("Upgrade in containers, by docs/guide/running.md"):
        answer, _content, _digest = ask_with_file(site, "From before", 1_000)
        hold(answer.status == 302, "a question comes in")
        trial.run(f"podman exec {trial.name_of('candor')} candor backup key new")
        trial.bring("HEAD")
        trial.run("podman tag candor:this localhost/candor candor")
        for command in upgrade_of_the_guide():
            done = trial.ask(command)
            hold(done.returncode == 0, f"`{command}` ended with {done.returncode}: {done.stdout}{done.stderr}"[-3000:])
            report.fact(f"{command}: {' '.join((done.stdout + done.stderr).split())[-300:]}")
        site.wait_until_ready()
        hold(site.sign_in() == 303, "people sign in with the password of before")
        hold("From before" in site.get("/tech/cases/")[1].decode(), "the case of before stands in the list")
        report.fact("the new image over the same volume and database: signed in, the case of before is there")


def upgrade_of_the_guide() -> list[str]:
    """The commands that docs/guide/running.md names, without --pull: no registry is asked."""
    found = re.search(r"^docker compose build .*?(?=\n```)", (ROOT / "docs/guide/running.md").read_text(), re.M | re.S)
    hold(found, "the guide has no commands for it")
    lines = found[0].splitlines() if found else []
    return [line.replace("docker compose", "podman-compose").replace(" --pull", "") for line in lines]


def try_restore(trial: Containers) -> None:
    report, site = trial.report, trial.site
    copies = trial.place / "copies"
    with report.step("Restore into empty volumes"):
        candor = trial.name_of("candor")
        key = trial.run(f"podman exec {candor} candor backup key new").splitlines()[-1]
        made = Path(trial.run(f"podman exec {candor} candor backup").splitlines()[-1])
        shutil.rmtree(copies, ignore_errors=True)
        copies.mkdir(mode=0o755)
        trial.run(f"podman cp {candor}:{made} {copies}/ && podman cp {candor}:/var/lib/candor/ledger/. {copies}/")
        (copies / "key").write_text(f"{key}\n")
        trial.run(f"chown -R 10001:10001 {copies} && podman-compose down --volumes")
        trial.run("podman-compose up --detach database")
        eventually(lambda: trial.healthy(trial.name_of("database")), 120, "PostgreSQL answers")
        run = f"podman-compose run --rm --no-deps --volume {copies}:/copies:ro candor"
        done = trial.ask(f"{run} restore /copies/{made.name} --key-file /copies/key")
        hold(done.returncode == 0, f"restore ended with {done.returncode}: {done.stdout}{done.stderr}"[-3000:])
        report.fact(" ".join((done.stdout + done.stderr).split())[-400:])
        trial.run("podman-compose up --detach")
        authority = f"podman exec {trial.name_of('caddy')} cat /data/caddy/pki/authorities/local/root.crt"
        eventually(lambda: trial.ask(authority).returncode == 0, 60, "Caddy makes its own authority")
        site.authority = trial.run(authority) + "\n"
        site.wait_until_ready()
        hold(site.sign_in() == 303, "people sign in with the password of before")
        hold("From before" in site.get("/tech/cases/")[1].decode(), "the case of before stands in the list")
        report.fact("restored by the image alone: signed in, the case of before is there")
