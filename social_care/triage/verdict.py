"""From what was seen to category and band."""

from social_care.models import Band, Category, Visibility
from social_care.triage.reading import RAISING, Reading
from social_care.triage.subject import Subject
from social_care.triage.table import Context, Kind, Thresholds, TriageTable


def categorise(
    reading: Reading,
    complaint: float,
    subject: Subject,
    at: Thresholds,
    *,
    goes_on: bool = False,
) -> Category:
    """What a mention that closes nothing is; `complaint` is the probability 0..1.

    `goes_on` when that probability comes from the thread: the trouble was told before.
    """
    troubled = goes_on or _is_troubled(reading, at)
    if complaint >= (at.complaint if troubled else at.complaint_bare):
        return Category.COMPLAINT
    if _is_noise(reading):
        return Category.NOISE
    if reading.asks or reading.has(Kind.QUESTION):
        return Category.QUESTION
    if _is_praise(reading, subject, at):
        return Category.PRAISE
    return Category.OTHER


def _is_troubled(reading: Reading, at: Thresholds) -> bool:
    """A cue or the tone speaks of trouble; single words that lean that way do not."""
    by_cue = reading.has(*RAISING)
    return by_cue or reading.tone.compound <= at.negative_tone


def _is_noise(reading: Reading) -> bool:
    """Someone who also asks, is cross or has a problem is a customer and not an advertiser."""
    if reading.bare_link():
        return True
    return reading.has(Kind.NOISE) and not reading.has(*RAISING, Kind.QUESTION)


def _is_praise(reading: Reading, subject: Subject, at: Thresholds) -> bool:
    """With a problem in it, or as a mere reply to us, only praise in so many words is praise."""
    tone = reading.tone.compound
    if reading.has(Kind.MOOD):
        return False
    if reading.has(Kind.PROBLEM):
        return reading.has(Kind.PRAISE) and tone >= 0
    if subject.after_answer:
        return reading.has(Kind.PRAISE)
    thanked = reading.has(Kind.THANKS) and tone >= at.thanks
    return reading.has(Kind.PRAISE) or tone >= at.praise or thanked


def inherited(complaint: float, reading: Reading, subject: Subject, context: Context) -> float:
    """The complaint probability of a mention within its thread.

    "Yes, since Monday" says nothing alone; after a complaint it is a part of it.
    """
    earlier = subject.thread_complaint or 0.0
    is_fragment = reading.words <= context.fragment_words and not reading.plain.links
    if not is_fragment or reading.has(Kind.PRAISE, Kind.THANKS, Kind.NOISE):
        return complaint
    return max(complaint, min(1.0, earlier) * context.thread_decay)


def band_of(category: Category, reading: Reading, subject: Subject, table: TriageTable) -> Band:
    """The category's band, raised by cues and by the context; lower ranks are more pressing."""
    bands = [table.bands[category]]
    needs = category in {Category.COMPLAINT, Category.QUESTION}
    if category is not Category.CLOSING:
        for hit in reading.hits:
            if hit.cue.person and not reading.person:
                continue
            bands += [band for band in (hit.cue.floor,) if band is not None]
            bands += [band for band in (hit.cue.raises,) if band is not None and needs]
    if category is Category.QUESTION and _is_insistent(subject, table.context):
        bands.append(table.bands[Category.COMPLAINT])
    if subject.visibility is Visibility.DIRECT:
        bands.append(Band.LOW)
    return min(bands)


def _is_insistent(subject: Subject, context: Context) -> bool:
    return (
        subject.unanswered >= context.unanswered_raise
        or (subject.followers or 0) >= context.followers_raise
    )
