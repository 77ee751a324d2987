"""What was scored once is not scored again, and nobody can tell by the verdict."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models import Assessment, Visibility
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.remember import RememberingTriage
from tests.world import Shop

LATE = "My order is late again!! Where is it? I am furious."


class CountingTriage(Triage):
    """The engine, which counts how often it is asked."""

    scorings = 0

    def assess(self, subject: Subject) -> Assessment:
        self.scorings += 1
        return super().assess(subject)


@pytest.fixture(scope="module")
def engine(table: TriageTable) -> CountingTriage:
    return CountingTriage(table, ("acme",))


@pytest.fixture
def counting(engine: CountingTriage) -> CountingTriage:
    engine.scorings = 0
    return engine


@pytest.mark.parametrize(
    "again",
    [
        LATE,
        f"@acme {LATE}",
        f"{LATE} https://shop.example/a",
        LATE.replace("!!", "&#33;!"),
        f"\u200b{LATE}",
    ],
)
def test_the_same_words_are_scored_once(counting: CountingTriage, again: str) -> None:
    triage = RememberingTriage(counting)
    triage.assess(Subject(text=LATE if "http" not in again else f"{LATE} https://shop.example/b"))
    verdict = triage.assess(Subject(text=again))
    assert counting.scorings == 1
    assert verdict == counting.assess(Subject(text=again))


@pytest.mark.parametrize(
    "other",
    [
        Subject(text=LATE, unanswered=1),
        Subject(text=LATE, after_answer=True),
        Subject(text=LATE, lang="es"),
        Subject(text=LATE, followers=250_000),
        Subject(text=LATE, verified=True),
        Subject(text=LATE, visibility=Visibility.DIRECT),
        Subject(text=LATE, thread_complaint=0.9),
        Subject(text=LATE, brand_words=("order",)),
        Subject(text=f"{LATE} https://shop.example"),
        Subject(text=LATE.lower()),
    ],
)
def test_whatever_else_a_verdict_rests_on_is_scored_anew(
    counting: CountingTriage, other: Subject
) -> None:
    triage = RememberingTriage(counting)
    triage.assess(Subject(text=LATE))
    verdict = triage.assess(other)
    assert counting.scorings == 2
    assert verdict == counting.assess(other)


def test_the_least_lately_used_is_forgotten_first(counting: CountingTriage) -> None:
    triage = RememberingTriage(counting, most=2)
    for text in ("first one", "second one", "first one", "third one"):
        triage.assess(Subject(text=text))
    assert counting.scorings == 3
    triage.assess(Subject(text="first one"))
    assert counting.scorings == 3
    triage.assess(Subject(text="second one"))
    assert counting.scorings == 4


def test_several_accounts_share_it_at_once(counting: CountingTriage) -> None:
    triage = RememberingTriage(counting, most=8)
    texts = [f"Where is order number {word}?" for word in "abcdefghijkl"] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: triage.assess(Subject(text=text)), texts))
    assert found == [counting.assess(Subject(text=text)) for text in texts]


def test_what_two_accounts_see_and_what_only_its_link_changes_is_scored_once(
    shop: Shop, counting: CountingTriage
) -> None:
    shop.assessor = RememberingTriage(counting)  # type: ignore[assignment]
    shop.open_account("second", "fake")
    post = shop.mention(f"{LATE} https://shop.example/a")
    shop.receive(post)
    shop.receive(post, account="second")
    shop.edit(post, f"{LATE} https://shop.example/b")
    assert shop.value("SELECT count(*) FROM assessments") == 3
    assert counting.scorings == 1


WORDS = st.sampled_from(["late", "thanks", "!!", "@acme", "https://a.example", "my", "order", "❤️"])


@given(texts=st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=2, max_size=6))
def test_no_verdict_differs_from_the_engines(engine: CountingTriage, texts: list[str]) -> None:
    triage = RememberingTriage(engine, most=3)
    for text in texts:
        subject = Subject(text=text, after_answer=len(text) % 2 == 0)
        assert triage.assess(subject) == engine.assess(subject)
