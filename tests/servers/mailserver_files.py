"""The configuration files of Postfix and Dovecot for `tests.servers.mailserver`."""

from pathlib import Path

from tests.servers.machine import LOOPBACK


def dovecot_conf(folder: Path, imap: int, imaps: int) -> str:
    """Dovecot: mailboxes with a Sent folder marked as such, passwords only when encrypted."""
    return f"""\
base_dir = {folder}/run
state_dir = {folder}/run
instance_name = social-care-test
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = {LOOPBACK}
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
mail_location = maildir:{folder}/mail/%n
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home={folder}/mail/%n allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    address = {LOOPBACK}
    port = {imap}
  }}
  inet_listener imaps {{
    address = {LOOPBACK}
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener {folder}/spool/private/dovecot-lmtp {{
    mode = 0600
    user = postfix
    group = postfix
  }}
}}
service auth {{
  unix_listener {folder}/spool/private/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


def main_cf(folder: Path, domain: str) -> str:
    """Postfix: takes mail of those who log in, delivers to Dovecot, sends nothing elsewhere.

    What it takes for elsewhere.test comes back as undeliverable.
    """
    return f"""\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/pfdata
maillog_file_prefixes = {folder}, /var
maillog_file = {folder}/postfix.log
myhostname = mail.{domain}
mydestination =
inet_interfaces = {LOOPBACK}
inet_protocols = ipv4
mynetworks = 127.0.0.2/32
alias_maps =
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:unix:private/dovecot-lmtp
default_transport = error:5.7.1 this test server delivers nothing outside {domain}
transport_maps = inline:{{elsewhere.test=refusing:}}
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
message_size_limit = 20971520
"""


def master_cf(smtp: int) -> str:
    """Postfix's own services, the way in first."""
    return f"""\
{LOOPBACK}:{smtp} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
local     unix  - n n - - local
virtual   unix  - n n - - virtual
refusing  unix  - n n - - pipe flags= user=nobody argv=/bin/false
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""
