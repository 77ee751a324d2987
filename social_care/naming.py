"""Which of our agents a customer names."""

import re
from collections.abc import Collection, Iterable

SHORTEST = 3
"""Letters of a name that is looked for: two are too easily a word of their own."""
_SENTENCE = re.compile(r"(?:\A|[.!?…\n])\W*\Z")


def named(text: str, agents: Iterable[str], answered: Collection[str]) -> tuple[str, ...]:
    """Those of `agents` whom the text names, in the order they are listed in.

    A name is written with a capital, or after an @. Where it begins a sentence any word has a
    capital ("Will you ..."): there only those are found who have `answered` this customer.
    """
    return tuple(agent for agent in agents if _names(text, agent, agent in answered))


def _names(text: str, agent: str, answered: bool) -> bool:
    called = re.split(r"[\W_\d]", agent, maxsplit=1)[0]
    if len(called) < SHORTEST:
        return False
    for found in re.finditer(rf"(?<![\w])(@?){re.escape(called)}(?!\w)", text, re.IGNORECASE):
        written = found[0].removeprefix("@")
        if found[1] or (
            written[0].isupper() and (answered or not _SENTENCE.search(text[: found.start()]))
        ):
            return True
    return False
