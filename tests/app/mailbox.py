"""Stands for a mail server in a process of its own: `python -m tests.app.mailbox LOG [REFUSED]` prints its port.

It takes mail for anybody but refuses the first REFUSED; each it took is a line of LOG.
"""

import asyncio
import json
import sys
from email import message_from_bytes, policy
from pathlib import Path
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


async def serve(log: Path, refused: int) -> None:
    """Serve until killed."""
    box = Box(log, refused)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, hostname="mailbox.test"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
