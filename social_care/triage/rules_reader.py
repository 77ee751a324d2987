"""From the configuration's `[[rules]]` to checked rules; each fault with its rule and line."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from social_care.errors import ConfigError
from social_care.models import Band, Category
from social_care.query import Query, parse
from social_care.tables import Section, suggest
from social_care.text import clean_line
from social_care.triage.languages import NAMES, UNKNOWN
from social_care.triage.rules import Match, Rule, When
from social_care.triage.rules_match import Pattern

_BANDS = {band.label: band for band in Band}
_CATEGORIES = {category.value: category for category in Category}
_WHENS = {when.value: when for when in When}
_ASKS = (
    *("text", "regex", "author", "channel", "account", "language", "link_only", "repost"),
    *("followers_from", "followers_to", "category", "band_is"),
)
_DOES = ("band", "raise_to", "tag", "assign", "dismiss", "stop")
_MOST_FOLLOWERS = 10_000_000_000
_LONGEST_TAG, _LONGEST_NAME = 30, 60

_ISO_639_1 = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id
ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu
lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu
rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
LANGUAGES = frozenset(_ISO_639_1.split()) | NAMES.keys() | {UNKNOWN}
"""Codes that a rule may name: ISO 639-1, what networks use besides, and "und" for unknown."""

_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*rules[ \t]*\]\]")
_ANY_HEADER = re.compile(r"^[ \t]*\[")


class RuleSection(Section):
    """One `[[rules]]` table: what is wrong is told with the rule's number, name and line."""

    def __init__(
        self,
        data: object,
        place: str,
        problems: list[str],
        lines: Mapping[str, int] | None = None,
    ) -> None:
        self._lines = lines or {}
        """Where its header ("") and its keys stand in the file, as far as that can be told."""
        super().__init__(data, place, problems)

    def note(self, key: str, problem: str) -> None:
        """Remember a problem with `key`, or with the whole rule when it is empty."""
        line = self._lines.get(key, self._lines.get("", 0))
        place = f"{self.place}, line {line}" if line else self.place
        self.problems.append(f"{place}: {key}: {problem}" if key else f"{place}: {problem}")

    def several(self, key: str) -> tuple[str, ...]:
        """A text, or a list of texts; empty if absent."""
        value = self.get(key, ())
        return (self.text(key),) if isinstance(value, str) else self.texts(key)

    def maybe(self, key: str) -> bool | None:
        """True or false; None if absent."""
        return self.flag(key) if self.has(key) else None

    def among(self, key: str, choices: Mapping[str, Any]) -> frozenset[Any]:
        """One or several of the named values."""
        return frozenset(
            choices[word] for word in self.several(key) if self.knows(key, word, choices)
        )

    def knows(self, key: str, word: str, known: Collection[str]) -> bool:
        """Whether `word` is one of the `known` ones; noted when it is not."""
        if word in known:
            return True
        listed = f" (there are: {', '.join(sorted(known))})" if 0 < len(known) <= 12 else ""
        self.note(key, f"{clean_line(word)!r} is not known{suggest(word, known) or listed}")
        return False


def read_rules(
    tables: object,
    file: str,
    *,
    accounts: Collection[str],
    agents: Collection[str],
    problems: list[str],
) -> tuple[Rule, ...]:
    """The rules in their order. `tables` is what stands under `rules`, `file` the file's text."""
    if not isinstance(tables, list):
        problems.append("rules: must be a list of tables: write [[rules]]")
        return ()
    places = _places(file)
    known: set[str] = set()
    read = []
    for number, table in enumerate(tables):
        name = table.get("name") if isinstance(table, Mapping) else None
        named = f' "{clean_line(name, limit=_LONGEST_NAME)}"' if isinstance(name, str) else ""
        lines = places[number] if len(places) == len(tables) else {}
        section = RuleSection(table, f"rule {number + 1}{named}", problems, lines)
        read.append(_rule(section, known, accounts, agents))
    return tuple(read)


