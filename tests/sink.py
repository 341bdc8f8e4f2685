"""A mail server that writes down what it gets before it says so, and errs as it is told.

`python -m tests.sink PORT LOG [SECONDS]` runs one in a process of its own; each line of its log
is the time, the Message-ID and the recipient. The recipient's address tells it how to err:
bad@ is refused, later@ is put off, and of sometimes@ each kind happens now and then.
"""

import asyncio
import sys
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from random import Random

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SHARE_OF_451, SHARE_OF_DROPS, SHARE_OF_HANGS = 0.15, 0.05, 0.01
HANG = 15


@dataclass
class Sink:
    """What aiosmtpd asks; `log` is where it writes, `pause` how long it takes over a mail."""

    log: Path | None = None
    pause: float = 0.0
    messages: list[Message] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311  no secret

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        kind = address.partition("@")[0].rstrip("0123456789")
        if kind == "bad":
            return "550 There is nobody of that name"
        if kind == "later" or (kind == "sometimes" and self.chance.random() < SHARE_OF_451):
            return "451 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        await asyncio.sleep(self.pause)
        (recipient,) = envelope.rcpt_tos
        message = message_from_bytes(content)
        self.write(f"{time.time()} {message['Message-ID']} {recipient}")
        self.messages.append(message)
        if recipient.startswith("sometimes"):
            await self.err(server)
        return "250 OK"

    def write(self, line: str) -> None:
        if self.log:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    async def err(self, server: SMTP) -> None:
        """Accepted, but the sender does not hear of it."""
        luck = self.chance.random()
        if luck < SHARE_OF_DROPS + SHARE_OF_HANGS:
            is_drop = luck < SHARE_OF_DROPS
            self.write("drop" if is_drop else "hang")
            if not is_drop:
                await asyncio.sleep(HANG)
            assert server.transport
            server.transport.close()


def main(port: str, log: str, pause: str = "0") -> None:
    sink = Sink(Path(log), float(pause))
    Controller(sink, hostname="127.0.0.1", port=int(port)).start()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
