"""Running the application under gunicorn. Imports this room only.

TLS is the business of the proxy in front. The application is made in each worker, after the
fork, so that no store, thread or random state is shared.
"""

import sys
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from app.web.doors import Doors, Wsgi
from app.web.worker import PatientWorker


class _Logger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes gunicorn's lines as the program's own are written."""

    def setup(self, cfg: Any) -> None:
        """Have the root of all loggers write them."""
        super().setup(cfg)
        self.error_log.propagate = True


_OPTIONS: dict[str, Any] = {
    "worker_class": PatientWorker,
    "timeout": 30,
    "graceful_timeout": 10,  # seconds: a turn may take the 8 s that Alexa waits
    "limit_request_line": 1024,  # bytes
    "limit_request_fields": 50,
    "limit_request_field_size": 4096,  # bytes: a signature has 344, a certificate URL about 60
    "accesslog": None,
    "errorlog": None,
    "logger_class": _Logger,
    "loglevel": "warning",
    "control_socket_disable": True,  # otherwise two servers of one user share a socket file
    "proc_name": "countertalk",
}


def run(
    factory: Callable[[], Wsgi], bind: str, workers: int, threads: int, operations: str = ""
) -> None:
    """Serve until told to stop; ends by SystemExit, code 0 after SIGTERM or SIGINT.

    Prints one line to standard output when requests are answered. Port 0 finds a free one. At `operations`, if given,
    the pages for those who run the shop are answered.
    """
    options = _OPTIONS | {
        "bind": [bind, operations] if operations else [bind],
        "workers": workers,
        "threads": threads,
        "post_worker_init": _ready,
    }
    _Server(factory, options).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's way to be run by a program: options by attribute, the application by `load`."""

    def __init__(self, factory: Callable[[], Wsgi], options: dict[str, Any]) -> None:
        self._factory = factory
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand over the options; no file or environment variable is looked at."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Wsgi:
        """Make the application. Called in each worker."""
        return self._factory()


def _ready(worker: Any) -> None:
    """Say so once, in the first worker: the one that shows the application could be made."""
    address, *others = (one.getsockname() for one in worker.sockets)
    if others and isinstance(worker.wsgi, Doors):
        worker.wsgi.address = others[0]
    if worker.age != 1:
        return
    size = f"{worker.cfg.workers} workers, {worker.cfg.threads} threads each"
    for one in others:
        sys.stdout.write(f"operations on {_url(one).removesuffix('/alexa')}\n")
    sys.stdout.write(f"listening on {_url(address)} ({size})\n")
    sys.stdout.flush()


def _url(address: str | tuple[Any, ...]) -> str:
    if isinstance(address, str):
        return f"unix:{address}"
    host, port = address[:2]
    return f"http://[{host}]:{port}/alexa" if ":" in host else f"http://{host}:{port}/alexa"
