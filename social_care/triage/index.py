"""Finding many phrases at once, indexed by their first two words: most tokens cost a look-up."""

from collections.abc import Iterable, Sequence, Set

from social_care.triage.phrases import GAP, NUMBER, NUMBER_WORDS, REACH, Phrase, phrase_end

Found = tuple[int, int, int]
"""(owner, start, end): whose phrase, and the tokens it takes."""


class _Next:
    """Phrases with the same first token, by their second."""

    __slots__ = ("by_word", "ended", "far", "near", "others")

    def __init__(self) -> None:
        self.ended: list[int] = []
        """Owners of phrases that are this one token."""
        self.by_word: dict[str, list[tuple[int, Phrase]]] = {}
        """What must follow the second token."""
        self.others: list[tuple[int, Phrase]] = []
        """What must follow the first, where the second is not one of certain words."""
        self.far: list[tuple[int, Phrase, Set[str]]] = []
        """The same where a gap follows, and words of which one must stand within its reach."""
        self.near: set[str] = set()
        """All of those words."""

    def add(self, owner: int, rest: Phrase) -> None:
        if not rest:
            self.ended.append(owner)
        elif isinstance(rest[0], frozenset):
            for word in rest[0]:
                self.by_word.setdefault(word, []).append((owner, rest[1:]))
        else:
            after_gap = rest[1] if rest[0] is GAP else None
            if isinstance(after_gap, frozenset):
                self.far.append((owner, rest, after_gap))
                self.near |= after_gap
            else:
                self.others.append((owner, rest))

    def find(self, tokens: Sequence[str], start: int, found: list[Found]) -> None:
        """Adds the phrases that begin at `start`, whose first token fits already."""
        at = start + 1
        if self.ended:
            found += [(owner, start, at) for owner in self.ended]
        if at >= len(tokens):
            return
        for owner, rest in self.by_word.get(tokens[at], ()):
            end = phrase_end(rest, tokens, at + 1) if rest else at + 1
            if end > 0:
                found.append((owner, start, end))
        for owner, rest in self.others:
            end = phrase_end(rest, tokens, at)
            if end > 0:
                found.append((owner, start, end))
        if not self.far:
            return
        reach = tokens[at : at + REACH]
        if self.near.isdisjoint(reach):
            return
        for owner, rest, near in self.far:
            if near.isdisjoint(reach):
                continue
            end = phrase_end(rest, tokens, at)
            if end > 0:
                found.append((owner, start, end))


class PhraseIndex:
    """Phrases of several owners, who are numbers here."""

    def __init__(self, owned: Iterable[tuple[int, Phrase]]) -> None:
        self._by_word: dict[str, _Next] = {}
        self._by_digit = _Next()
        for owner, phrase in owned:
            words = NUMBER_WORDS if phrase[0] is NUMBER else phrase[0]
            if phrase[0] is NUMBER:
                self._by_digit.add(owner, phrase[1:])
            assert isinstance(words, frozenset), "compile_phrase lets nothing else begin a phrase"
            for word in words:
                self._by_word.setdefault(word, _Next()).add(owner, phrase[1:])

    def find(self, tokens: Sequence[str]) -> list[Found]:
        """Every phrase that stands in lower-case `tokens`, by where it begins."""
        found: list[Found] = []
        by_word = self._by_word
        for start, token in enumerate(tokens):
            after = by_word.get(token)
            if after is not None:
                after.find(tokens, start, found)
            if token[0].isdigit():
                self._by_digit.find(tokens, start, found)
        return found
