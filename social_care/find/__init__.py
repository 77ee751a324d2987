"""What an agent types to find conversations: words, "phrases", -not, and filters such as band:high.

    refund "third week" -giveaway channel:mastodon from:kim band:urgent,high after:2d has:note

All words must stand in one message (or all in the customer's name); the last one may be
unfinished. `-` before a word keeps out conversations that hold it anywhere, before a filter what
fits it. Values of one filter, by comma or repeated, are alternatives; `has:`, `is:` and `tag:`
repeated must all hold. Whatever is typed can be read: what cannot be meant is told in words and
finds nothing.
"""

from social_care.find.excerpt import excerpt
from social_care.find.reading import parse
from social_care.find.wanted import FILTERS, Filter, Known, Term, Wanted

__all__ = ["FILTERS", "Filter", "Known", "Term", "Wanted", "excerpt", "parse"]
