"""Stands for a mail server: it takes mail for anybody but refuses the first ones; each it took is a line of a log."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP


class Box:
    """Takes mail."""

    def __init__(self, log: Path, refused: int) -> None:
        self._log, self._refused = log, refused

    async def handle_DATA(  # noqa: N802 (named by aiosmtpd)
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        """Take it or not."""
        if self._refused:
            self._refused -= 1
            return "451 come again"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        part: Any = mail.get_body(("plain", "html"))
        note = {"to": envelope.rcpt_tos, "subject": mail["subject"], "text": part.get_content()}
        with self._log.open("a") as file:
            file.write(json.dumps(note) + "\n")
        return "250 taken"


Began = SimpleQueue[tuple[int, Callable[[], object]]]
"""Gets the port, and what ends it"""


@contextmanager
def serving(log: Path, refused: int = 0) -> Iterator[int]:
    """Serve meanwhile, on a thread; the port."""
    began: Began = SimpleQueue()
    thread = Thread(target=lambda: asyncio.run(_serve(Box(log, refused), began)))
    thread.start()
    port, end = began.get(timeout=20)
    try:
        yield port
    finally:
        end()
        thread.join()


async def _serve(box: Box, began: Began) -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: SMTP(box, hostname="mailbox.test"), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    began.put((port, lambda: loop.call_soon_threadsafe(over.set)))
    await over.wait()
    server.close()
