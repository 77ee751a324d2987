"""What people talked about: words and categories that rise against the same shift of past weeks."""

from collections.abc import Mapping, Sequence

from social_care.digest_facts import Rising
from social_care.similar import Measure, words
from social_care.spikes import Said, rising, tail

LEAST = 5
"""Fewer messages of a category are no news."""
UNLIKELY = 0.01
"""A count this unlikely is no chance."""


def rising_words(
    said: Sequence[Said],
    before: Sequence[Sequence[Said]],
    measure: Measure,
    brand_words: Sequence[str],
) -> list[Rising]:
    """Words that more people say than usual; `before` holds the messages of each past week."""
    texts = [each.text for week in before for each in week]
    found = rising(said, texts, measure, brand_words)
    return [
        Rising(word=word, mentions=count, usual=_usually(word, before, measure))
        for word, count in found.items()
    ]


def _usually(word: str, before: Sequence[Sequence[Said]], measure: Measure) -> float | None:
    """How many people say it in a usual week; None without one."""
    stems = words(word, measure).keys()
    people = [
        len({each.author for each in week if stems <= words(each.text, measure).keys()})
        for week in before
    ]
    return sum(people) / len(people) if people else None


def rising_categories(now: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> list[Rising]:
    """Categories of which far more messages came than usual; none without past weeks."""
    if not before:
        return []
    found = []
    for category, count in now.items():
        usual = sum(week.get(category, 0) for week in before) / len(before)
        if count >= max(LEAST, 2 * usual) and tail(count, usual) < UNLIKELY:
            found.append(Rising(word=category, mentions=count, usual=usual, category=True))
    return found
