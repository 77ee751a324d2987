"""The console's part of the configuration: other keys, what comes after a reply, crash reports."""

from dataclasses import dataclass

from social_care.tables import Section
from social_care.tui.keys import TABLE, Table
from social_care.tui.remap import remapped

AFTER_SEND = ("next", "queue", "stay")
"""The next customer who needs somebody, the queue, or the conversation that was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """[console] and [keys]."""

    keys: Table = TABLE
    """The keys that are in force."""
    crash_texts: bool = False
    """A report of a crash also holds the messages of errors, which may quote customers."""
    after_send: str = "next"
    """What is shown after a reply: one of `AFTER_SEND`."""
    toasts: bool = False
    """New flags are told by a toast."""
    bell: bool = False
    """New flags ring the terminal's bell."""
    links: bool = True
    """Addresses in a conversation can be clicked, where the terminal knows links."""
    plain: bool = False
    """In plain words, for screen readers."""


def read_console(root: Section) -> Console:
    """Both sections; a conflict or an impossible key is a fault at its place."""
    section, keys = root.section("console"), root.section("keys")
    crash_texts = section.flag("crash_texts")
    toasts, bell = section.flag("toast"), section.flag("bell")
    links, plain = section.flag("links", default=True), section.flag("plain")
    after = section.choice("after_send", {each: each for each in AFTER_SEND}, AFTER_SEND[0])
    section.end()
    return Console(
        keys=_keys(keys),
        crash_texts=crash_texts,
        after_send=after or AFTER_SEND[0],
        toasts=toasts,
        bell=bell,
        links=links,
        plain=plain,
    )


def _keys(section: Section) -> Table:
    wanted: dict[str, tuple[str, ...]] = {}
    signs: dict[str, str] = {}
    for name in section.names():
        if name == "aliases":
            signs = _signs(section.section("aliases"))
        else:
            wanted[name] = _written(section, name)
    wanted = {name: keys for name, keys in wanted.items() if keys}
    return remapped(wanted, signs, section.note) if wanted or signs else TABLE


def _signs(section: Section) -> dict[str, str]:
    """Sign by sign: several at once stand for as many keys."""
    found: dict[str, str] = {}
    for signs in section.names():
        keys = section.text(signs)
        if keys and len(keys) != len(signs) and len(signs) > 1:
            section.note(signs, f"are {len(signs)} signs, and stand for {len(keys)} keys")
        elif keys:
            found |= zip(signs, keys, strict=True) if len(signs) > 1 else [(signs, keys)]
    return found


def _written(section: Section, name: str) -> tuple[str, ...]:
    """`"E"`, `"E F5"` or `["E", "F5"]`; empty, and told, where it is nothing of the kind."""
    value = section.get(name)
    if isinstance(value, str) and value.strip():
        return tuple(value.split())
    if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
        return tuple(value)
    section.note(name, 'must be a key, as in "E" or "Ctrl+S", or a list of some')
    return ()
