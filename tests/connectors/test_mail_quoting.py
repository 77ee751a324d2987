"""What of a mail its author wrote: quotes, signatures, forwards, and what must never be lost."""

from email import message_from_string

import pytest

from social_care.connectors.mail.parse import Letter, to_message
from social_care.connectors.mail.settings import read
from tests.connectors.fake_mail import ACCOUNT
from tests.connectors.world import NOW


def text(body: str, *, subject: str = "Re: Boots", kind: str = "plain") -> str:
    """What a mention says of an answer with this body."""
    head = f"From: kim@social.example\nSubject: {subject}\nContent-Type: text/{kind}; charset=utf-8"
    mail = message_from_string(f"{head}\nContent-Transfer-Encoding: 8bit\n\n{body}")
    letter = Letter(mail=mail, arrived_at=NOW, size=1, in_sent=False)
    found = to_message(letter, read(ACCOUNT))
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    "former",
    [
        "On Sun, 1 Nov 2026 at 09:00, Acme <care@acme.example> wrote:\n> Hello\n> \n> How are you?",
        "On Sun, 1 Nov 2026 at 09:00, Acme Care\n<care@acme.example> wrote:\n\n> Hello",
        "Am 01.11.2026 um 09:00 schrieb Acme Care:\n> Hallo",
        "Am So., 1. Nov. 2026 schrieb Acme <care@acme.example>:\n> Hallo\n>> Na?",
        "Le 1 nov. 2026 à 09:00, Acme <care@acme.example> a écrit :\n> Bonjour",
        "El dom, 1 nov 2026 a las 9:00, Acme (<care@acme.example>) escribió:\n> Hola",
        "Il giorno 1 nov 2026, Acme ha scritto:\n> Ciao",
        "> Hello\n> How are you?",
        "-----Original Message-----\nFrom: Acme\nSent: Sunday\n\nHello",
        "-----Ursprüngliche Nachricht-----\nVon: Acme\nHallo",
        "________________________________\nFrom: Acme <care@acme.example>\nSent: Sunday\n\nHello",
        "From: Acme <care@acme.example>\nSent: Sunday, 1 November 2026\nTo: Kim\n\nHello",
        "Von: Acme <care@acme.example>\nGesendet: Sonntag\nAn: Kim\n\nHallo",
        "On Sun, 1 Nov 2026 at 09:00, Acme <care@acme.example> wrote:\n\nHello, not marked",
    ],
)
def test_the_mail_that_is_answered_goes(former: str) -> None:
    """However the mail program repeats it, as long as it stands at the end."""
    assert text(f"They still leak.\n\nKim\n\n{former}\n") == "They still leak.\n\nKim"


def test_an_answer_below_the_quote_is_found() -> None:
    body = "On 1 Nov 2026, Acme wrote:\n> Do they leak?\n\nYes, they do."
    assert text(body) == "Yes, they do."


@pytest.mark.parametrize(
    "body",
    [
        "> Do they leak?\nYes\n> Both?\nThe left one",
        "You wrote:\n\n> Do they leak?\n\nYes they do",
        "On Monday your agent wrote:\nthat I would get new ones. Where are they?",
        "On Tuesday I wrote:\nplease call me",
        "From: the shop in Kiel\nI bought them there",
        "> only a quote",
        "a > b is what it says\nand that is wrong",
        "__________\nmy own rule",
    ],
)
def test_what_may_be_the_authors_own_stays(body: str) -> None:
    """Interleaved answers need their questions; a mail that is all quote stays whole."""
    assert text(body) == body


def test_a_first_mail_keeps_whatever_it_quotes() -> None:
    """It answers nothing, so what it repeats is what it is about."""
    body = "Look what you wrote me:\n> We do not care"
    assert text(body, subject="Your letter") == f"Your letter\n\n{body}"


@pytest.mark.parametrize("mark", ["Fwd:", "FW:", "WG:", "Re: Fwd:"])
def test_a_forwarded_mail_stays(mark: str) -> None:
    body = "What is this?\n\nFrom: Shop <shop@x.example>\nSent: Sunday\nTo: Kim\n\nYour order"
    assert body in text(body, subject=f"{mark} Your order")


def test_a_signature_goes() -> None:
    assert text("They leak.\n-- \nKim Lee\nHead of Boots") == "They leak."
    assert text("They leak.\n--\nKim", subject="Boots") == "Boots\n\nThey leak."


def test_what_only_looks_like_a_signature_stays() -> None:
    """Too long for one, or with nothing above it."""
    long = "They leak.\n-- \n" + "and so on\n" * 40
    assert text(long) == long.strip()
    assert text("-- \nKim") == "-- \nKim"
    assert text("They leak -- badly") == "They leak -- badly"


@pytest.mark.parametrize(
    "former",
    [
        '<div class="gmail_quote">On Sunday Acme wrote:<blockquote>Hi</blockquote></div>',
        '<blockquote type="cite">Hi</blockquote>',
        '<div class="moz-cite-prefix">Acme wrote:</div><blockquote type="cite">Hi</blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Acme</div><div>Hi</div>',
        '<div id="divRplyFwdMsg"><b>From:</b> Acme</div><div>Hi</div>',
        "<div>On Sun, 1 Nov 2026 at 09:00 Acme &lt;care@acme.example&gt; wrote:</div><div>Hi</div>",
    ],
)
def test_html_programs_mark_the_mail_that_is_answered(former: str) -> None:
    body = f"<html><body><div>They still leak.</div>{former}</body></html>"
    assert text(body, kind="html") == "They still leak."


def test_html_keeps_what_is_forwarded_and_what_the_author_quotes() -> None:
    """A blockquote of the author's own, a forward, and an answer that is nothing but quote."""
    own = "<p>The label says</p><blockquote>waterproof</blockquote>"
    assert "waterproof" in text(own, kind="html")
    forwarded = (
        '<div>See</div><div class="gmail_quote">---------- Forwarded message ---------'
        "<br>Your order 17</div>"
    )
    assert "order 17" in text(forwarded, kind="html")
    assert "Hi" in text('<div class="gmail_quote">Hi</div>', kind="html")


def test_what_stands_beside_the_head_of_the_former_mail_is_that_mail() -> None:
    """Bare words too; and quotes within quotes go with the outermost."""
    quote = '<div class="gmail_quote"><blockquote type="cite">' * 3 + "Hi"
    body = f'<div>Leaks.</div><div><hr id="appendonsend">Sent by Acme<p>Hi</p></div>{quote}'
    assert text(body, kind="html") == "Leaks."


def test_brothers_by_the_ten_thousand_are_compared_with_no_brother() -> None:
    flood = '<hr id="appendonsend">' + "<i>x</i>" * 30_000
    assert text(f"<p>Leaks.</p>{flood}", kind="html") == "Leaks."


def test_a_flood_of_lines_is_read_in_a_moment() -> None:
    """Every pattern is bounded: a hostile mail costs no more than a long one."""
    line = "On " + "schrieb " * 30 + ":"
    assert text((line + "\n") * 300)
    assert text("> \n" * 49_000)
    assert text("\n" * 99_000 + "x")
