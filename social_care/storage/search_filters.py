"""The filters of a search as conditions on a conversation `c`, and what drives a selective one."""

import json
from collections.abc import Callable, Sequence

from social_care.find import Filter, Term, Wanted
from social_care.models import Band
from social_care.storage.search_words import SOURCES, Values, expression, fitting, pattern

_HELD = (
    "EXISTS (SELECT 1 FROM identities i JOIN claims k ON k.customer_id = i.customer_id"
    " WHERE i.id = c.identity_id AND k.until > :now AND k.agent IN {agents})"
)
_AGENT = (
    "(c.assignee IN {agents} OR " + _HELD + " OR EXISTS (SELECT 1 FROM replies r"
    " WHERE r.conversation_id = c.id AND r.agent IN {agents})"
    " OR EXISTS (SELECT 1 FROM responses r WHERE r.source = 'elsewhere'"
    " AND r.agent IN {agents} AND r.conversation_id = c.id AND r.void = 0))"
)
_WAS = (
    "coalesce((SELECT w.{column} FROM waits w WHERE w.id = c.wait_id),"
    " (SELECT w.{column} FROM waits w WHERE w.conversation_id = c.id"
    "  ORDER BY w.ended_at DESC LIMIT 1),"
    " (SELECT s.{column} FROM mentions x JOIN assessments s ON s.id = x.assessment_id"
    "  WHERE x.id = c.last_mention_id), {otherwise})"
)
"""Of the open wait, else of the last one, else of the newest message."""
_MENTION = "EXISTS (SELECT 1 FROM mentions x {joined} WHERE x.conversation_id = c.id AND {so})"
_TEXTS = "JOIN mention_texts y ON y.mention_id = x.id"
_ALERTED = "w.at_risk_at <= :now AND (w.category = 'complaint' OR w.band_rank = 0)"

_HAS = {
    "draft": "EXISTS (SELECT 1 FROM drafts d WHERE d.conversation_id = c.id AND d.text <> '')",
    "note": "EXISTS (SELECT 1 FROM notes n WHERE n.conversation_id = c.id)",
    "wow": "EXISTS (SELECT 1 FROM wows v WHERE v.conversation_id = c.id)",
    "link": _MENTION.format(
        joined=_TEXTS, so="(y.text LIKE '%http://%' OR y.text LIKE '%https://%')"
    ),
    "picture": _MENTION.format(
        joined=_TEXTS,
        so="EXISTS (SELECT 1 FROM json_each(y.media) e"
        " WHERE json_extract(e.value, '$.kind') IN ('image', 'photo', 'picture', 'gif', 'gifv'))",
    ),
    "alert": f"c.state = 'open' AND EXISTS (SELECT 1 FROM waits w"
    f" WHERE w.id = c.wait_id AND {_ALERTED})",
    "private": _MENTION.format(joined="", so="x.visibility IN ('followers', 'direct')"),
    "detail": _MENTION.format(
        joined="JOIN assessments s ON s.id = x.assessment_id", so="s.private <> '[]'"
    ),
}
_IS = {
    "late": "EXISTS (SELECT 1 FROM waits w WHERE w.id = c.wait_id AND w.due_at < :now)",
    "waiting": "c.wait_id IS NOT NULL",
    "unread": "c.last_mention_id > c.read_mention_id",
    "mine": "(c.assignee = :agent OR " + _HELD.format(agents="(:agent)") + ")",
}


def conditions(wanted: Wanted, values: Values) -> list[str]:
    """What a conversation `c` must be; uses :now and :agent beside `values`."""
    made = [_condition(each, values) for each in wanted.filters]
    return made + [_nowhere(term, values) for term in wanted.without]


def driver(wanted: Wanted, values: Values) -> str | None:
    """A query for the few conversations a search can be about; None when no filter is selective."""
    for name, build in _DRIVERS.items():
        for each in wanted.filters:
            if each.name == name and not each.without:
                made = build(each, values)
                if made:
                    return made
    return None


def _condition(each: Filter, values: Values) -> str:
    if each.name in {"has", "is"}:
        table = _HAS if each.name == "has" else _IS
        made = "(" + " OR ".join(table[value] for value in each.values) + ")"
    else:
        made = _CONDITIONS[each.name](each, values)
    return f"NOT coalesce({made}, FALSE)" if each.without else made


def _nowhere(term: Term, values: Values) -> str:
    """Neither the customer nor we have said it in the conversation, nor is it noted."""
    said = [
        f"EXISTS (SELECT 1 FROM {source.messages} n WHERE n.conversation_id = c.id"
        f" AND {fitting(source, 'n.id', [term], values)})"
        for source in SOURCES
    ]
    return f"NOT ({' OR '.join(said)})"


def _list(values: Values, items: Sequence[object]) -> str:
    return f"(SELECT value FROM json_each({values.bind(json.dumps(list(items)))}))"


