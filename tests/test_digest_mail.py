"""The digest as a mail: one content in two forms, nothing remote, nothing that acts."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from rich.cells import cell_len
from selectolax.lexbor import LexborHTMLParser

from social_care.digest_facts import Counted
from social_care.digest_mail import as_html, as_mail, as_text, is_link
from social_care.digest_pictures import by_hour, every, response_times
from social_care.digest_words import page
from social_care.models.digest import Line, Page, Picture, Table
from tests.digest_kit import full, praise, unanswered

PNG = b"\x89PNG\r\n\x1a\n"


def made(**changed: Any) -> Page:
    plain = full()
    pictures = (
        Picture(name="by-hour", alt="By hour: 32 came", png=PNG + b"1"),
        Picture(name="response-times", alt="How long they took", png=PNG + b"2"),
    )
    assert plain.pictures == ()
    return page(full(**{"pictures": pictures} | changed))


def words(text: str) -> str:
    return " ".join(text.split())


def body_words(html: str) -> str:
    body = LexborHTMLParser(html).body
    assert body is not None
    return words(body.text(separator=" "))


def read_back(message: EmailMessage) -> EmailMessage:
    back = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(back, EmailMessage)
    return back


def test_text_and_html_say_the_same() -> None:
    digest = made()
    text, html = words(as_text(digest)), as_html(digest)
    seen = body_words(html)
    for section in digest.sections:
        assert section.title.upper() in text
        assert section.title in seen
        for block in section.blocks:
            match block:
                case Line():
                    assert words(f"{block.mark} {block.text}") in text
                    assert words(f"{block.mark} {block.text}") in seen
                    assert not block.url or (block.url in text and block.url in html)
                case Table():
                    for row in (block.headings, *block.rows):
                        assert " ".join(row) in text
                        assert " ".join(row) in seen
                case Picture():
                    assert f"[picture: {block.alt}]" in text
                    assert f'alt="{block.alt}"' in html


@pytest.mark.parametrize(
    "said", ["it is still broken ", "お世話になります。", "壊れた ", "👨‍👩‍👧", "한국어로 "]
)
@pytest.mark.parametrize("width", [78, 70])
def test_the_plain_text_fits_a_terminal_in_every_script(said: str, width: int) -> None:
    long = made(unanswered=(unanswered(text=said * 20, customer=said * 3),))
    lines = as_text(long, width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert all(cell_len(line) > width - 28 for line in lines if said.strip() * 3 in line)


def test_columns_stand_below_each_other_in_every_script() -> None:
    rows = tuple(Counted(label=name, arrived=7, usual=None, answered=3) for name in ("x", "掲示板"))
    shown = [
        line for line in as_text(made(channels=rows)).splitlines() if line.endswith("7         3")
    ]
    assert len({cell_len(line) for line in shown}) == 1
    assert len(shown) == 2


def test_nothing_in_it_is_remote() -> None:
    html = LexborHTMLParser(as_html(made()))
    sources = [node.attributes.get("src") or "" for node in html.css("[src]")]
    assert len(sources) == 2
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert not html.css("link, script, iframe, object, embed, form, video, audio")
    assert not html.css("[background], [srcset], [onclick], [onerror], [onload]")
    assert "url(" not in as_html(made())


def test_every_rule_stands_in_its_element() -> None:
    html = LexborHTMLParser(as_html(made()))
    assert all(
        node.attributes.get("style") for node in html.css("h1, h2, p, td, th, img, strong, a")
    )


def test_what_is_left_in_a_style_sheet_is_for_dark_screens_alone() -> None:
    (sheet,) = LexborHTMLParser(as_html(made())).css("style")
    rules = words(sheet.text())
    assert rules.startswith("@media (prefers-color-scheme: dark) {")
    assert rules.count("@media") == 1
    colours = dict(re.findall(r"([a-z., ]+) { color: (#[0-9a-f]{6})", rules))
    assert {"body", "strong", "a"} <= {name.strip() for name in colours}
    (night,) = re.findall(r"background: (#[0-9a-f]{6})", rules)
    assert all(_contrast(colour, night) >= 4.5 for colour in colours.values())


def _contrast(one: str, other: str) -> float:
    """As WCAG counts it: 1 to 21."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_one_message_of_many_parts_reads_back() -> None:
    back = read_back(as_mail(made()))
    assert back.get_content_type() == "multipart/alternative"
    text, related = back.iter_parts()
    assert text.get_content_type() == "text/plain"
    html, *pictures = related.iter_parts()
    assert words(text.get_content()) == words(as_text(made()))
    ids = [picture["Content-ID"].strip("<>") for picture in pictures]
    assert [picture.get_content() for picture in pictures] == [PNG + b"1", PNG + b"2"]
    sources = [node.attributes["src"] for node in LexborHTMLParser(html.get_content()).css("img")]
    assert sources == [f"cid:{each}" for each in ids]


HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>{{ 7 * 7 }}&amp;"


def test_what_customers_write_is_no_markup() -> None:
    digest = made(praise=(praise(text=HOSTILE, customer=HOSTILE),))
    html = LexborHTMLParser(as_html(digest))
    assert not html.css("script, [onerror]")
    assert HOSTILE in body_words(as_html(digest))
    assert HOSTILE in words(as_text(digest))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a.example/" onmouseover="x',
        "https://a.example/<script>",
        "https://a.example/\nBcc: x",
        "//a.example/x",
        "https://a.example/\u202eexe",
        "",
    ],
)
def test_what_leads_nowhere_safe_is_no_link(address: str) -> None:
    assert not is_link(address)
    html = LexborHTMLParser(as_html(made(praise=(praise(url=address),), stories=())))
    leads = [node.attributes["href"] or "" for node in html.css("a")]
    assert address not in leads
    assert all(map(is_link, leads))


def test_a_permalink_is_a_link() -> None:
    assert is_link("https://social.example/@kim/1?a=b&c=d#e")


def test_names_cannot_put_headers_in() -> None:
    digest = Page(subject="1 waits\r\nBcc: all@example.com", title="t", sections=())
    back = read_back(as_mail(digest))
    assert back["Bcc"] is None
    assert back["Subject"] == "1 waits Bcc: all@example.com"


def test_pictures_are_drawn_and_described() -> None:
    drawn = by_hour(full().hours)
    assert drawn.png.startswith(PNG)
    assert drawn.alt == "By hour: 32 came, 31 answered; most came at 09:00 (20)."
    assert response_times(full().took).png.startswith(PNG)
    assert response_times(full().took).alt == (
        "How long 29 responses took; most often under 5 min (20)."
    )


@pytest.mark.parametrize(("hours", "named"), [(1, 1), (8, 8), (9, 5), (24, 8), (25, 7)])
def test_names_of_hours_do_not_run_into_each_other(hours: int, named: int) -> None:
    rows = [Counted(label="09:00", arrived=1, usual=None, answered=1)] * hours
    assert len(rows[:: every(rows)]) == named
