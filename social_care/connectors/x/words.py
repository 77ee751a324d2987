"""The words of a post: its long form if it has one, links written out, entities resolved."""

import re

from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.x.posts import either

MOST_LINKS = 200


def words_of(data: Json) -> str:
    """What a post or a direct message says. Links to its own pictures are left out."""
    note = obj({"note": either(data, "note_tweet")}, "note")
    body = text(note, "text") or text(data, "text")
    links = objs(note, "entities", "urls") + objs(data, "entities", "urls") + objs(data, "urls")
    return expanded(unescaped(body), links[:MOST_LINKS])


def unescaped(body: str) -> str:
    """X escapes these three, and only once."""
    return body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def expanded(body: str, links: list[Json]) -> str:
    """Every t.co address as what it stands for. By its text, not by its offsets: nobody knows
    whether those count before or after escaping. In one go: what was put in is not read again."""
    meant = {text(link, "url"): _meant(link) for link in links}
    shorts = sorted(filter(_is_web, meant), key=len, reverse=True)
    if not shorts:
        return body
    pattern = rf"(\s?)({'|'.join(map(re.escape, shorts))})(?!\w)"
    return re.sub(pattern, lambda found: _put(found[1], meant[found[2]] or found[2]), body)


def _meant(link: Json) -> str:
    """What to write for a link; a blank for one of the post's own pictures."""
    if text(link, "media_key"):
        return " "
    full = text(link, "expanded_url")
    return full if _is_web(full) else ""


def _put(before: str, meant: str) -> str:
    return "" if meant == " " else before + meant


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
