"""[[digests]]: at the end of which shift who gets one."""

from collections.abc import Sequence

from social_care.digest_plan import DigestPlan
from social_care.mail_address import is_address
from social_care.shifts import Shift, named
from social_care.tables import Section, suggest


def read_digests(root: Section, shifts: Sequence[Shift]) -> tuple[DigestPlan, ...]:
    """Every plan, in their order."""
    found: dict[str, DigestPlan] = {}
    for section in root.sections("digests"):
        wanted = section.text("shift")
        shift = named(shifts, wanted)
        if shift is None and wanted:
            names = [shift.name for shift in shifts]
            section.note("shift", f"{wanted!r} is none of [[shifts]]{suggest(wanted, names)}")
        name = section.text("name", wanted)
        if name in found:
            section.note("name", f"{name!r} is there twice: give each digest a name")
        to = _addresses(section)
        if not root.has("mail"):
            section.note("to", "needs a mail server to leave by: add [mail]")
        section.end()
        if shift is not None:
            found[name] = DigestPlan(name=name, shift=shift, to=to)
    return tuple(found.values())


def _addresses(section: Section) -> tuple[str, ...]:
    to = section.texts("to")
    if not to:
        section.note("to", 'must be addresses, as in ["lead@acme.example"]')
    for address in to:
        if not is_address(address):
            section.note("to", f"{address!r} is no mail address")
    return tuple(dict.fromkeys(to))
