"""HTML as plain text: paragraphs, lists, tables, and links where they really lead."""

import re
from itertools import count

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "center", "details", "div", "dl", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"}
)
_LINES = frozenset({"dd", "dt", "tr"})
_CELLS = frozenset({"td", "th"})
_UNREAD = frozenset({"script", "style", "template", "head", "title", "noscript", "-comment"})

# Marks, put together in the end. The parser leaves no NUL of the author's.
_PARAGRAPH, _BREAK, _SPACE = "\x00p", "\x00b", "\x00s"
_PRE, _PRE_END = "\x00<", "\x00>"
MOST_HTML = 400_000
"""Characters that are read, pictures inside them left out: far more than a person writes."""
MOST_TAGS = 10_000
"""Later ones only break the line: parsing takes the square of how deep they nest."""
_INLINED = re.compile(r"\bdata:[^\s\"'<>()]{500,}", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([a-z][a-z0-9]*)[^<>]{5000,}>?", re.IGNORECASE)
_FORMAT = re.compile(
    r"(</?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
"""Tags that a parser opens again in every later paragraph, as long as they are not closed."""
_TAG = re.compile(r"<(?!(?:a|script|style|textarea|title)\b)[a-z][^\s/<>]*", re.IGNORECASE)

_WHITE = re.compile(r"[ \t\r\n\f]+")
_BETWEEN = re.compile(r"\n?(?:\x00[pbs>])+")


def to_text(html: str, *, without_quote: bool = False, flowing: bool = False) -> str:
    """The words of a post. `without_quote` drops the paragraph that repeats a quoted post's link.

    White space is the author's own, unless the text is `flowing` as on most pages: there it is
    one space, and lines are broken by markup only, as far as there is any. Neither markup nor
    control characters are judged here; the text is as untrusted as the HTML.
    """
    body = parsed(html).body
    if body is None:
        return ""
    flowing = flowing and "<" in html
    parts: list[str] = []
    preformatted = 0
    # A stack of our own: how deep the nesting goes is up to strangers.
    rest: list[LexborNode | str] = _children(body)
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            preformatted += {_PRE: 1, _PRE_END: -1}.get(item, 0)
            parts.append(item if flowing and not preformatted else _verbatim(item))
        elif item.is_text_node:
            words = item.text_content or ""
            parts.append(_WHITE.sub(_SPACE, words) if flowing and not preformatted else words)
        elif not (without_quote and "quote-inline" in _classes(item)):
            rest.extend(reversed(_expanded(item)))
    return _put_together("".join(parts), flowing=flowing)


def parsed(html: str) -> LexborHTMLParser:
    """The page, without what only a bomb holds: its words stay, but for those beyond all measure.

    A few kilobytes can cost a parser minutes and gigabytes: formatting that is opened by the
    thousand and never closed, tags nested or attributes strung together by the ten thousand.
    """
    html = _INLINED.sub("", html)[:MOST_HTML]
    html = _FORMAT.sub(r"\1span", _LONG_TAG.sub(r"<\1>", html))
    number = count(1)
    html = _TAG.sub(lambda tag: tag[0] if next(number) <= MOST_TAGS else "<br", html)
    return LexborHTMLParser(html)


def _verbatim(mark: str) -> str:
    return {_BREAK: "\n", _SPACE: " ", _PRE: "", _PRE_END: ""}.get(mark, mark)


def _put_together(found: str, *, flowing: bool) -> str:
    if not flowing:
        pieces = (piece.strip(" \t\r\n") for piece in found.split(_PARAGRAPH))
        return "\n\n".join(filter(None, pieces))
    return _BETWEEN.sub(lambda marks: _joint(marks[0]), found).strip(" \t\r\n")


def _joint(marks: str) -> str:
    """What stands for a run of marks: the strongest of them."""
    if _PARAGRAPH in marks:
        return "\n\n"
    return "\n" * marks.count(_BREAK) or " "


def _children(node: LexborNode) -> list[LexborNode | str]:
    """Last first, as the stack wants them."""
    found: list[LexborNode | str] = []
    child = node.first_child
    while child is not None:
        found.append(child)
        child = child.next
    return found[::-1]


def _expanded(node: LexborNode) -> list[LexborNode | str]:
    """What stands for this node, in reading order."""
    tag = node.tag or ""
    if tag in _UNREAD:
        return []
    if tag == "br":
        return [_BREAK]
    if tag == "img":
        return [node.attributes.get("alt") or ""]
    inside = _children(node)[::-1]
    if tag == "a":
        return _link(node, inside)
    if tag == "li":
        return ["- ", *inside, _BREAK]
    if tag in _LINES:
        return [*inside, _BREAK]
    if tag in _CELLS:
        return [*inside, _SPACE]
    if tag == "pre":
        return [_PARAGRAPH, _PRE, *inside, _PRE_END, _PARAGRAPH]
    return [_PARAGRAPH, *inside, _PARAGRAPH] if tag in _BLOCKS else inside


def _link(node: LexborNode, inside: list[LexborNode | str]) -> list[LexborNode | str]:
    """The address itself: the visible text of a link is shortened, or lies."""
    href = node.attributes.get("href") or ""
    if _classes(node) & {"mention", "hashtag"} or not href.startswith(("http://", "https://")):
        return inside
    return [href]


def _classes(node: LexborNode) -> set[str]:
    return set((node.attributes.get("class") or "").split())
