"""Sends the outbox: gathers notices, hands each mail to the mail server, tries again later."""

import logging
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from store.db import utc_now
from store.settings import Settings
from webapp.services import Services
from workflow.models.mail import Mail
from workflow.models.requests import Request
from workflow.requests import reply_links
from workflow.telling import notices, outbox
from workflow.telling.outbox import REPLY_LINK

LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 10.0
_TIMEOUT_SECONDS = 30.0
_PERMANENT = range(500, 600)


def deliver_due(services: Services) -> int:
    """Gather what is due and, where a mail server is set, send it; returns how many left."""
    base_url = services.settings.base_url.rstrip("/")
    with services.database.writing() as session:
        notices.gather_due(session, base_url=base_url, now=utc_now())
    if not services.settings.smtp_url:
        return 0
    sent = 0
    while _deliver_next(services, base_url):
        sent += 1
    return sent


def _deliver_next(services: Services, base_url: str) -> bool:
    """Send the next mail; False when none is due or this one did not leave."""
    with services.database.writing() as session:
        found = outbox.take_next(session, now=utc_now())
        if found is None:
            return False
        taken, mail = found
        body = mail.body
        if mail.reply_request_id is not None:
            # Made as the mail leaves, so that the link is written down nowhere.
            query = select(Request).where(
                Request.college_id == mail.college_id, Request.id == mail.reply_request_id
            )
            token = reply_links.make(session, session.scalars(query).one(), now=utc_now())
            body = body.replace(REPLY_LINK, f"{base_url}/reply/{token}")
    trouble, is_final = _send(services.settings, mail, body)
    with services.database.writing() as session:
        if trouble:
            # Neither address nor words: a log is read by more people than a mail.
            LOG.warning("Mail %s did not leave: %s", mail.key, trouble)
            outbox.mark_failed(session, taken, trouble, now=utc_now(), is_final=is_final)
        else:
            outbox.mark_sent(session, taken, now=utc_now())
    return not trouble


def _send(settings: Settings, mail: Mail, body: str) -> tuple[str, bool]:
    """Hand one mail over. Returns what went wrong ("" when nothing) and whether it is for good."""
    try:
        with _connect(settings) as server:
            server.send_message(_message(settings, mail, body))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        is_final = all(code in _PERMANENT for code in codes)
        return "The mail server refuses the address. Check it under People.", is_final
    except smtplib.SMTPAuthenticationError:
        return "The mail server refuses the name or password of CE_SMTP_URL.", False
    except smtplib.SMTPException as error:
        return f"The mail server refused the mail ({type(error).__name__}).", False
    except OSError as error:
        return f"The mail server cannot be reached ({type(error).__name__}).", False
    return "", False


@contextmanager
def _connect(settings: Settings) -> Iterator[smtplib.SMTP]:
    """The mail server of CE_SMTP_URL; a password is only sent over an encrypted connection."""
    address = urlsplit(settings.smtp_url)
    host = address.hostname or "localhost"
    context = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, timeout=_TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=_TIMEOUT_SECONDS)
    with server:
        if address.scheme == "smtp":
            server.ehlo()
            if address.username or server.has_extn("starttls"):
                server.starttls(context=context)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        yield server


def _message(settings: Settings, mail: Mail, body: str) -> EmailMessage:
    host = urlsplit(settings.base_url).hostname or "localhost"
    message = EmailMessage()
    sender = settings.mail_from or f"careers-evidence@{host}"
    message["From"] = formataddr(("Careers Evidence", sender))
    message["To"] = formataddr((mail.to_name, mail.to_address))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    # The same for each attempt, so that a mail that left twice is shown once.
    message["Message-ID"] = f"<{mail.key}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


@contextmanager
def postman(services: Services, stopping: threading.Event) -> Iterator[None]:
    """Look for due mail every few seconds beside the block, until it ends or `stopping` is set."""
    ended = threading.Event()

    def walk() -> None:
        while not (ended.is_set() or stopping.is_set()):
            try:
                deliver_due(services)
            except Exception:
                # Nothing would start the thread again, so nothing may end it: no database that is
                # away for a moment, no mail that cannot be put together. It looks again.
                LOG.exception("Looking for due mail went wrong")
            ended.wait(LOOK_EVERY_SECONDS)

    thread = threading.Thread(target=walk, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
