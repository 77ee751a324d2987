"""A maildir of as many messages as one wants, and neomutt on it."""

from pathlib import Path

CONFIG = """\
set folder = "{folder}"
set spoolfile = "{folder}"
set mbox_type = Maildir
set header_cache = "{cache}"
set sort = date
set sleep_time = 0
set quit = yes
set index_format = "%s "
"""


def fill(maildir: Path, count: int) -> None:
    """So many messages that were read; nothing is done where there is one already."""
    if maildir.exists():
        return
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number in range(1, count + 1):
        text = (
            f"From: Customer {number} <customer{number}@shop.example>\n"
            f"To: care@shop.example\nSubject: message {number} \n"
            f"Date: Mon, 23 Nov 2026 {number // 3600 % 24:02}:{number // 60 % 60:02}:"
            f"{number % 60:02} +0000\nMessage-ID: <{number}@shop.example>\n\n"
            f"Where is my order {number}?\n"
        )
        (maildir / "cur" / f"{1_793_000_000 + number}.{number}.bench:2,S").write_text(text)


def neomutt_words(maildir: Path, folder: Path) -> list[str]:
    """The command line; its header cache lies in `folder`."""
    cache = folder / "headers"
    cache.mkdir(exist_ok=True)
    rc = folder / "neomuttrc"
    rc.write_text(CONFIG.format(folder=maildir, cache=cache))
    return ["neomutt", "-n", "-F", str(rc), "-e", "push <first-entry>"]
