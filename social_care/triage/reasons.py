"""Why, in plain words: what pushed the mention up, and the customer's words that did it.

Without what is shown the score would be no higher: signs of trouble can only raise it, and of
all else it is tried. Only noise, which must say why it is called that, says "lowered" before it.
"""

from collections.abc import Callable, Mapping, Sequence

from social_care import text
from social_care.models import Category
from social_care.triage.cues import Hit
from social_care.triage.language import Language
from social_care.triage.reading import RAISING, Reading
from social_care.triage.subject import Subject
from social_care.triage.table import Context, Kind, Limits, Texts, TriageTable

_LONGEST_QUOTE = 40
_OWN_KINDS = {
    Category.QUESTION: frozenset({Kind.QUESTION}),
    Category.PRAISE: frozenset({Kind.PRAISE, Kind.THANKS}),
}
_NEEDS = frozenset({Category.COMPLAINT, Category.QUESTION, Category.OTHER})
"""Ranked by the complaint probability, which signs of trouble only ever raise."""
Lowers = Callable[[Reading], bool]
"""Would the score be higher if the text read like this?"""


def context_reasons(subject: Subject, context: Context, texts: Texts) -> list[str]:
    """What is known besides the text."""
    reasons: list[str] = []
    if subject.unanswered == 1:
        reasons.append(texts.wrote_again)
    elif subject.unanswered > 1:
        reasons.append(_filled(texts.wrote_again_often, "count", str(subject.unanswered)))
    followers = subject.followers or 0
    if followers >= context.followers_shown:
        reasons.append(_filled(texts.followers, "count", _short(followers)))
    if subject.verified:
        reasons.append(texts.verified)
    return reasons


def language_reason(language: Language, texts: Texts) -> list[str]:
    """Why it is not scored, or what speaks against English."""
    if language.uncertain:
        return [_filled(texts.uncertain, "language", language.looks)]
    if language.scored:
        return []
    said = texts.not_latin if language.letters else texts.not_english
    return [_filled(said, "language", language.looks)]


def text_reasons(
    category: Category, reading: Reading, lowers: Lowers, table: TriageTable
) -> tuple[list[str], list[str]]:
    """(pressing, further) reasons: what raises or counts for much, and what merely adds."""
    texts = table.texts
    if category is Category.NOISE:
        return [], _noise(reading, table)
    leanings = table.leanings
    hits = [
        hit
        for hit in reading.hits
        if _may_be_shown(hit, category)
        and (_outweighs_its_words(hit, reading, leanings) or not lowers(reading.without(hit)))
    ]
    hits.sort(key=_rank)
    pressing = [named(hit, reading, table.limits) for hit in hits if _is_pressing(hit)]
    further = [named(hit, reading, table.limits) for hit in hits if not _is_pressing(hit)]
    asks = category is Category.QUESTION and reading.asks
    if asks and not any(hit.cue.kind is Kind.QUESTION for hit in hits):
        further += [] if lowers(reading.unasking()) else [texts.asks]
    further += _tone(category, reading, lowers, table)
    if category is Category.COMPLAINT and not pressing + further:
        further.append(_reads_like(reading, table))
    return pressing, further


def _noise(reading: Reading, table: TriageTable) -> list[str]:
    hits = [hit for hit in reading.hits if hit.cue.kind is Kind.NOISE]
    reasons = [named(hit, reading, table.limits) for hit in hits]
    if reading.bare_link():
        reasons.append(table.texts.only_link)
    return [_filled(table.texts.lowered, "reason", reason) for reason in reasons]


def _reads_like(reading: Reading, table: TriageTable) -> str:
    """No cue fired: the words that lean most towards a complaint, if any does."""
    plain = table.everyday - table.negators
    said = (word for word in reading.unread if word not in plain)
    leaning = [word for word in said if table.leanings.get(word, 0.0) > 0]
    leaning.sort(key=lambda word: -table.leanings[word])
    return _quoting(table.texts.reads_like, leaning, table.limits)


def _tone(category: Category, reading: Reading, lowers: Lowers, table: TriageTable) -> list[str]:
    at, texts, compound = table.thresholds, table.texts, reading.tone.compound
    tone = f"{compound:+.2f}"
    if category is not Category.PRAISE:
        negative = compound <= at.negative_tone
        return [_filled(texts.negative_tone, "tone", tone)] if negative else []
    if compound < at.thanks or lowers(reading.toneless()):
        return []
    return [_filled(texts.positive_tone, "tone", tone)]


def _filled(said: str, name: str, value: str) -> str:
    return said.replace(f"{{{name}}}", value)


def _may_be_shown(hit: Hit, category: Category) -> bool:
    cue = hit.cue
    if cue.kind in RAISING:
        return category in _NEEDS or cue.floor is not None
    demands = cue.kind is Kind.QUESTION and cue.complaint > 0
    return demands or cue.kind in _OWN_KINDS.get(category, frozenset())


def _outweighs_its_words(hit: Hit, reading: Reading, leanings: Mapping[str, float]) -> bool:
    """Without the cue nothing could rise, so it need not be tried."""
    if hit.cue.kind in RAISING:
        return True
    words = set(reading.words_of(hit))
    return hit.cue.complaint >= sum([max(0.0, leanings.get(word, 0.0)) for word in words])


def _rank(hit: Hit) -> tuple[float, float]:
    cue = hit.cue
    bands = [band for band in (cue.raises, cue.floor) if band is not None]
    return (min(bands, default=9), -(cue.urgency / 10 + abs(cue.complaint)))


def _is_pressing(hit: Hit) -> bool:
    return hit.cue.raises is not None or hit.cue.floor is not None


def named(hit: Hit, reading: Reading, limits: Limits) -> str:
    """A cue's reason, and the words in which it stands there."""
    quoted: dict[str, None] = {}
    for start, end in hit.spans:
        words = _joined(reading.tokens[start:end])
        if words:
            quoted.setdefault(words)
    return _quoting(hit.cue.reason, list(quoted), limits)


def _quoting(reason: str, words: Sequence[str], limits: Limits) -> str:
    shown = ", ".join(f'"{said}"' for said in words[: limits.quoted])
    return f"{reason} ({shown})" if shown else reason


def _joined(tokens: Sequence[str]) -> str:
    words = " ".join(token for token in tokens if any(map(str.isalnum, token)) or len(token) == 1)
    return text.clean_line(words.replace(" '", "'"), limit=_LONGEST_QUOTE).strip(" .!?")


def _short(followers: int) -> str:
    if followers >= 1_000_000:
        return f"{followers / 1_000_000:.1f}M".replace(".0M", "M")
    return f"{followers // 1000}k" if followers >= 1000 else str(followers)
