"""HTML as plain text: paragraphs, lists, and links where they really lead."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "table"}
)
_UNREAD = frozenset({"script", "style", "template", "head", "title", "noscript", "-comment"})
_PARAGRAPH = "\x00"
"""Marks where a paragraph begins or ends; the parser leaves no NUL of the author's."""
_BETWEEN = re.compile(r"[ \t\r\n]*\x00[ \t\r\n\x00]*")


def to_text(html: str, *, without_quote: bool = False) -> str:
    """The words of a post. `without_quote` drops the paragraph that repeats a quoted post's link.

    Neither markup nor control characters are judged here; the text is as untrusted as the HTML.
    """
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    parts: list[str] = []
    # A stack of our own: how deep the nesting goes is up to strangers.
    rest: list[LexborNode | str] = _children(body)
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            parts.append(item)
        elif not (without_quote and "quote-inline" in _classes(item)):
            rest.extend(reversed(_expanded(item)))
    return _BETWEEN.sub("\n\n", "".join(parts)).strip(" \t\r\n")


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
    if node.is_text_node:
        return [node.text_content or ""]
    if tag in _UNREAD:
        return []
    if tag == "br":
        return ["\n"]
    if tag == "img":
        return [node.attributes.get("alt") or ""]
    inside = _children(node)[::-1]
    if tag == "a":
        return _link(node, inside)
    if tag == "li":
        return ["- ", *inside, "\n"]
    return [_PARAGRAPH, *inside, _PARAGRAPH] if tag in _BLOCKS else inside


def _link(node: LexborNode, inside: list[LexborNode | str]) -> list[LexborNode | str]:
    """The address itself: the visible text of a link is shortened, or lies."""
    href = node.attributes.get("href") or ""
    if _classes(node) & {"mention", "hashtag"} or not href.startswith(("http://", "https://")):
        return inside
    return [href]


def _classes(node: LexborNode) -> set[str]:
    return set() if node.is_text_node else set((node.attributes.get("class") or "").split())
