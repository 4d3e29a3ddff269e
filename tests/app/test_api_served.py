"""The REST door of a server process: keys made at the shell, and requests made from the API's own description."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from app.bootstrap import open_store
from app.web.process import running
from models import cart, checkout, customers, orders, webhook_secrets, webhook_sources
from models.api_keys import Scope
from models.base import Store
from models.sealing import Seal
from tests.app.world import ROOT, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs fork")
OWNERS = ("counter:till:1", "alexa:amzn1.ask.account.A", "alexa:amzn1.ask.account.B")
CONFIG = ROOT / "tests/data/schemathesis.toml"
HOOKS = ROOT / "tests/web/schemathesis_hooks.py"


@dataclass(frozen=True)
class Served:
    """A server with three orders, and a key for all of it."""

    url: str
    key: str
    environ: dict[str, str]
    log: Path

    def get(self, page: str, key: str = "") -> requests.Response:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return requests.get(f"{self.url}/{page}", headers=headers, timeout=20)


@pytest.fixture
def served(demo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_store(demo_url) as store:
        for owner in OWNERS:
            buy(store, owner)
        seal_key, source_secret = Seal.new_key(), webhook_secrets.make(os.urandom)
        with store.begin() as session:
            seal, scopes = Seal.read(seal_key), webhook_sources.SCOPES
            now = datetime.now(UTC)
            webhook_sources.add(session, "kitchen", scopes, source_secret, seal, now)
    environ = {
        "DATABASE_URL": demo_url,
        "COUNTERTALK_API_PER_MINUTE": "1000000",
        "COUNTERTALK_WEBHOOK_KEY": seal_key,
        "API_SOURCE_SECRET": source_secret,
        "PYTHONPATH": str(ROOT),
    }
    added = command("keys", "add", "kitchen", *Scope, "--json", environ=environ)
    key = json.loads(added.stdout)["key"]
    log = tmp_path / "log"
    serve = ["app", "serve", "--bind", "127.0.0.1:0", "--workers", "1"]
    with log.open("wb") as file, running(serve, environ, file) as server:
        yield Served(server.url.removesuffix("/alexa") + "/api/v1", key, environ, log)


def buy(store: Store, owner: str) -> None:
    """Place an order of two croissants."""
    with store.begin() as session:
        now = datetime.now(UTC)
        customers.set_name(session, owner, "Ann", now)
        cart.add(session, owner, "croissant", 2, (), now)
        held = cart.current(session, owner)
        assert held is not None
        checkout.place(session, owner, held.version, "Ann", now)


def test_keys_are_rotated_and_revoked_at_the_shell_while_it_runs(served: Served) -> None:
    rotated = command("keys", "rotate", "kitchen", "--overlap", "1", environ=served.environ)
    new = rotated.stdout.split()[0]
    assert [served.get("orders", key).status_code for key in (served.key, new)] == [200, 200]
    assert command("keys", "revoke", "kitchen", environ=served.environ).returncode == 0
    assert [served.get("orders", key).status_code for key in (served.key, new)] == [401, 401]
    listed = command("keys", "list", environ=served.environ).stdout
    assert listed.count("ended") == 2
    assert not any(key.split(".")[1] in listed for key in (served.key, new))
    unknown = command("keys", "revoke", "kitchen", environ=served.environ)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)


def test_what_its_own_description_allows_and_forbids_is_answered_as_it_says(
    served: Served, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")),
            "--no-color",
            *("--config-file", str(CONFIG)),
            *("run", f"{served.url}/openapi.json"),
        ],
        env=os.environ | served.environ | {"API_KEY": served.key, "API_HOOKS": str(HOOKS)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert "27 selected / 27 total" in done.stdout
    assert "Traceback" not in served.log.read_text()
    with Store.open(served.environ["DATABASE_URL"]) as store, store.read() as session:
        assert len(orders.listing(session)) == len(OWNERS)
