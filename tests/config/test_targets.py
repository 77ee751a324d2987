"""[targets], [accounts.targets] and [[vips]] as a brand writes them."""

from pathlib import Path

import pytest

from social_care import wiring
from social_care.config import FILE_NAME, Config, load
from social_care.errors import ConfigError
from social_care.models import Band
from social_care.sla import Policy
from social_care.targets import Asked

ACCOUNTS = """
[[accounts]]
name = "plain"
connector = "demo"
[[accounts]]
name = "own"
connector = "demo"
[accounts.targets]
high = 7
[accounts.targets.private]
normal = 9
[accounts.targets.vip]
high = 3
"""

TARGETS = """
[targets]
high = 20
low = 0
[targets.next]
high = 40
normal = 50
[targets.private]
normal = 45
urgent = 5
[targets.next.private]
low = 90
[targets.vip]
normal = 10
[[targets.followers]]
from = 1000
normal = 30
[[targets.followers]]
from = 9000
normal = 20
high = 15
"""


def read(folder: Path, text: str) -> Config:
    path = folder / FILE_NAME
    path.write_text(text)
    return load(path)


def faults(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return "\n".join(caught.value.problems)


def minutes(policy: Policy, band: Band, **asked: object) -> int | None:
    target = policy.target_ms(band, Asked(**asked))  # type: ignore[arg-type]
    return None if target is None else target // 60_000


def both(policy: Policy) -> list[list[int | None]]:
    """By band: first public, next public, first private, next private."""
    return [
        [
            minutes(policy, band, is_next=is_next, is_private=is_private)
            for is_private in (False, True)
            for is_next in (False, True)
        ]
        for band in (Band.URGENT, Band.HIGH, Band.NORMAL, Band.LOW)
    ]


def test_what_a_table_does_not_say_is_what_the_one_above_says(tmp_path: Path) -> None:
    policy = wiring.policy(read(tmp_path, TARGETS + ACCOUNTS), "plain", "mastodon")
    assert both(policy) == [
        [15, 15, 5, 5],
        [20, 40, 20, 40],
        [60, 50, 45, 45],  # next and private: of the two the tighter one
        [None, None, None, 90],
    ]


def test_a_channels_factor_is_for_what_the_account_does_not_say_itself(tmp_path: Path) -> None:
    policy = wiring.policy(read(tmp_path, TARGETS + ACCOUNTS), "own", "email")
    assert both(policy) == [
        [60, 60, 20, 20],
        [7, 7, 7, 7],
        [240, 200, 9, 9],
        [None, None, None, 360],
    ]
    assert minutes(policy, Band.HIGH, is_vip=True) == 3
    assert minutes(policy, Band.NORMAL, is_vip=True) == 40
    assert minutes(policy, Band.NORMAL, followers=1000) == 120


def test_followers_have_steps(tmp_path: Path) -> None:
    policy = wiring.policy(read(tmp_path, TARGETS + ACCOUNTS), "plain", "x")
    counts = (999, 1000, 8999, 9000)
    assert [minutes(policy, Band.NORMAL, followers=count) for count in counts] == [60, 30, 30, 20]
    assert [minutes(policy, Band.HIGH, followers=count) for count in counts] == [20, 20, 20, 15]


def test_the_customer_list_is_by_channel(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """
        [[vips]]
        name = "wholesale"
        channel = "x"
        ids = ["42"]
        handles = ["@Kim"]
        [[vips]]
        handles = ["sam@acme.example"]
        """,
    )
    on_x = wiring.policy(config, "any", "x").special
    elsewhere = wiring.policy(config, "any", "email").special
    assert [on_x.is_vip(*who) for who in (("42", ""), ("7", "kim"), ("7", "sam@acme.example"))] == [
        *(True, True, True)
    ]
    assert not elsewhere.is_vip("42", "kim")
    assert elsewhere.is_vip("7", "Sam@acme.example")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[vips]]\nname = 'nobody'\n", "vips[0]: names nobody"),
        ("[[vips]]\nids = [42]\n", "vips[0].ids: must be a list of texts"),
        ("[[vips]]\nids = ['1']\nchanel = 'x'\n", 'did you mean "channel"'),
        ("[targets.vip]\nhigh = 0\n", "targets.vip.high: must be between 1"),
        ("[[targets.followers]]\nhigh = 5\n", "targets.followers[0].from: is missing"),
        ("[targets.next]\nhigh = -1\n", "targets.next.high: must be between 0"),
        ("[targets.next.privat]\nhigh = 1\n", 'did you mean "private"'),
        ("[targets.later]\nhigh = 1\n", "targets.later: is not known here"),
        (ACCOUNTS + "[accounts.targets.nex]\n", "is not known here"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, text: str, told: str) -> None:
    assert told in faults(tmp_path, text)
