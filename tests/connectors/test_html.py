"""HTML as plain text, where a page's white space is one space (Mastodon's tests hold the rest)."""

import pytest

from social_care.connectors.html import MOST_TAGS, parsed, to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<br />\ntwo</p>", "one\ntwo"),
        ("<p>hard\n  wrapped <b> by</b>\r\n the mailer</p>", "hard wrapped by the mailer"),
        ("<p>a</p>\n\n\n<p>b<br><br>c</p>", "a\n\nb\n\nc"),
        ("<ul>\n <li>a</li>\n <li>b</li>\n</ul>\nc", "- a\n- b\n\nc"),
        ("no markup:\n  as it is", "no markup:\n  as it is"),
        ("x &lt; y\nz", "x < y\nz"),
        ("a&nbsp;&nbsp;b <i>c</i>", "a\xa0\xa0b c"),
    ],
)
def test_white_space_flows(html: str, text: str) -> None:
    """What breaks lines is markup; where there is none the lines are the author's."""
    assert to_text(html, flowing=True) == text


@pytest.mark.parametrize("flowing", [True, False])
def test_what_is_preformatted_stays(flowing: bool) -> None:
    """Breaks by markup included, and only as far as it reaches."""
    html = "<p>try</p><pre>if x:<br>    y\n    z</pre><p>again</p>"
    assert to_text(html, flowing=flowing) == "try\n\nif x:\n    y\n    z\n\nagain"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><th>Order</th><td>123</td></tr><tr><td>Total</td></tr></table>", "{} {}\n{}"),
        ("<table>\n<tr>\n<th>Order</th>\n<td>123</td>\n</tr><tr><td>Total</table>", "{} {}\n{}"),
        ("<section>Order</section><footer>123</footer>Total", "{}\n\n{}\n\n{}"),
        ("<dl><dt>Order</dt><dd>123</dd></dl>Total", "{}\n{}\n\n{}"),
        ("Order<hr>123<figure><figcaption>Total</figcaption></figure>", "{}\n\n{}\n\n{}"),
    ],
)
def test_words_of_different_boxes_do_not_run_together(html: str, text: str) -> None:
    """Mails are made of tables, pages of sections."""
    assert to_text(html, flowing=True) == text.format("Order", "123", "Total")


@pytest.mark.parametrize("mark", ["\x00p", "\x00b", "\x00s", "\x00<", "\x00>"])
def test_nobody_can_write_our_marks(mark: str) -> None:
    """Neither as text, nor in what stands for a picture, nor below other rules."""
    html = f'<b>a{mark}c</b><img alt="a{mark}c"><svg>a{mark}c</svg><textarea>a{mark}c</textarea>'
    for flowing in (True, False):
        found = to_text(html, flowing=flowing)
        assert "\x00" not in found
        assert "\n" not in found


def test_depth_and_length_are_up_to_strangers() -> None:
    """Neither recursion nor time that grows faster than the text."""
    assert to_text("<td><pre>" * 5_000 + "deep", flowing=True) == "deep"
    assert len(to_text("<p> \n</p>x<br> " * 50_000, flowing=True)) < 400_000


def test_formatting_that_is_never_closed_does_not_multiply() -> None:
    """A parser opens all of it again in every paragraph: 50 kB would be 6 GB."""
    bomb = "<p>" + "".join(f"<font x={n}>" for n in range(4_000)) + "<p>x" * 4_000
    assert len(parsed(bomb).css("*")) < 10_000
    assert to_text(bomb).split("\n\n") == ["x"] * 4_000


def test_nesting_has_a_bottom_and_its_words_are_read() -> None:
    bomb = "<div>" * (MOST_TAGS + 5) + "deep" + "</div>" * MOST_TAGS + "down"
    assert len(parsed(bomb).css("div")) == MOST_TAGS
    assert to_text(bomb, flowing=True) == "deep\n\ndown"


def test_a_tag_of_thousands_of_attributes_has_none() -> None:
    bomb = "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">words</p> and more"
    page = parsed(bomb)
    assert [len(node.attributes) for node in page.css("p")] == [0]
    assert to_text(bomb) == "words\n\nand more"


def test_a_picture_written_into_the_page_takes_no_words_their_place() -> None:
    picture = "data:image/png;base64," + "iVBORw0K/+==" * 100_000
    assert to_text(f'<img alt="Acme" src="{picture}"><p>Where is it?</p>') == "Acme\n\nWhere is it?"


def test_emphasis_is_no_matter_of_words() -> None:
    html = "<p>It is <b>still</b> <i class=x>not <u>here</u></i>, <code>17</code></p>"
    assert to_text(html) == "It is still not here, 17"
    assert to_text("<p>a<b>b<p>c</b>d") == "ab\n\ncd"


def test_line_ends_by_the_hundred_thousand_are_read_in_a_moment() -> None:
    assert to_text("a" + "<br>" * 90_000 + "b") == "a" + "\n" * 90_000 + "b"
