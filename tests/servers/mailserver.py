"""Start or stop real mail servers, Postfix and Dovecot: `-m tests.servers.mailserver`.

They listen on the loopback only, deliver nothing outside example.test and hold new, empty
mailboxes at every start. Ports: SOCIAL_CARE_SMTP_PORT, SOCIAL_CARE_IMAP_PORT,
SOCIAL_CARE_IMAPS_PORT.
"""

import json
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe

from tests.servers.debian import install
from tests.servers.machine import (
    LOOPBACK,
    CannotStart,
    Place,
    answers,
    command_line,
    data_folder,
    found,
    need_free,
    port,
    run,
)
from tests.servers.mailserver_files import dovecot_conf, main_cf, master_cf
from tests.servers.waiting import eventually

PORTS = {
    "smtp": ("SOCIAL_CARE_SMTP_PORT", 24825),
    "imap": ("SOCIAL_CARE_IMAP_PORT", 24843),
    "imaps": ("SOCIAL_CARE_IMAPS_PORT", 24893),
}
USERS = ("brand", "alice")
DOMAIN = "example.test"
LIMIT_SECONDS = 500
_LMTP = Path("/usr/lib/dovecot/lmtp")
_NEW_EVERY_TIME = ("spool", "pfdata", "mail", "run", "postfix")


def start() -> Place:
    """Ports, `ca_file` and `users` (address to password); running servers are left as they are."""
    folder = data_folder("mailserver")
    place_file = folder / "place.json"
    if place_file.exists():
        running: Place = json.loads(place_file.read_text())
        if all(answers(int(str(running[name]))) for name in PORTS):
            return running | {"started": False}
    stop()
    ports = {name: port(variable, default) for name, (variable, default) in PORTS.items()}
    need_free({PORTS[name][0]: number for name, number in ports.items()})
    _programs(folder)
    users = {f"{name}@{DOMAIN}": token_urlsafe(12) for name in USERS}
    _configure(folder, ports, users)
    _launch(folder, ports)
    place: Place = {**ports, "users": users, "ca_file": str(folder / "cert.pem")}
    place_file.touch(mode=0o600)
    place_file.write_text(json.dumps(place))
    return place | {"started": True}


def stop() -> None:
    folder = data_folder("mailserver")
    if (folder / "run" / "master.pid").exists():
        _quietly(["doveadm", "-c", folder / "dovecot.conf", "stop"], folder)
    if (folder / "postfix" / "main.cf").exists():
        _quietly(["postfix", "-c", folder / "postfix", "stop"], folder)
    place_file = folder / "place.json"
    if place_file.exists():
        place = json.loads(place_file.read_text())
        eventually(lambda: not any(answers(place[name]) for name in PORTS), 30)
    place_file.unlink(missing_ok=True)


def _quietly(command: list[object], folder: Path) -> None:
    """What is down already says so, in the log, and needs no stopping."""
    if shutil.which(str(command[0])) is not None:
        with suppress(CannotStart):
            run(command, log=folder / "stop.log", seconds=60)


def _programs(folder: Path) -> None:
    if shutil.which("postfix") is None or not _LMTP.exists():
        install(["postfix", "dovecot-imapd", "dovecot-lmtpd", "openssl"], folder=folder)
    for program in ("postfix", "dovecot", "doveadm", "openssl"):
        found(program)


def _configure(folder: Path, ports: dict[str, int], users: dict[str, str]) -> None:
    for name in _NEW_EVERY_TIME:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    _account("vmail", folder)
    shutil.chown(folder / "mail", "vmail")
    shutil.chown(folder / "pfdata", "postfix")
    _certificate(folder)
    passwords = folder / "users"
    passwords.write_text("".join(f"{user}:{{PLAIN}}{word}\n" for user, word in users.items()))
    shutil.chown(passwords, "dovecot")
    passwords.chmod(0o600)
    (folder / "dovecot.conf").write_text(dovecot_conf(folder, ports["imap"], ports["imaps"]))
    (folder / "postfix" / "main.cf").write_text(main_cf(folder, DOMAIN))
    (folder / "postfix" / "master.cf").write_text(master_cf(ports["smtp"]))


def _account(name: str, folder: Path) -> None:
    """The system user who owns the mailboxes."""
    known = {line.partition(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    if name not in known:
        home = "/nonexistent"
        command = ["useradd", "-r", "-s", "/usr/sbin/nologin", "-d", home, name]
        run(command, log=folder / "useradd.log", seconds=30)


def _certificate(folder: Path) -> None:
    key, certificate = folder / "key.pem", folder / "cert.pem"
    names = f"subjectAltName=DNS:localhost,IP:{LOOPBACK}"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]
    command += ["-subj", "/CN=localhost", "-addext", names]
    command += ["-keyout", str(key), "-out", str(certificate)]
    run(command, log=folder / "openssl.log", seconds=60)
    key.chmod(0o600)


def _launch(folder: Path, ports: dict[str, int]) -> None:
    # It makes the folders of its queue, in which Dovecot puts its sockets.
    run(["postfix", "-c", folder / "postfix", "check"], log=folder / "check.log", seconds=60)
    run(["dovecot", "-c", folder / "dovecot.conf"], log=folder / "dovecot-start.log", seconds=30)
    command = ["postfix", "-c", folder / "postfix", "start"]
    run(command, log=folder / "postfix-start.log", seconds=60)
    try:
        eventually(lambda: all(map(answers, ports.values())), 30)
    except TimeoutError as error:
        raise CannotStart(f"the mail servers were not up within 30 s; see {folder}") from error


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
