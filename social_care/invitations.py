"""Whether a public reply asks its reader for a direct message: told by the words of it.

A direct message that answers an invitation goes to whoever invited. A phrase stands here when it
is said by brands that ask, and hardly by those that do not. One too many costs little: somebody
who knows the customer gets the message first, and gives it back by saying nothing for ten minutes.
"""

from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

_DO = ("send", "drop", "shoot", "write", "give", "pop", "leave")
_US = ("us", "me")
_ARTICLES = ("a", "a quick", "your details by", "your order number by", "an email or")
_MESSAGES = ("dm", "pm", "direct message", "private message", "direct messages")

PHRASES: tuple[str, ...] = (
    # "send us a DM": the most usual way to ask, with its variants
    *(f"{do} {us} {a} {m}" for do in _DO for us in _US for a in _ARTICLES for m in _MESSAGES),
    *(f"{do} a {m}" for do in ("send", "drop", "shoot") for m in _MESSAGES),
    # the message as a verb
    *(f"{verb} {us}" for verb in ("dm", "pm", "direct message", "inbox") for us in _US),
    # "message us" alone may mean the mail form: only with the word that says where
    *(
        f"{verb} {us} {how}"
        for verb in ("message", "write", "write to", "contact", "reach out to", "get back to")
        for us in _US
        for how in ("privately", "in private", "by dm", "via dm", "in a dm", "by pm")
    ),
    *(
        f"{verb} {us} {how}"
        for verb in ("message", "write", "write to", "contact", "tell", "send")
        for us in _US
        for how in ("by direct message", "via direct message", "in a direct message", "in dms")
    ),
    # the place instead of the act
    *(f"{verb} our {m}" for verb in ("in", "into", "to", "via") for m in ("dms", "inbox")),
    *("our dms are open", "over dm", "take this to dm", "take this to dms", "continue in dm"),
    # where the brand's customers write other languages
    *("envíanos un dm", "envíanos un md", "envíanos un mensaje directo", "mándanos un dm"),
    *("escríbenos por privado", "envíanos un mensaje privado", "por mensaje directo"),
    *("envoyez nous un dm", "envoyez nous un mp", "envoyez nous un message privé"),
    *("écrivez nous en privé", "contactez nous en privé", "contactez nous en mp"),
    *("schreib uns eine dm", "schreiben sie uns eine dm", "schick uns eine dm", "per dm an uns"),
    *("schicken sie uns eine dm", "schreib uns eine direktnachricht", "schreib uns eine pn"),
    *("schicken sie uns eine direktnachricht", "schreib uns privat", "per direktnachricht"),
)

_NOT = ("don t", "do not", "never", "no need to", "not to", "cannot", "can t", "instead of")
"""What stands before a phrase that forbids: "please don't DM us your card number"."""


def invites(text: str, more: Iterable[str] = ()) -> bool:
    """Whether `text` asks for a direct message; `more` are the brand's own words for it."""
    words = f" {_plain(text)} "
    for phrase in (*_phrases(), *filter(None, map(_plain, more))):
        before, found, _ = words.partition(f" {phrase} ")
        if found and not before.endswith(tuple(f" {word}" for word in _NOT)):
            return True
    return False


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(map(_plain, PHRASES))


def _plain(text: str) -> str:
    """Words of small letters and digits, one space between."""
    return " ".join(
        "".join(c if c.isalnum() else " " for c in normalize("NFC", text).casefold()).split()
    )
