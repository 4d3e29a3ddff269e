"""The commands of docs/operations.md are run, as they stand there, from top to bottom, against a PostgreSQL of our own."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from app.bench import postgresql
from app.bench.postgresql import CARELESS, NoPostgresql

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/operations.md"
AS_POSTGRES = """#!/bin/sh
shift 3
program=$1
shift
exec "{programs}/$program" --host={place} --username=postgres "$@"
"""
"""Stands for `runuser -u postgres -- PROGRAM`: our server knows everybody as anybody"""


def blocks(kind: str) -> list[str]:
    """What stands in the guide's blocks of a kind."""
    text = GUIDE.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def free_ports(many: int) -> list[int]:
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(many)]
        return [one.getsockname()[1] for one in found]


def moved(script: str, etc: Path, backups: Path, ports: list[int]) -> str:
    """The same commands, for places and ports of this test."""
    places = {
        "/opt/countertalk": str(ROOT),
        "/etc/countertalk": str(etc),
        "/var/backups/countertalk": str(backups),
        ".venv/bin/python": sys.executable,
        "5000": str(ports[0]),
        "9464": str(ports[1]),
        "9465": str(ports[2]),
    }
    for there, here in places.items():
        assert there in script
        script = script.replace(there, here)
    return script


def run(command: list[str], environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end; however that is, nothing that it started goes on."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, env=environ, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
    try:
        out, err = process.communicate(timeout=600)
        return subprocess.CompletedProcess(command, process.returncode, out, err)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
def test_the_commands_of_the_guide_work(tmp_path: Path) -> None:
    port, *ports = free_ports(4)
    listening = ("listen_addresses=127.0.0.1", f"port={port}")
    try:
        server = postgresql.running((*CARELESS, *listening))
        place = server.__enter__().place
    except NoPostgresql as why:
        pytest.skip(str(why))
    with ExitStack() as stack:
        stack.push(server)
        programs = postgresql._programs()
        shim = tmp_path / "bin" / "runuser"
        shim.parent.mkdir()
        shim.write_text(AS_POSTGRES.format(programs=programs, place=place), encoding="utf-8")
        shim.chmod(0o755)
        script = moved("\n".join(blocks("sh")), tmp_path / "etc", tmp_path / "backups", ports)
        done = run(
            [shutil.which("bash") or "sh", "-eu", "-o", "pipefail", "-c", script],
            {
                **os.environ,
                "PATH": f"{shim.parent}:{programs}:{os.environ['PATH']}",
                "PGPORT": str(port),
                "NO_PROXY": "127.0.0.1",
            },
        )
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "the tables were missing; they are current",
        "the tables are current",
        f"operations on http://127.0.0.1:{ports[1]}",
        '"status": "ok", "store": "ok"',
        "countertalk_outbox_waiting 0.0",
        "notifier: ",
        "no orders",
    ):
        assert said in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_the_units_start_what_there_is() -> None:
    from app.__main__ import parser

    for unit in (ROOT / "docs/systemd").glob("*.service"):
        (start,) = re.findall(r"^ExecStart=\S+ -m app (.*)$", unit.read_text("utf-8"), re.MULTILINE)
        words = shlex.split(start)
        assert parser(words[0]).parse_args(words).command in unit.stem
