"""A small real mail server for the tests, which keeps what it is sent."""

from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Postbox:
    """What arrived, and addresses that are refused for good."""

    def __init__(self):
        self.mails = []
        self.refused = set()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def mail_server(port=0):
    """Run a server on this machine; gives its postbox and its address."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port or _free_port())
    controller.start()
    try:
        yield postbox, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def _free_port():
    from socket import socket  # noqa: PLC0415 - only here

    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
