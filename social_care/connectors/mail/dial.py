"""Opens connections to IMAP servers: encrypted, with time limits, nothing said yet."""

import smtplib
from collections.abc import Callable

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from social_care.mail_server import Security, Server
from social_care.net import NetSettings
from social_care.smtp import trust

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
        box = MailBoxStartTls(host, port, timeout=patience, ssl_context=trust(net))
    else:
        box = MailBox(host, port, timeout=patience, ssl_context=trust(net))
    box.client.sock.settimeout(net.read_s)
    return box
