"""Opens connections to mail servers: encrypted, with time limits, nothing said yet."""

import smtplib
import ssl
from collections.abc import Callable

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from social_care.connectors.mail.settings import Security, Server
from social_care.net import NetSettings

DialImap = Callable[[Server, NetSettings], BaseMailBox]
DialSmtp = Callable[[Server, NetSettings, str], smtplib.SMTP]
"""The last argument is the name we greet with."""


def dial_imap(server: Server, net: NetSettings) -> BaseMailBox:
    """Raises what the network and the standard library raise."""
    host, port, patience = server.host, server.port, net.connect_s
    box: BaseMailBox
    if server.security is Security.NONE:
        box = MailBoxUnencrypted(host, port, timeout=patience)
    elif server.security is Security.STARTTLS:
        box = MailBoxStartTls(host, port, timeout=patience, ssl_context=_trust(net))
    else:
        box = MailBox(host, port, timeout=patience, ssl_context=_trust(net))
    box.client.sock.settimeout(net.read_s)
    return box


def dial_smtp(server: Server, net: NetSettings, our_name: str) -> smtplib.SMTP:
    """Greeted, and where STARTTLS is used greeted again. Raises as above."""
    smtp: smtplib.SMTP
    if server.security is Security.TLS:
        smtp = smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=our_name,
            timeout=net.connect_s,
            context=_trust(net),
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, our_name, timeout=net.connect_s)
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(net.read_s)
        smtp.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            smtp.starttls(context=_trust(net))
            smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _trust(net: NetSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=net.ca_file)
