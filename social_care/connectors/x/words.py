"""The words of a post: its long form if it has one, links written out, entities resolved."""

import re
from collections.abc import Collection

from social_care.connectors.fields import Json, obj, objs, text
from social_care.connectors.x.posts import either

LANGUAGES = {"in": "id", "iw": "he"}
"""X's codes of languages, where they are not the usual ones."""
MOST_LINKS = 200
_PICTURE = re.compile(r"https://(?:x|twitter)\.com/\w+/status/(\d+)/(?:photo|video)/\d+", re.ASCII)


def words_of(data: Json) -> str:
    """What a post or a direct message says. Links to its own pictures are left out."""
    note = obj({"note": either(data, "note_tweet")}, "note")
    body = text(note, "text") or text(data, "text")
    links = objs(note, "entities", "urls") + objs(data, "entities", "urls") + objs(data, "urls")
    return expanded(unescaped(body), links[:MOST_LINKS], _ids_of(data))


def _ids_of(data: Json) -> list[str]:
    listed = either(data, "edit_history_tweet_ids")
    history = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return [text(data, "id"), *history]


def unescaped(body: str) -> str:
    """X escapes these three, and only once."""
    return body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def expanded(body: str, links: list[Json], own_ids: Collection[str] = ()) -> str:
    """Every t.co address as what it stands for. By its text, not by its offsets: nobody knows
    whether those count before or after escaping. In one go: what was put in is not read again."""
    meant = {text(link, "url"): _meant(link, own_ids) for link in links}
    shorts = sorted(filter(_is_web, meant), key=len, reverse=True)
    if not shorts:
        return body
    pattern = rf"(\s?)({'|'.join(map(re.escape, shorts))})(?!\w)"
    return re.sub(pattern, lambda found: _put(found[1], meant[found[2]] or found[2]), body)


def _meant(link: Json, own_ids: Collection[str]) -> str:
    """What to write for a link; a blank for one of the post's own pictures."""
    full = text(link, "expanded_url")
    picture = _PICTURE.fullmatch(full)
    if text(link, "media_key") or (picture and picture[1] in own_ids):
        return " "
    return full if _is_web(full) else ""


def _put(before: str, meant: str) -> str:
    return "" if meant == " " else before + meant


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
