"""The digest as a mail: plain text and HTML that say the same, pictures inside, nothing remote."""

import re
from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from rich.cells import cell_len

from social_care.cells import to_left, to_right, wrap
from social_care.models.digest import Line, Page, Picture, Table
from social_care.text import inert_line

WIDTH = 78
"""Of the plain text, in a terminal's cells."""
_LINK = re.compile(r"https?://[!#-&(-;=?-\[\]_a-z~]+\Z")
"""Plain ASCII, without quotes, angle brackets, braces and what else has no place in an address."""

_BLANK = re.compile(r"\n{3,}")

Source = Callable[[Picture], str]
"""The address of a picture inside the document."""


def as_text(page: Page, width: int = WIDTH) -> str:
    """For mail programs that show text, and for terminals, whose `width` in cells it has."""
    written = _environment().get_template("digest.txt.j2").render(page=page, width=width)
    return _BLANK.sub("\n\n", written)


def as_html(page: Page, source: Source | None = None) -> str:
    """One document with its styles in its elements; pictures inside it unless `source` says where.

    Mail programs drop style sheets, so a library puts every rule where it applies. What is dark at
    night stays in one: those that drop it show the page as it is by day.
    """
    template = _environment().get_template("digest.html.j2")
    written = template.render(page=page, source=source or _inside)
    return css_inline.inline(written, keep_at_rules=True, load_remote_stylesheets=False)


def as_mail(page: Page) -> EmailMessage:
    """Text, HTML and pictures in one message, without sender and recipient."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = inert_line(page.subject)
    message.set_content(as_text(page))
    pictures = [
        block for section in page.sections for block in section.blocks if isinstance(block, Picture)
    ]
    # Short, so that no header is folded, which some mail programs cannot read; one mail, one scope.
    ids = {picture.name: f"<{picture.name}@digest.invalid>" for picture in pictures}
    message.add_alternative(
        as_html(page, lambda picture: f"cid:{ids[picture.name].strip('<>')}"), subtype="html"
    )
    _, html = message.iter_parts()
    assert isinstance(html, MIMEPart)
    for picture in pictures:
        html.add_related(
            picture.png,
            "image",
            "png",
            cid=ids[picture.name],
            disposition="inline",
            filename=f"{picture.name}.png",
        )
    return message


def _inside(picture: Picture) -> str:
    return f"data:image/png;base64,{b64encode(picture.png).decode()}"


@cache
def _environment() -> Environment:
    """Everything that is put in is escaped in HTML; what is not given is a fault, not a gap."""
    environment = Environment(
        loader=PackageLoader("social_care"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"wrapped": _wrapped, "columns": _columns}
    environment.tests |= {
        "line": lambda block: isinstance(block, Line),
        "table": lambda block: isinstance(block, Table),
        "link": is_link,
    }
    return environment


def is_link(address: str) -> bool:
    """Whether it may stand behind a link: web addresses and nothing else."""
    return _LINK.match(address) is not None


def _wrapped(line: Line, width: int) -> str:
    """Two columns in, and an address on a line of its own, so that it stays whole."""
    text = f"{line.mark}  {line.text}" if line.mark else line.text
    lines = wrap(text, width, first="  ", rest="    ")
    return "\n".join([*lines, f"    [{line.url}]"] if line.url else lines)


def _columns(table: Table) -> str:
    """Text to the left in the first column, figures to the right in the others."""
    rows = [table.headings, *table.rows]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(table.headings))]

    def shown(row: tuple[str, ...]) -> str:
        first, *others = (
            to_left(cell, width) if column == 0 else to_right(cell, width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  " + "  ".join([first, *others]).rstrip()

    return "\n".join(["", *map(shown, rows), ""])
