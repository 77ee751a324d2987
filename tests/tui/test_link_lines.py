"""Addresses in a conversation are links that lead where they say; nothing else is one."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from social_care import text
from social_care.models import Media
from social_care.tui.links import host, terminal_link, web_link
from social_care.tui.widgets.head import Head
from social_care.tui.widgets.lines import Line, Linked, hanging, wrap
from social_care.tui.widgets.link_lines import addresses, linked, with_links
from social_care.tui.widgets.thread_lines import thread_lines
from tests.tui.console import console
from tests.tui.fake_desk import FakeDesk
from tests.tui.hostile import HOSTILE
from tests.tui.people import NOW, kim

ZONE = ZoneInfo("UTC")


def links(lines: list[Line]) -> list[tuple[str, str]]:
    """What is linked: the words, and where they lead."""
    return [(said, look.url) for line in lines for said, look in line if isinstance(look, Linked)]


def laid_out(said: str, width: int = 40) -> list[Line]:
    before: Line = ((" " * 4, ""),)
    return with_links(hanging(before, before, said, "", width), said, said)


def test_an_address_is_a_link_to_itself_without_the_end_of_the_sentence() -> None:
    said = "look (https://a.example/x_(1)), or http://b.example/?q=1&r=2."
    assert links(laid_out(said, 80)) == [
        ("https://a.example/x_(1)", "https://a.example/x_(1)"),
        ("http://b.example/?q=1&r=2", "http://b.example/?q=1&r=2"),
    ]


def test_an_address_on_several_lines_is_one_link() -> None:
    url = "https://a.example/" + "path/" * 20
    found = links(laid_out(f"look: {url} there", 30))
    assert len(found) > 3
    assert {where for _, where in found} == {url}
    assert "".join(said for said, _ in found) == url


def test_the_words_stay_as_they_were() -> None:
    said = "one https://a.example/two three"
    plain = ["".join(words for words, _ in line) for line in laid_out(said, 20)]
    assert plain == ["    " + row for row in wrap(said, 16)]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://bank.example@evil.example/",
        "https://bаnk.example/",  # a Cyrillic letter
        "https://a.example/\u202etxt",
        "https://a.example/\x1b]8;;https://evil.example\x1b\\",
        "https://a.example/\x07",
        "https://a.example/ b",
        "https://",
        "ssh://a.example",
        "",
    ],
)
def test_what_is_not_plainly_an_address_of_the_web_is_no_link(url: str) -> None:
    assert terminal_link(url) == ""
    assert not isinstance(linked("dim", url), Linked)


@pytest.mark.parametrize(
    ("said", "real"),
    [
        ("https://a.example/abc…", "https://a.example/abcdef"),
        ("https://a.example/4111********1111", "https://a.example/4111111111111111"),
    ],
)
def test_what_was_cut_or_masked_leads_nowhere(said: str, real: str) -> None:
    assert addresses(said, real) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_make_no_link_of_their_own(words: str) -> None:
    said = text.clean(f"see https://a.example/{words} and [x]({words})")
    for shown, where in links(laid_out(said)):
        assert terminal_link(where) == where
        assert shown in where


@given(st.text(), st.text(alphabet=st.characters(codec="ascii")))
def test_a_link_shows_where_it_leads_and_holds_nothing_else(before: str, after: str) -> None:
    raw = f"{before} https://a.example/{after}"
    said = text.clean(raw)
    rows = with_links(hanging((), (), said, "", 30), said, raw)
    for shown, where in links(rows):
        assert where.isascii()
        assert where.isprintable()
        assert " " not in where
        assert shown in where
        assert where in said


def thread(width: int = 60, **about: object) -> list[Line]:
    """Kim's first message with something else about it."""
    first = replace(kim().messages[0], **about)  # type: ignore[arg-type]
    return thread_lines(replace(kim(), messages=(first,), url=first.url), width, NOW, ZONE)


def test_a_picture_is_a_link_with_its_description() -> None:
    picture = Media(kind="image", url="https://pics.example/1.jpg", alt="a heel")
    lines = thread(text="look", media=(picture,), url="")
    assert links(lines) == [("https://pics.example/1.jpg", "https://pics.example/1.jpg")]
    assert any("[picture: a heel]" in "".join(words for words, _ in line) for line in lines)


def heading(url: str) -> list[Line]:
    bar = Head("mary", ZONE)
    bar.set_reactive(Head.view, replace(kim(), url=url))
    bar.set_reactive(Head.now, NOW)
    return list(bar.lines(80))


def test_the_original_is_a_link_that_names_its_host() -> None:
    lines = heading("https://social.example/@kim/1")
    assert links(lines) == [("original: social.example", "https://social.example/@kim/1")]


def test_an_original_somewhere_odd_is_named_and_no_link() -> None:
    lines = heading("https://bank.example@evil.example/1")
    assert links(lines) == []
    assert "original: evil.example" in "\n".join(
        "".join(words for words, _ in line) for line in lines
    )


def test_the_host_is_what_a_link_leads_to() -> None:
    assert host("https://social.example:8080/@kim") == "social.example"
    assert host("at://did:plc:abc") == ""
    assert web_link("https://bank.example@evil.example/")


def clickable(agent_segments: list[Segment]) -> set[str]:
    return {one.style.link for one in agent_segments if one.style and one.style.link}


@pytest.mark.parametrize(("term", "found"), [("xterm-256color", True), ("linux", False)])
async def test_the_terminal_gets_links_in_the_conversation_and_none_in_the_queue(
    monkeypatch: pytest.MonkeyPatch, term: str, found: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("STY", raising=False)
    desk = FakeDesk()
    desk.change(1, text="see https://a.example/queue")
    async with console(desk) as agent:
        assert not _on_screen(agent.main)
        await agent.press("enter")
        assert ("https://social.example/@kim@social.example/1" in _on_screen(agent.main)) is found


def _on_screen(main: object) -> set[str]:
    strips = main._compositor.render_strips()  # type: ignore[attr-defined]
    return clickable([segment for strip in strips for segment in strip])
