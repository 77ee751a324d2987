"""Pictures, films and links of a post or comment: shown as links, never fetched."""

from social_care.connectors.fields import Json, obj, objs, text
from social_care.models import Media

_KINDS = {"Image": "image", "AnimatedImage": "image", "RedditVideo": "video"}
_HINTS = {"image": "image", "hosted:video": "video", "rich:video": "video"}
_MOST = 40


def media_of(thing: Json) -> tuple[Media, ...]:
    """What hangs on it: the pictures of a gallery or in the text, or what a post links to."""
    return _embedded(thing) or _linked(thing)


def _embedded(thing: Json) -> tuple[Media, ...]:
    captions = {
        text(item, "media_id"): text(item, "caption")
        for item in objs(thing, "gallery_data", "items")
    }
    known = obj(thing, "media_metadata")
    # The gallery's own order first, then whatever stands only in the text.
    names = dict.fromkeys([*captions, *known])
    found = (_picture(obj(known, name), captions.get(name, "")) for name in names)
    return tuple(picture for picture in found if picture)[:_MOST]


def _picture(item: Json, caption: str) -> Media | None:
    source = obj(item, "s")
    addresses = (text(source, name) for name in ("u", "gif", "mp4"))
    address = next(filter(None, addresses), "") or text(item, "hlsUrl")
    if not address or text(item, "status") not in {"valid", ""}:
        return None
    return Media(kind=_KINDS.get(text(item, "e"), "file"), url=address, alt=caption)


def _linked(thing: Json) -> tuple[Media, ...]:
    address = text(thing, "url_overridden_by_dest") or text(thing, "url")
    if thing.get("is_self") is not False or not address.startswith(("http://", "https://")):
        return ()
    kind = "video" if thing.get("is_video") is True else _HINTS.get(text(thing, "post_hint"))
    return (Media(kind=kind or "link", url=address),)
