"""Triage and the team's rules together: the verdict that is stored, and what else was ruled."""

from dataclasses import dataclass, replace
from typing import Protocol

from social_care.models import Assessment, Band, Category, PrivateDetail
from social_care.triage.private import private_details
from social_care.triage.rules import NO_RULES, Rules, Ruling
from social_care.triage.rules_match import Post
from social_care.triage.subject import Subject


class Assessor(Protocol):
    """What judges a mention: `triage.Triage`, or anything of its shape."""

    def assess(self, subject: Subject) -> Assessment:
        """The verdict; a pure function of the subject."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict as rules left it, with their reasons first, and what they ruled."""

    verdict: Assessment
    ruling: Ruling


def judge(assessor: Assessor, subject: Subject, post: Post, rules: Rules = NO_RULES) -> Judgement:
    """A pure function of its arguments. Complaint probability and score stay triage's own."""
    ruling = rules.before(post)
    verdict = _unscored(post) if ruling.is_final else assessor.assess(subject)
    if not ruling.is_final:
        ruling = rules.after(post, verdict, ruling)
    words = (*rules.brand_words, *subject.brand_words)
    private = () if subject.visibility.is_private else private_details(subject.text, words)
    return Judgement(
        verdict=replace(
            verdict,
            band=ruling.band_of(verdict.band),
            reasons=(*ruling.reasons, *verdict.reasons, *_about(private)),
            private=private,
        ),
        ruling=ruling,
    )


def _unscored(post: Post) -> Assessment:
    return Assessment(
        language=post.language,
        sentiment=None,
        category=Category.OTHER,
        complaint=None,
        score=0,
        band=Band.NORMAL,
        reasons=(),
    )


def _about(private: tuple[PrivateDetail, ...]) -> tuple[str, ...]:
    if not private:
        return ()
    return (f"a private detail in public: {', '.join(detail.label for detail in private)}",)
