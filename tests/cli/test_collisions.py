"""Taking over, going public and sending anyway, for scripts."""

import json

import pytest

from social_care.models import Visibility
from tests.cli.kit import Brand

ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def outbox(brand: Brand) -> tuple[str, str]:
    """State and visibility of the newest reply."""
    row = brand.rows("SELECT state, visibility FROM outbox ORDER BY id DESC LIMIT 1")[0]
    return row["state"], row["visibility"]


def test_a_customer_is_taken_over_with_a_word_of_its_own(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    brand.does("claim", wanted, agent="joe")
    assert "joe is with this customer" in brand.fails("claim", wanted, agent="mary")
    done = brand.does("claim", wanted, "--take-over", agent="mary")
    assert "taken over from joe" in done.stderr
    assert json.loads(done.stdout)["claimed_by"] == "mary"
    assert "mary is with" in brand.fails("reply", wanted, "--text", "Sorry", agent="joe")


def test_who_is_free_is_claimed_without_a_word(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    done = brand.does("claim", wanted, "--take-over", agent="mary")
    assert (done.stderr, json.loads(done.stdout)["claimed_by"]) == ("", "mary")


def mixed(brand: Brand) -> int:
    """A conversation that began in public and went on in private."""
    brand.hear(ANGRY, external_id="m1", thread_key="t")
    about = {"thread_key": "t", "in_reply_to": "m1", "visibility": Visibility.DIRECT}
    return brand.hear("The order is on my card", external_id="m2", **about)


@pytest.mark.parametrize(
    ("option", "visibility"), [([], "direct"), (["--public"], "public"), (["--private"], "direct")]
)
def test_going_public_takes_an_option(brand: Brand, option: list[str], visibility: str) -> None:
    wanted = mixed(brand)
    brand.does("reply", wanted, "--text", "Sorry", *option, agent="mary")
    assert outbox(brand) == ("queued", visibility)


def test_there_may_be_nothing_public_to_answer(brand: Brand) -> None:
    wanted = brand.hear(ANGRY, visibility=Visibility.DIRECT)
    said = brand.fails("reply", wanted, "--text", "Sorry", "--public", agent="mary")
    assert "there is no public answer" in said
    assert "answer privately" in said


def test_a_private_detail_in_public_is_held_unless_it_shall_go_anyway(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    text = ["--text", "We call you on +44 7911 123456"]
    said = brand.fails("reply", wanted, *text, agent="mary")
    assert said == "held: a phone number in a public reply: strangers can read it\n"
    assert outbox(brand)[0] == "held"
    brand.does("reply", wanted, *text, "--anyway", agent="mary")
    assert outbox(brand)[0] == "queued"


def test_what_the_configuration_calls_public_is_not_held(brand: Brand) -> None:
    path = brand.folder / "social-care.toml"
    ours = '[replies]\npublic_details = ["+44 7911 123456"]\n'
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("[replies]\n", ours) if "[replies]" in text else text + "\n" + ours
    )
    wanted = brand.hear(ANGRY)
    brand.does("reply", wanted, "--text", "We are on 07911 123456", agent="mary")
    assert outbox(brand)[0] == "queued"


def test_the_direct_message_that_a_reply_asked_for_is_its_writers(
    brand: Brand,
) -> None:
    wanted = brand.hear(ANGRY)
    brand.does("reply", wanted, "--text", "Please send us a DM", agent="mary")
    brand.does("worker", "--once")
    asked_for = brand.hear("Here I am", thread_key="dm:kim", visibility=Visibility.DIRECT)
    (row,) = brand.rows("SELECT assignee FROM conversations WHERE id = " + str(asked_for))
    assert (asked_for != wanted, row["assignee"]) == (True, "mary")
