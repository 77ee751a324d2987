"""Whatever is shown as a reason: without it the score were no higher.

Each cue that is shown is taken out of the table and the text judged again. Its words stay known,
since hashtags are parted by known words.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models import Assessment, Visibility
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.phrases import NUMBER, Phrase, phrase_words
from social_care.triage.reasons import named
from social_care.triage.table import Cue
from tests.triage.conftest import SHIPPED
from tests.triage.test_closing import CLOSINGS, TRAPS
from tests.triage.test_false_alarms import HARMLESS, PLAIN_QUESTIONS
from tests.triage.test_short_complaints import PLAIN, SARCASM, TWINS
from tests.triage.test_urgency import CALLED, LEFT_ALONE
from tests.triage.test_verdicts import COMPLAINTS, OTHER, PRAISE, QUESTIONS, URGENT

TABLE = TriageTable.from_toml(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
ALL_OF_IT = Triage(TABLE)

INVENTED = (
    "I have been charged a late fee twice",
    "I want my money back",
    "Yet again no bus",
    "How is it still working after all these years, what would you recommend?",
    "why is my order still not here and how much longer will this take",
    "Wearing yours since 8 years and happy as ever, what an awesome brand",
    "An annoying song in your lovely advert, but I love it",
    "so it isn't really guaranteed, and I expected more",
    "the delivery was not late, only two days late and not broken",
    "never mind, thanks so much, but you people really should not have",
    "thanks so much, not one of them was great",
    "Great staff, no issues at all, though the lawyer said I could sue",
    "can you really not tell me? thanks a lot",
    "hats off for being the worst",
    "I love your team, great, awesome, amazing people, my gdpr form, not able to even get someone",
    *COMPLAINTS.values(),
    *QUESTIONS.values(),
    *PRAISE.values(),
    *OTHER.values(),
    *URGENT.values(),
    *(text for text, *_ in CALLED.values()),
    *LEFT_ALONE,
    *HARMLESS,
    *PLAIN_QUESTIONS,
    *PLAIN,
    *SARCASM,
    *TWINS,
    *CLOSINGS,
    *TRAPS.values(),
)


def spelled(phrase: Phrase, number: int) -> str:
    """Words in which the cue fires; another `number`, other ones of those it may choose from."""
    words = []
    for part in phrase:
        if part is NUMBER:
            words.append(str(number + 2))
        elif isinstance(part, frozenset):
            words.append(sorted(part)[number % len(part)])
    return " ".join(words)


OF_CUES = [(cue, phrase) for cue in TABLE.cues for phrase in cue.phrases]
FIRING = st.builds(
    lambda at, number: spelled(OF_CUES[at][1], number),
    st.integers(0, len(OF_CUES) - 1),
    st.integers(0, 40),
)
BETWEEN = st.sampled_from(
    [
        *sorted(TABLE.negators),
        *sorted(TABLE.across),
        *sorted(TABLE.leanings),
        *("good", "great", "you", "not even", "!", "!!", "?", ".", ",", "❤", "😡"),
    ]
)
SUBJECTS = st.builds(
    Subject,
    text=st.lists(FIRING | BETWEEN, min_size=1, max_size=8).map(" ".join),
    lang=st.none() | st.just("en"),
    visibility=st.sampled_from(Visibility),
    followers=st.sampled_from([None, 5_000, 200_000]),
    after_answer=st.booleans(),
    unanswered=st.integers(0, 3),
    thread_complaint=st.sampled_from([None, 0.3, 0.95]),
)


@cache
def lacking(code: str) -> Triage:
    """Triage by the shipped table without one cue."""
    (cue,) = [one for one in TABLE.cues if one.code == code]
    known = dict.fromkeys(phrase_words(cue.phrases), 0.0)
    others = tuple(one for one in TABLE.cues if one is not cue)
    return Triage(replace(TABLE, cues=others, leanings={**known, **TABLE.leanings}))


def shown(subject: Subject, verdict: Assessment) -> Iterator[Cue]:
    """The cues that are given as reasons."""
    reading = ALL_OF_IT.read(ALL_OF_IT.make_plain(subject.text))
    for hit in reading.hits:
        if named(hit, reading, TABLE.limits) in verdict.reasons:
            yield hit.cue


def check(subject: Subject) -> int:
    """Takes out one shown cue after the other; how many there were."""
    verdict = ALL_OF_IT.assess(subject)
    cues = list(shown(subject, verdict))
    for cue in cues:
        without = lacking(cue.code).assess(subject)
        assert without.score <= verdict.score, (cue.code, verdict, without)
    if TABLE.texts.asks in verdict.reasons:
        without = ALL_OF_IT.assess(replace(subject, text=subject.text.replace("?", "")))
        assert without.score <= verdict.score, (verdict, without)
    return len(cues)


@pytest.mark.long
@pytest.mark.parametrize("after_answer", [False, True])
def test_no_invented_text_shows_a_reason_that_has_lowered_its_score(after_answer: bool) -> None:
    cues = [check(Subject(text=text, after_answer=after_answer)) for text in INVENTED]
    assert sum(cues) > len(INVENTED) / 2


@given(SUBJECTS)
def test_no_text_whatever_shows_a_reason_that_has_lowered_its_score(subject: Subject) -> None:
    check(subject)
