"""Why, in plain words: what pushed the mention up, and the customer's words that did it.

Nothing shown has lowered the score inside its category. Noise and closings, where the category
itself is what needs a reason, name what made them so.
"""

from collections.abc import Sequence

from social_care import text
from social_care.models import Category
from social_care.triage.cues import Hit
from social_care.triage.probability import probability
from social_care.triage.reading import Reading
from social_care.triage.subject import Subject
from social_care.triage.table import Context, Kind, Limits, Thresholds

CLOSES = "closes the conversation after our answer"
_LONGEST_QUOTE = 40
_OWN_KINDS = {
    Category.QUESTION: frozenset({Kind.QUESTION}),
    Category.PRAISE: frozenset({Kind.PRAISE, Kind.THANKS}),
    Category.NOISE: frozenset({Kind.NOISE}),
}
_ALWAYS = frozenset({Kind.PROBLEM, Kind.MOOD, Kind.PRESSURE})
_NEEDS = frozenset({Category.COMPLAINT, Category.QUESTION, Category.OTHER})
"""Ranked by the complaint probability, which these kinds only ever raise."""


def context_reasons(subject: Subject, context: Context) -> list[str]:
    """What is known besides the text."""
    reasons: list[str] = []
    if subject.unanswered == 1:
        reasons.append("wrote again without an answer")
    elif subject.unanswered > 1:
        reasons.append(f"wrote again without an answer ({subject.unanswered} earlier messages)")
    followers = subject.followers or 0
    if followers >= context.followers_shown:
        reasons.append(f"{_short(followers)} followers")
    if subject.verified:
        reasons.append("verified account")
    return reasons


def text_reasons(
    category: Category, reading: Reading, odds: float, at: Thresholds, limits: Limits
) -> tuple[list[str], list[str]]:
    """(pressing, further) reasons: what raises or counts for much, and what merely adds."""
    hits = [hit for hit in reading.hits if _shown(hit, category, odds, at)]
    hits.sort(key=_rank)
    pressing = [_named(hit, reading, limits) for hit in hits if _is_pressing(hit)]
    further = [_named(hit, reading, limits) for hit in hits if not _is_pressing(hit)]
    if category is Category.QUESTION and not reading.has(Kind.QUESTION):
        further.append("asks a question")
    if category is Category.NOISE and reading.bare_link():
        further.append("only a link")
    further += _tone(category, reading.tone.compound, at)
    if category is Category.COMPLAINT and not pressing + further:
        further.append("reads like a complaint")
    return pressing, further


def _tone(category: Category, compound: float, at: Thresholds) -> list[str]:
    if category is Category.PRAISE:
        return [f"positive tone ({compound:+.2f})"] if compound >= at.thanks else []
    return [f"negative tone ({compound:+.2f})"] if compound <= at.negative_tone else []


def _shown(hit: Hit, category: Category, odds: float, at: Thresholds) -> bool:
    cue = hit.cue
    if cue.kind in _ALWAYS:
        return category in _NEEDS or cue.floor is not None
    if cue.kind not in _OWN_KINDS.get(category, frozenset()):
        return cue.kind is Kind.QUESTION and cue.complaint > 0
    # What lowers the odds may be shown only where it did not keep this from being a complaint.
    return category is Category.NOISE or probability(odds - cue.complaint) < at.complaint


def _rank(hit: Hit) -> tuple[float, float]:
    cue = hit.cue
    bands = [band for band in (cue.raises, cue.floor) if band is not None]
    return (min(bands, default=9), -(cue.urgency / 10 + abs(cue.complaint)))


def _is_pressing(hit: Hit) -> bool:
    return hit.cue.raises is not None or hit.cue.floor is not None


def _named(hit: Hit, reading: Reading, limits: Limits) -> str:
    quoted: dict[str, None] = {}
    for start, end in hit.spans:
        words = _joined(reading.tokens[start:end])
        if words:
            quoted.setdefault(words)
    shown = ", ".join(f'"{words}"' for words in list(quoted)[: limits.quoted])
    return f"{hit.cue.reason} ({shown})" if shown else hit.cue.reason


def _joined(tokens: Sequence[str]) -> str:
    words = " ".join(token for token in tokens if any(map(str.isalnum, token)) or len(token) == 1)
    return text.clean_line(words.replace(" '", "'"), limit=_LONGEST_QUOTE).strip(" .!?")


def _short(followers: int) -> str:
    if followers >= 1_000_000:
        return f"{followers / 1_000_000:.1f}M".replace(".0M", "M")
    return f"{followers // 1000}k" if followers >= 1000 else str(followers)
