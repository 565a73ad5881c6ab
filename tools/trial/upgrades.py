"""An instance of the version before, brought to a version that is broken and to this one, under systemd."""

from __future__ import annotations

import re
import time

from trial.room import Room
from trial.server import ROOT, SETTINGS, Server
from trial.telling import hold
from trial.visitor import ask_with_file, set_up

OLDEST = "0.1.0.dev1"
"""What the version before is called here: two states of `main` bear the same number."""

BROKEN = '''"""Cannot be run."""

from django.db import migrations


def fail(*_: object) -> None:
    raise RuntimeError("this version is broken on purpose")


class Migration(migrations.Migration):
    dependencies = [("kernel", "{last}")]
    operations = [migrations.RunPython(fail)]
'''


def call(room: Room, folder: str, version: str) -> None:
    """Let the version in this folder be that one."""
    room.run(f"sed -i 's/^version = .*/version = \"{version}\"/' /opt/candor-{folder}/pyproject.toml")


def try_upgrades(server: Server) -> None:
    as_candor = re.sub(r"\s*\\\n\s*", " ", server.candor_as.split("exec ")[1]).split(" /opt/")[0]
    begin_with_the_one_before(server)
    go_there_and_back(server, as_candor)
    go_there(server, as_candor)


def begin_with_the_one_before(server: Server) -> None:
    room, report, site = server.room, server.report, server.site
    with report.step("An instance of the version before"):
        room.run("systemctl stop candor && rm -rf /var/lib/candor /opt/candor /opt/candor-*")
        server.bring("before", "0.0.9")
        room.run("ln -sfn candor-0.0.9 /opt/candor")
        call(room, "0.0.9", OLDEST)
        room.write("/etc/candor/candor.env", SETTINGS, 0o600)
        server.start()
        set_up(site, server.one_time_address())
        answer, _content, _digest = ask_with_file(site, "From before", 1_000)
        hold(answer.status == 302, "a question comes in")
        room.run("candor-as backup key new")
        report.fact(f"{room.run('candor-as --version')} serves, with a case in it")


def go_there_and_back(server: Server, as_candor: str) -> None:
    room, report, site = server.room, server.report, server.site
    with report.step("Look ahead and upgrade to a version that is broken"):
        for version in ("0.2.0", "0.1.0"):
            server.bring("this", version)
            call(room, version, version)
        last = sorted((ROOT / "src/candor/kernel/migrations").glob("0*.py"))[-1].stem
        room.write("/opt/candor-0.2.0/src/candor/kernel/migrations/9999_broken.py", BROKEN.format(last=last))
        for version in ("0.2.0", "0.1.0"):
            room.run(f"/opt/candor-{version}/candor --version")
        done = room.ask(f"{as_candor} /opt/candor-0.2.0/candor upgrade")
        hold(done.returncode != 0 and "broken on purpose" in done.stderr, f"it said {done.stdout}{done.stderr}")
        report.fact(f"it said: {' '.join(done.stderr.split())[-420:]}")
        server.start()
        hold(site.sign_in() == 303, "people sign in to the version before")
        report.fact(f"{room.run('candor-as --version')} serves as before")


def go_there(server: Server, as_candor: str) -> None:
    room, report, site = server.room, server.report, server.site
    with report.step("Upgrade"):
        ahead = room.run(f"{as_candor} /opt/candor-0.1.0/candor upgrade --check")
        report.fact(ahead.replace("\n", " "))
        began = time.monotonic()
        said = room.ask(f"{as_candor} /opt/candor-0.1.0/candor upgrade")
        hold(said.returncode == 0, f"it said {said.stdout}{said.stderr}")
        report.fact(
            f"{time.monotonic() - began:.0f} s; it said: {' '.join((said.stderr + said.stdout).split())[-300:]}"
        )
        state = room.run("systemctl show --property=ActiveState --value candor")
        hold(state == "inactive", f"the unit is {state}")
        refused = room.ask("candor-as doctor")
        report.fact(f"the version before, run by mistake: {' '.join((refused.stderr + refused.stdout).split())[:200]}")
        room.run("ln -sfn candor-0.1.0 /opt/candor")
        report.fact(f"started after the link was turned, ready in {server.start():.0f} s")
        hold(site.sign_in() == 303, "people sign in with the password of before")
        hold("From before" in site.get("/tech/cases/")[1].decode(), "the case of before stands in the list")
        report.fact(f"{room.run('candor-as --version')} serves, with the case of before")
