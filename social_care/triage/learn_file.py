"""The file of what was learned: a person can read it, change it, and delete it."""

import json
import tomllib
from collections.abc import Iterator

from social_care.errors import ConfigError
from social_care.tables import Section, faulty
from social_care.triage.learn import (
    MOST_PHRASES,
    PHRASE_BOUND,
    SHIFT_BOUNDS,
    SLOPE_BOUNDS,
    Learned,
)
from social_care.triage.phrases import compile_phrase

HEAD = """\
# What triage has learned from {corrections} correction(s), by `social-care triage --learn --write`.
# It is laid over triage's own table. Change it by hand if you like; `social-care triage --forget`
# or deleting the file takes all of it back. Numbers are log odds of a complaint: 0.7 doubles the
# odds, -0.7 halves them.
"""


def write(learned: Learned) -> str:
    """The file's text."""
    return "".join(_lines(learned))


def _lines(learned: Learned) -> Iterator[str]:
    yield HEAD.format(corrections=learned.corrections)
    yield f"corrections = {learned.corrections}\n"
    yield "\n[calibration]\n"
    yield f"slope = {learned.slope:g}   # multiplies triage's own odds: 1 changes nothing\n"
    yield f"shift = {learned.shift:g}   # is added to them: 0 changes nothing\n"
    yield "\n[phrases]   # what the brand's own customers mean by them; weights within ±1.5\n"
    for phrase, weight in sorted(learned.phrases.items(), key=lambda each: (-each[1], each[0])):
        yield f"{json.dumps(phrase, ensure_ascii=False)} = {weight:g}\n"


def read(text: str, place: str) -> Learned:
    """What stands in the file at `place`. Raises ConfigError with every fault and where it is."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{place} cannot be read", [str(error)], _remedy(place)) from error
    problems: list[str] = []
    root = Section(data, "", problems)
    calibration = root.section("calibration")
    learned = Learned(
        slope=calibration.number("slope", *SLOPE_BOUNDS, 1.0),
        shift=calibration.number("shift", *SHIFT_BOUNDS, 0.0),
        phrases=_phrases(root.section("phrases")),
        corrections=root.whole("corrections", 0, 10**9, 0),
    )
    calibration.end()
    root.end()
    if problems:
        raise ConfigError(faulty(place, problems), problems, _remedy(place))
    return learned


def _phrases(section: Section) -> dict[str, float]:
    names = section.names()
    if len(names) > MOST_PHRASES:
        section.note("", f"has {len(names)} phrases, more than {MOST_PHRASES}")
    for phrase in names:
        try:
            compile_phrase(phrase, {})
        except ValueError as problem:
            section.note(phrase, str(problem))
    return {phrase: section.number(phrase, -PHRASE_BOUND, PHRASE_BOUND) for phrase in names}


def _remedy(place: str) -> str:
    return f"mend it, or delete {place}: triage then works as if nothing had been learned"