def _rule(
    section: RuleSection, known: set[str], accounts: Collection[str], agents: Collection[str]
) -> Rule:
    name = section.text("name")
    if name in known:
        section.note("name", "another rule has this name")
    if len(name) > _LONGEST_NAME or clean_line(name) != name:
        section.note("name", f"must be at most {_LONGEST_NAME} characters on one line")
    known.add(name)
    when = section.choice("when", _WHENS, When.AFTER.value) or When.AFTER
    rule = Rule(
        name=name,
        when=when,
        match=_match(section, accounts),
        band=section.choice("band", _BANDS),
        raise_to=section.choice("raise_to", _BANDS),
        tags=tuple(filter(None, (_tag(section, tag) for tag in section.several("tag")))),
        assign=_agent(section, agents),
        dismiss=section.flag("dismiss"),
        stop=section.flag("stop"),
    )
    _check(section, rule)
    section.end()
    return rule


def _check(section: RuleSection, rule: Rule) -> None:
    if not any(map(section.has, _ASKS)):
        section.note("", f"it would match everything: give at least one of {', '.join(_ASKS)}")
    if not (rule.dismiss or rule.stop or any(map(section.has, _DOES[:4]))):
        section.note("", f"it does nothing: give at least one of {', '.join(_DOES)}")
    if section.has("band") and section.has("raise_to"):
        section.note("raise_to", "give either band or raise_to")
    for key in ("category", "band_is"):
        if rule.when is When.BEFORE and section.has(key):
            section.note(key, 'is known only after scoring: write when = "after"')
    reach = (rule.match.followers_from, rule.match.followers_to)
    if None not in reach and reach[0] > reach[1]:  # type: ignore[operator]
        section.note("followers_to", "is smaller than followers_from")


def _match(section: RuleSection, accounts: Collection[str]) -> Match:
    return Match(
        text=_query(section),
        regex=_pattern(section),
        authors=frozenset(name.lower().lstrip("@") for name in section.several("author")),
        channels=frozenset(section.several("channel")),
        accounts=section.among("account", {name: name for name in accounts}),
        languages=section.among("language", {code: code for code in LANGUAGES}),
        link_only=section.maybe("link_only"),
        repost=section.maybe("repost"),
        followers_from=_followers(section, "followers_from"),
        followers_to=_followers(section, "followers_to"),
        categories=section.among("category", _CATEGORIES),
        bands=section.among("band_is", _BANDS),
    )


def _query(section: RuleSection) -> Query | None:
    if not section.has("text") or not (source := section.text("text")):
        return None
    try:
        return parse(source)
    except ConfigError as error:
        for problem in error.problems:
            section.note("text", problem)
    return None


def _pattern(section: RuleSection) -> Pattern | None:
    if not section.has("regex") or not (source := section.text("regex")):
        return None
    try:
        pattern = Pattern(source)
    except ValueError as error:
        section.note("regex", f"{clean_line(source)!r} cannot be used: {error}")
        return None
    if pattern.is_in(""):
        section.note("regex", f"{clean_line(source)!r} would match every text")
    return pattern


def _followers(section: RuleSection, key: str) -> int | None:
    return section.whole(key, 0, _MOST_FOLLOWERS) if section.has(key) else None


def _tag(section: RuleSection, tag: str) -> str:
    tag = tag.strip()
    if len(tag) > _LONGEST_TAG or clean_line(tag) != tag or "," in tag:
        section.note("tag", f"must be at most {_LONGEST_TAG} characters, without a comma")
        return ""
    return tag


def _agent(section: RuleSection, agents: Collection[str]) -> str | None:
    name = section.text("assign", "")
    return name if name and section.knows("assign", name, agents) else None


def _places(file: str) -> Sequence[Mapping[str, int]]:
    """For every `[[rules]]` header of the file: its line, and those of the keys below it."""
    places: list[dict[str, int]] = []
    inside = False
    for number, line in enumerate(file.splitlines(), 1):
        if _HEADER.match(line):
            places.append({"": number})
            inside = True
        elif _ANY_HEADER.match(line):
            inside = False
        elif inside and (found := re.match(r"[ \t]*([\w-]+)[ \t]*=", line)):
            places[-1].setdefault(found[1], number)
    return places
