"""What an alert says, in a mail, in a chat and to programs; nothing that a stranger wrote acts."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import text
from social_care.alert_words import Message, as_text, message, quoted
from social_care.alerting import Form
from social_care.models import Band, Category
from social_care.models.flags import Flag, Standing
from social_care.notify import body
from tests.flag_kit import NOBODY, account, at_risk, escalated, late, spike
from tests.world import START

BUSY = Standing(waiting=340, at_risk=12, late=212)


def told(*flags: Flag, standing: Standing = BUSY, brand: str = "Acme Shoes") -> Message:
    return message(flags, standing, brand=brand, zone="Europe/London", now=START)


def test_one_flag_is_told_in_its_subject() -> None:
    made = told(late(held_by="joe"))
    assert made.subject == ("LATE 2m: Kim Osei on mastodon, high complaint, waits 32m, with joe")
    assert as_text(made) == (
        "Acme Shoes · Mon 02 Nov 2026, 09:00 (Europe/London)\n"
        "340 waiting, 12 at risk, 212 late\n"
        "\n"
        "LATE\n"
        "  LATE 2m: Kim Osei on mastodon, high complaint, waits 32m, with joe\n"
        '  "My boots leak"\n'
        "  https://social.example/@kim/1\n"
    )


def test_seven_flags_are_one_message_that_lists_seven() -> None:
    few = Standing(waiting=9, at_risk=1, late=5)
    made = told(
        *(late(n) for n in range(1, 5)),
        escalated(5),
        at_risk(6),
        account(7, "acme-x cannot be heard since 08:40 UTC"),
        standing=few,
    )
    assert made.subject == "1 account alert, 1 escalated, 4 late, 1 at risk · 9 waiting"
    assert made.summary == "9 waiting, 1 at risk, 5 late"
    lines = as_text(made).splitlines()
    headings = [line for line in lines if line.isupper()]
    assert headings == ["ACCOUNTS", "ESCALATED", "LATE", "AT RISK"]
    assert sum(line.startswith("  LATE 2m: Kim Osei") for line in lines) == 4
    assert "  due in 4m: Kim Osei on mastodon, high complaint, waits 32m, with nobody" in lines
    assert "  acme-x cannot be heard since 08:40 UTC" in lines
    assert made.more == 0


def test_on_monday_morning_it_is_one_sum_and_the_first_few() -> None:
    made = told(*(late(n, band=Band.URGENT if n == 150 else Band.HIGH) for n in range(1, 213)))
    assert made.subject == "340 waiting, 12 at risk, 212 late"
    assert made.items[0].said.split(", ")[1] == "urgent complaint"
    assert (len(made.items), made.more) == (5, 207)
    assert as_text(made).endswith("\nand 207 more: social-care queue --view risk\n")
    assert made.payload["total"] == 212
    assert len(made.payload["alerts"]) == 100


def test_of_many_what_is_worse_than_late_is_counted_beside_the_sum() -> None:
    made = told(*(late(n) for n in range(1, 12)), escalated(12), escalated(13), account(14))
    assert made.subject == "340 waiting, 12 at risk, 212 late · 1 account alert, 2 escalated"


def test_what_was_written_in_private_is_never_quoted() -> None:
    made = told(late(private=True, text="my number is 555", url="https://social.example/dm/1"))
    whole = as_text(made) + json.dumps(made.payload) + body(made, Form.SLACK)["text"]
    assert "(a private message)" in as_text(made)
    assert made.payload["alerts"][0]["text"] is None
    assert "555" not in whole
    assert "/dm/1" not in whole


def test_a_spike_and_an_account_are_told_in_our_words() -> None:
    made = told(spike(), standing=NOBODY)
    assert made.subject == "31 mentions in 30 min, usually 2: insole, burned"
    assert as_text(made).splitlines()[1:] == [
        "nobody waits",
        "",
        "SOMETHING IS HAPPENING",
        "  31 mentions in 30 min, usually 2: insole, burned",
        '  "My insole burned!"  https://social.example/@kim/1',
        '  "insole?"  https://social.example/@kim/3',
    ]
    (facts,) = made.payload["alerts"]
    assert facts["words"] == ["insole", "burned"]
    assert [each["text"] for each in facts["examples"]] == ["My insole burned!", "insole?"]
    assert body(made, Form.SLACK)["text"].splitlines()[2] == (
        '> "My insole burned!" <https://social.example/@kim/1|open>'
    )
    assert "words" not in told(account()).payload["alerts"][0]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("@acme my boots leak", "my boots leak"),
        ("look https://evil.example/login now", "look [link] now"),
        ("look evil.example/login now", "look [link] now"),
        ("write to kim.o@evil.example", "write to [link]"),
        ("go to //evil.example or www.evil.example", "go to [link] or [link]"),
        ("javascript:alert(1)", "[link]"),
        ("it cost 12.30 at 9:15, e.g. in the U.S.A.", "it cost 12.30 at 9:15, e.g. in the U.S.A."),
        ("one\n\ntwo\r\nBcc: all", "one two Bcc: all"),
        ("\x1b[31mred\x1b[0m \u202eevil", "red evil"),
    ],
)
def test_a_customer_is_quoted_on_one_line_with_nothing_to_click(said: str, shown: str) -> None:
    assert quoted(said) == shown


def test_a_card_number_is_masked() -> None:
    assert "1111 1111" not in quoted("my card is 4111 1111 1111 1111")


def test_a_quote_is_short_and_quick_whatever_is_quoted() -> None:
    for text_ in ("a." * 50_000, "x@" * 50_000, "://" * 50_000, "a-" * 50_000 + "!"):
        assert len(quoted(text_)) <= 121


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a.example/<script>", "https://a.example/|x", "http://é.example",
     "https://a.example/a b", "", "https://a.example/" + "x" * 500],
)  # fmt: skip
def test_a_link_that_is_no_plain_web_address_is_left_out(url: str) -> None:
    made = told(late(url=url))
    assert made.items[0].link == ""
    assert made.payload["alerts"][0]["url"] is None


def test_what_slack_is_told_has_no_markup_but_ours() -> None:
    hostile = late(
        customer="<!channel> *Kim*",
        text="<https://evil.example|click> &amp; @here `code` _it_ snake_case ~no~",
    )
    posted = body(told(hostile, brand="Acme <Shoes>"), Form.SLACK)
    assert list(posted) == ["text"]
    lines = posted["text"].splitlines()
    assert lines[0].startswith("*Acme &lt;Shoes&gt;*: LATE 2m: &lt;!channel&gt; ∗Kim∗ on mastodon")
    assert lines[1].endswith("<https://social.example/@kim/1|open>")
    assert lines[2] == ("> \"&lt;[link] &amp;amp; ＠here 'code' ˍitˍ snake_case ∼no∼\"")


def test_programs_get_every_fact() -> None:
    facts = body(told(late(held_by="joe", text="leaks")), Form.JSON)
    assert facts == {
        "brand": "Acme Shoes",
        "at": "2026-11-02T09:00:00Z",
        "text": "LATE 2m: Kim Osei on mastodon, high complaint, waits 32m, with joe",
        "waiting": 340,
        "at_risk": 12,
        "late": 212,
        "total": 1,
        "alerts": [
            {
                "id": 1,
                "stage": "late",
                "raised_at": "2026-11-02T08:58:00Z",
                "account": "acme",
                "channel": "mastodon",
                "now": "late",
                "conversation": 101,
                "band": "high",
                "category": "complaint",
                "customer": "Kim Osei",
                "waiting_since": "2026-11-02T08:28:00Z",
                "due": "2026-11-02T08:58:00Z",
                "held_by": "joe",
                "private": False,
                "text": "leaks",
                "url": "https://social.example/@kim/1",
            }
        ],
    }
    assert body(told(spike()), Form.JSON)["alerts"][0]["account"] is None


@given(st.text(max_size=80), st.text(max_size=300), st.text(max_size=60), st.text(max_size=40))
def test_whatever_strangers_write_stays_on_its_line_and_does_nothing(
    customer: str, said: str, url: str, brand: str
) -> None:
    flag = late(customer=customer, text=said, url=url, category=Category.QUESTION)
    made = told(replace(flag, channel=customer), brand=brand)
    whole = as_text(made)
    assert not text.bare_control(whole.replace("\n", ""))
    assert "\n" not in made.subject
    assert len(whole.splitlines()) <= 7
    slack = body(made, Form.SLACK)["text"]
    ours = "<" + made.items[0].link if made.items[0].link else "<"
    assert slack.count("<") == (1 if ours != "<" else 0)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Buy at https://evil.example/x", "Buy at [link]"),
        ("evil.example", "[link]"),
        ("javascript:alert(1)", "[link]"),
        ("@kim@social.example", "@kim@social.example"),
        ("Mr. J. Smith", "Mr. J. Smith"),
        ("Multi\r\nBcc: line\x1b[31m\u202e", "Multi Bcc: line"),
        ("", "a customer"),
    ],
)
def test_nobodys_name_is_a_link(name: str, called: str) -> None:
    made = told(late(customer=name))
    assert made.subject.startswith(f"LATE 2m: {called} on mastodon")
    assert made.items[0].said.startswith(f"LATE 2m: {called} on mastodon")
