"""What a person wrote themselves: without the mail they answer and without their signature.

Only what surely is a repetition goes: words lost here would be lost to the agent. So a block goes
only from the end (or the very beginning) of an answer, what is interleaved stays, and a mail of
which nothing would be left stays whole.
"""

import re

from social_care.connectors.html import parsed

_HTML_QUOTES = (
    "div.gmail_quote, div.gmail_quote_container, blockquote[type=cite], div.moz-cite-prefix,"
    " div.yahoo_quoted, #divRplyFwdMsg, #mail-editor-reference-message-container"
)
"""How mail programs mark the mail that is answered."""
_HTML_HEADS = "#appendonsend, #divRplyFwdMsg"
"""What stands beside these, after them, is the mail that is answered."""
_FORWARD_MARK = re.compile(
    r"forwarded message|weitergeleitete nachricht|message transféré", re.IGNORECASE
)

_QUOTED = re.compile(r"\s{0,3}>")
_SAYS_WHO = re.compile(
    r"\s*(?:On|Am|Le|El|Il|Op|Em|Den|W dniu|Dnia)\b[^\n]{4,250}"
    r"(?:wrote|schrieb[^\n]{0,80}|a écrit|escribió|ha scritto|schreef[^\n]{0,80}|escreveu|skrev"
    r"[^\n]{0,80}|napisał\(?a?\)?)\s*:\s*",
    re.IGNORECASE,
)
_WHEN_OR_WHO = re.compile(r"\b(?:19|20)\d\d\b|\d:\d\d|@")
_ORIGINAL = re.compile(
    r"\s*-{3,}\s*(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine"
    r"|Mensaje original|Messaggio originale|Oorspronkelijk bericht)\s*-{3,}\s*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*_{10,}\s*")
_HEAD = re.compile(r"\s*\*?(?:From|Von|De|Da|Van|Fra)\s?:\*?\s+\S", re.IGNORECASE)
_HEAD_GOES_ON = re.compile(
    r"\s*\*?(?:Sent|Gesendet|Date|Datum|Envoyé|Enviado|Inviato|Verzonden|To|An|À|Para|A|Aan)"
    r"\s?:\*?\s+\S",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"-- ?")
SIGNATURE_LINES = 15
"""A longer "signature" is one no more."""
MOST_LINES = 20_000


def own_words(text: str) -> str:
    """The words of an answer, or the whole text where that cannot be told."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        return text
    kept = _without_head_quote(_without_tail(lines))
    words = "\n".join(kept).strip()
    return words or text


def without_signature(text: str) -> str:
    """Cut at a "-- " line near the end."""
    lines = text.split("\n")
    for number in range(len(lines) - 1, max(len(lines) - SIGNATURE_LINES - 2, 0), -1):
        if _SIGNATURE.fullmatch(lines[number]):
            return "\n".join(lines[:number]).strip() or text
    return text


def html_without_quote(html: str) -> str:
    """The HTML of an answer without the mail it answers; a forwarded mail stays."""
    tree = parsed(html)
    quotes = {node.mem_id for node in tree.css(_HTML_QUOTES)}
    heads = {node.mem_id for node in tree.css(_HTML_HEADS)}
    rest = [tree.root] if tree.root is not None and quotes | heads else []
    while rest:  # from the top down: what is inside a quote goes with it
        below_head = False
        for node in list(rest.pop().iter(include_text=True)):
            is_quote = below_head or node.mem_id in quotes
            below_head = below_head or node.mem_id in heads
            if is_quote and not _FORWARD_MARK.search((node.text() or "")[:300]):
                node.decompose()
            else:
                rest.append(node)
    return tree.html or ""


def _without_tail(lines: list[str]) -> list[str]:
    """Without the former mail at the end: quoted line by line, or copied below a heading."""
    for number, line in enumerate(lines):
        if _begins_copy(lines, number, line):
            return lines[:number]
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    if not any(_QUOTED.match(line) for line in lines[end:]):
        return lines
    return _without_attribution(lines[:end])


def _begins_copy(lines: list[str], number: int, line: str) -> bool:
    """Outlook copies the former mail unquoted, below a rule or the former mail's head."""
    below = [item for item in lines[number + 1 : number + 6] if item.strip()]
    if _ORIGINAL.fullmatch(line):
        return True
    if _RULE.fullmatch(line):
        return len(below) > 1 and bool(_HEAD.match(below[0]) and _HEAD_GOES_ON.match(below[1]))
    if _HEAD.match(line):
        return bool(below) and bool(_HEAD_GOES_ON.match(below[0]))
    # A person may begin a line like this too: only with a time or an address it is a program's.
    says_who = _SAYS_WHO.fullmatch(line) and _WHEN_OR_WHO.search(line)
    return bool(says_who) and not any(_QUOTED.match(item) for item in below)


def _without_attribution(lines: list[str]) -> list[str]:
    """Without "On ..., Kim wrote:" at the end, which may be broken over up to three lines."""
    for count in (1, 2, 3):
        tail = [line for line in lines[-count:] if line.strip()]
        if len(tail) == count and _SAYS_WHO.fullmatch(" ".join(tail)):
            return lines[:-count]
    return lines


def _without_head_quote(lines: list[str]) -> list[str]:
    """Without a quote that comes before everything else, if it is the only one."""
    start = next((at for at, line in enumerate(lines) if _QUOTED.match(line)), None)
    if start is None:
        return lines
    before = _without_attribution([line for line in lines[:start] if line.strip()])
    end = start
    while end < len(lines) and (not lines[end].strip() or _QUOTED.match(lines[end])):
        end += 1
    if before or any(_QUOTED.match(line) for line in lines[end:]):
        return lines
    return lines[end:]
