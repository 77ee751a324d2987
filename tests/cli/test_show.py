"""show: a conversation linearly, so that the whole job can be done from the command line."""

import json

import pytest

from tests.cli.kit import Brand

HOSTILE = "hello \x1b[2J\x1b]0;owned\x07 \u202etxt.exe\n\n\n\n\nmore [/] card 4111 1111 1111 1111"


@pytest.fixture
def angry(brand: Brand) -> tuple[Brand, int]:
    """Kim has complained, joe has noted something, mary has answered."""
    wanted = brand.hear(
        "My boots leak, this is terrible!", by="kim", url="https://fedi.example/@kim/1"
    )
    brand.does("note", wanted, "--text", "called the store", agent="joe")
    brand.does("reply", wanted, "--text", "So sorry, Kim. New ones leave today.", agent="mary")
    return brand, wanted


def test_everything_is_told_in_its_order_a_line_for_a_thing(angry: tuple[Brand, int]) -> None:
    brand, wanted = angry
    lines = brand.does("show", wanted, agent="mary").stdout.splitlines()
    assert lines[0].split()[0] == str(wanted)
    assert any(line.startswith("why: band ") for line in lines)
    said = "\n".join(lines[lines.index("link: https://fedi.example/@kim/1") :])
    for earlier, later in (
        ("Kim:", "My boots leak"),
        ("My boots leak", "note by joe:"),
        ("note by joe:", "called the store"),
        ("called the store", "we (mary)"),
        ("we (mary)", "New ones leave today."),
    ):
        assert said.index(earlier) < said.index(later)
    assert "we (mary), queued:" in said
    assert "note by joe:" in said


def test_nothing_is_drawn(angry: tuple[Brand, int]) -> None:
    brand, wanted = angry
    said = brand.does("show", wanted, agent="mary").stdout
    assert not set("│─┌└▌▏>✓") & set(said)


def test_what_a_customer_writes_is_inert(brand: Brand) -> None:
    wanted = brand.hear(HOSTILE, by="kim")
    said = brand.does("show", wanted).stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    assert "1111 1111" not in said
    assert "[/]" in said


def test_scripts_get_every_message(angry: tuple[Brand, int]) -> None:
    brand, wanted = angry
    (view,) = brand.json("show", wanted, "--json", agent="mary")
    assert view["id"] == wanted
    kinds = [message["kind"] for message in view["messages"]]
    assert kinds == ["mention", "note", "outbox"]
    assert view["messages"][2]["state"] == "queued"
    assert view["messages"][0]["at"].startswith("2026-")
    assert json.dumps(view)


def test_a_draft_is_told(brand: Brand) -> None:
    wanted = brand.hear("Hello, is anybody there?", by="kim")
    assert "held" in brand.fails(
        "reply", wanted, "--text", "Mail me: mary.cole@mail.example", agent="mary"
    )
    (item,) = brand.json("outbox", "list", "--json")
    brand.does("outbox", "settle", item["id"], "discard", agent="mary")
    lines = brand.does("show", wanted, agent="mary").stdout.splitlines()
    assert lines[-2:] == ["your draft, public:", "    Mail me: mary.cole@mail.example"]
    assert "your draft" not in brand.does("show", wanted, agent="joe").stdout


def test_what_is_not_there_is_told(brand: Brand) -> None:
    assert "no conversation 77" in brand.fails("show", 77)


class TestMarks:
    def test_a_tag_comes_and_goes(self, brand: Brand) -> None:
        wanted = brand.hear("Do you sell laces?")
        assert "Tagged Kim: laces" in brand.does("tag", wanted, "laces", agent="mary").stderr
        assert brand.queue()[0]["tags"] == ["laces"]
        brand.does("tag", wanted, "laces", "--off", agent="mary")
        assert brand.queue()[0]["tags"] == []

    def test_it_is_given_to_one_agent_or_to_everybody(self, brand: Brand) -> None:
        wanted = brand.hear("Do you sell laces?")
        brand.does("assign", wanted, "joe", agent="mary")
        assert brand.queue()[0]["assignee"] == "joe"
        brand.does("assign", wanted, "--nobody", agent="mary")
        assert brand.queue()[0]["assignee"] is None

    @pytest.mark.parametrize("words", [[], ["joe", "--nobody"]])
    def test_whom_must_be_clear(self, brand: Brand, words: list[str]) -> None:
        wanted = brand.hear("Do you sell laces?")
        assert "either" in brand.fails("assign", wanted, *words, agent="mary", code=2)

    def test_it_is_muted_and_heard_again(self, brand: Brand) -> None:
        wanted = brand.hear("Do you sell laces?")
        assert "Muted Kim" in brand.does("mute", wanted, agent="mary").stderr
        assert "is heard again" in brand.does("mute", wanted, "--off", agent="mary").stderr

    def test_a_customer_is_given_back(self, brand: Brand) -> None:
        wanted = brand.hear("Do you sell laces?")
        brand.does("claim", wanted, agent="mary")
        assert brand.queue()[0]["claimed_by"] == "mary"
        brand.does("release", wanted, agent="mary")
        assert brand.queue()[0]["claimed_by"] is None

    def test_the_last_deed_is_undone(self, brand: Brand) -> None:
        wanted = brand.hear("Do you sell laces?")
        brand.does("dismiss", wanted, agent="mary")
        assert brand.queue() == []
        assert "Undone: dismissed Kim" in brand.does("undo", agent="mary").stderr
        assert [row["id"] for row in brand.queue()] == [wanted]
        assert "nothing of yours" in brand.fails("undo", agent="mary")

    @pytest.mark.parametrize("words", [["tag", 1, "x"], ["mute", 1], ["undo"], ["release", 1]])
    def test_nobody_unlisted_acts(self, brand: Brand, words: list[str | int]) -> None:
        assert "acts in a person's name" in brand.fails(*words)