def _account(column: str) -> Callable[[Filter, Values], str]:
    def build(each: Filter, values: Values) -> str:
        names = _list(values, each.values)
        return f"c.account_id IN (SELECT id FROM accounts WHERE {column} IN {names})"

    return build


def _column(column: str) -> Callable[[Filter, Values], str]:
    return lambda each, values: f"c.{column} IN {_list(values, each.values)}"


def _band(each: Filter, values: Values) -> str:
    ranks = [int(Band[value.upper()]) for value in each.values]
    was = _WAS.format(column="band_rank", otherwise=int(Band.NONE))
    return f"{was} IN {_list(values, ranks)}"


def _category(each: Filter, values: Values) -> str:
    was = _WAS.format(column="category", otherwise="'other'")
    return f"{was} IN {_list(values, each.values)}"


def _agent(each: Filter, values: Values) -> str:
    return _AGENT.format(agents=_list(values, each.values))


def _tag(each: Filter, values: Values) -> str:
    return (
        "EXISTS (SELECT 1 FROM conversation_tags g WHERE g.conversation_id = c.id"
        f" AND g.tag IN {_list(values, each.values)})"
    )


def _from(each: Filter, values: Values) -> str:
    return f"c.identity_id IN ({people(each, values)})"


def people(each: Filter, values: Values) -> str:
    """The identities whose name or handle has one of the values."""
    last = len(each.values) - 1
    asked = [
        named(Term(value, each.is_open and number == last), values)
        for number, value in enumerate(each.values)
    ]
    return " UNION ".join(asked)


def named(term: Term, values: Values) -> str:
    """The identities whose name or handle has these words."""
    words = expression([term])
    if words:
        return f"SELECT rowid AS id FROM profiles_fts WHERE profiles_fts MATCH {values.bind(words)}"
    like = values.bind(pattern(term.text))
    return (
        "SELECT identity_id AS id FROM identity_profiles"
        f" WHERE name LIKE {like} ESCAPE '\\' OR handle LIKE {like} ESCAPE '\\'"
    )


_CONDITIONS: dict[str, Callable[[Filter, Values], str]] = {
    "channel": _account("channel"),
    "account": _account("name"),
    "from": _from,
    "band": _band,
    "category": _category,
    "state": _column("state"),
    "agent": _agent,
    "tag": _tag,
    "lang": _column("language"),
}


def _drive_is(each: Filter, values: Values) -> str | None:
    del values
    waiting = "SELECT conversation_id AS id FROM waits WHERE ended_at IS NULL"
    if set(each.values) <= {"late", "waiting"}:
        return waiting + (" AND due_at < :now" if each.values == ("late",) else "")
    if each.values == ("mine",):
        return (
            "SELECT id FROM conversations WHERE assignee = :agent UNION SELECT m.id FROM claims k"
            " JOIN identities i ON i.customer_id = k.customer_id"
            " JOIN conversations m ON m.identity_id = i.id WHERE k.agent = :agent"
        )
    return None


def _drive_has(each: Filter, values: Values) -> str | None:
    del values
    made = {
        "draft": "SELECT conversation_id AS id FROM drafts WHERE text <> ''",
        "alert": "SELECT w.conversation_id AS id FROM waits w"
        f" WHERE w.ended_at IS NULL AND {_ALERTED}",
        "note": "SELECT conversation_id AS id FROM notes",
        "wow": "SELECT conversation_id AS id FROM wows",
    }
    if not set(each.values) <= set(made):
        return None
    return " UNION ".join(made[value] for value in each.values)


def _drive_state(each: Filter, values: Values) -> str | None:
    del values
    indexed = {"open", "answered", "snoozed"}
    if not set(each.values) <= indexed:
        return None
    return " UNION ALL ".join(
        f"SELECT id FROM conversations WHERE state = '{state}'" for state in each.values
    )


def _drive_agent(each: Filter, values: Values) -> str:
    agents = _list(values, each.values)
    return (
        f"SELECT id FROM conversations WHERE assignee IN {agents}"
        " UNION SELECT m.id FROM claims k JOIN identities i ON i.customer_id = k.customer_id"
        f" JOIN conversations m ON m.identity_id = i.id WHERE k.agent IN {agents}"
        f" UNION SELECT conversation_id FROM replies WHERE agent <> '' AND agent IN {agents}"
        " AND conversation_id IS NOT NULL"
        " UNION SELECT conversation_id FROM responses"
        f" WHERE source = 'elsewhere' AND agent IN {agents}"
    )


_DRIVERS: dict[str, Callable[[Filter, Values], str | None]] = {
    "from": lambda each, values: (
        f"SELECT id FROM conversations WHERE identity_id IN ({people(each, values)})"
    ),
    "is": _drive_is,
    "has": _drive_has,
    "tag": lambda each, values: (
        "SELECT conversation_id AS id FROM conversation_tags"
        f" WHERE tag IN {_list(values, each.values)}"
    ),
    "state": _drive_state,
    "agent": _drive_agent,
}
"""By filter, the most selective kinds first."""
