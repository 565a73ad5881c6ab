"""A Debian of its own: made by debootstrap, booted by systemd-nspawn, reached over a network of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from families import family

from trial.telling import eventually, hold

HERE, THERE, ELSEWHERE = "10.77.9.1", "10.77.9.2", "10.77.8.1"
"""Ours and the room's end of the cable, and another address of ours: a visitor from another network."""

CABLE = "ve-candor"
REBOOT = 133
"""How systemd-nspawn ends when who is in it wants to be started anew."""

NETWORK = f"""[Match]
Name=host0
[Network]
Address={THERE}/24
Gateway={HERE}
LinkLocalAddressing=no
DHCP=no
"""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def make_debian(root: Path, mirror: str, suite: str, packages: tuple[str, ...], certificates: Path | None) -> None:
    """A Debian that trusts these certificates too, and whose apt asks this mirror."""
    including = ",".join(("ca-certificates", *packages))
    words = ["debootstrap", "--variant=minbase", f"--include={including}", suite, str(root), mirror]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    parts = [f"deb {mirror} {name} main" for name in (suite, f"{suite}-updates")]
    (root / "etc/apt/sources.list").write_text("\n".join(parts) + "\n")
    (root / "etc/dpkg/dpkg.cfg.d/trial").write_text("force-unsafe-io\n")  # it lives for an hour
    if certificates:
        shutil.copytree(certificates, root / "usr/local/share/ca-certificates", dirs_exist_ok=True)
        subprocess.run(["chroot", str(root), "update-ca-certificates"], check=True, stdout=subprocess.DEVNULL)


@dataclass
class Room:
    """A booted Debian."""

    root: Path
    unified: bool = False
    process: subprocess.Popen[bytes] | None = None

    def boot(self) -> float:
        """The seconds until its systemd has started everything."""
        (self.root / "etc/systemd/network").mkdir(parents=True, exist_ok=True)
        (self.root / "etc/systemd/network/10-host0.network").write_text(NETWORK)
        (self.root / "etc/hostname").write_text("candor-trial\n")
        subprocess.run(["systemctl", f"--root={self.root}", "--quiet", "enable", "systemd-networkd"], check=True)
        nspawn = ["systemd-nspawn", "--quiet", "--boot", f"--directory={self.root}", "--machine=candor"]
        nspawn += ["--network-veth", "--resolv-conf=copy-host", "--link-journal=no", "--register=no", "--keep-unit"]
        nspawn += ["--console=read-only"]
        # Between two boots it empties a folder of its own, and refuses to where /run lies on a disk.
        before = "mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn && "
        if self.unified:
            before += "umount --recursive /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && "
        words = ["unshare", "--mount", "sh", "-c", f'{before} exec "$@"', "sh", *nspawn]
        began = time.monotonic()
        with (self.root.parent / f"{self.root.name}.console").open("wb") as console:
            self.process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True
            )
        eventually(lambda: self.leader or (self.process and self.process.poll() is not None), 120, "its systemd runs")
        hold(self.leader, f"systemd-nspawn ended: {(self.root.parent / f'{self.root.name}.console').read_text()}")
        self.plug_in()
        self.wait_until_up()
        return time.monotonic() - began

    def plug_in(self) -> None:
        """Our end of the cable; systemd-nspawn made it."""
        eventually(lambda: Path("/sys/class/net", CABLE).exists(), 60, "the cable is there")
        ours = (["addr", "replace", f"{HERE}/24", "dev", CABLE], ["addr", "replace", f"{ELSEWHERE}/32", "dev", CABLE])
        for words in (*ours, ["link", "set", CABLE, "up"]):
            subprocess.run(["ip", *words], check=True)

    def wait_until_up(self) -> None:
        eventually(self.is_up, 300, "its systemd has started everything")

    def is_up(self) -> bool:
        said = self.ask("systemctl is-system-running")
        return said.returncode == 0 or said.stdout.strip() == "degraded"

    @property
    def leader(self) -> int:
        """Its process 1, as we see it; 0 while there is none."""
        if self.process is None:
            return 0
        for pid in family(self.process.pid):
            with suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                ids = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]
                if len(ids) == 2 and ids[1] == "1":
                    return pid
        return 0

    def ask(self, command: str, *, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run it there as root, as typed into a shell."""
        words = ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"]
        bare = [f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8", "TERM=dumb"]
        words += ["env", "-i", *bare, "sh", "-c", f"cd /root; {command}"]
        return subprocess.run(words, input=typed, capture_output=True, text=True, check=False, timeout=1800)

    def run(self, command: str, *, typed: str = "") -> str:
        """What it prints; raises Disagrees where it fails."""
        done = self.ask(command, typed=typed)
        hold(done.returncode == 0, f"`{command}` ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def reboot(self) -> float:
        """The seconds until everything has started again; with `--keep-unit` that is left to us."""
        began = time.monotonic()
        self.ask("systemctl reboot")
        hold(self.process and self.process.wait(120) == REBOOT, "it does not ask for a start anew")
        self.boot()
        return time.monotonic() - began

    def shut_down(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.leader or self.process.pid, signal.SIGRTMIN + 4)  # halt, as systemd understands it
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@contextmanager
def way_out() -> Iterator[None]:
    """The room reaches the network by this machine during the block."""
    forwarding = Path("/proc/sys/net/ipv4/ip_forward")
    before = forwarding.read_text()
    rule = ["POSTROUTING", "--source", f"{THERE}/32", "!", "--out-interface", CABLE, "--jump", "MASQUERADE"]
    subprocess.run(["iptables", "--table", "nat", "--append", *rule], check=True)
    try:
        forwarding.write_text("1")
        yield
    finally:
        forwarding.write_text(before)
        subprocess.run(["iptables", "--table", "nat", "--delete", *rule], check=True)
