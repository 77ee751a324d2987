"""What a person is told and asked when they set up an account of X."""

from social_care.connectors.base import Guide, Question
from social_care.connectors.x.login import REDIRECT_URI, SCOPES

GUIDE = Guide(
    network="X",
    steps=(
        (
            "Log in at https://console.x.com as the brand, make a project and an app in it, and buy"
            " credits: X charges for every post it shows us and for every one we write."
        ),
        (
            'In the app\'s "User authentication settings" choose "Read and write and Direct'
            f' message", type "Web App", and the callback address {REDIRECT_URI}'
        ),
        f"The log-in asks for these scopes: {' '.join(SCOPES)}",
        'From "Keys and tokens" copy the OAuth 2.0 client ID and client secret.',
        (
            "Instead of those, the four keys of OAuth 1.0a can stand in the account's table"
            " (consumer_key, consumer_secret, access_token, access_token_secret): no log-in is"
            " needed then, but no pictures can be sent."
        ),
    ),
    questions=(
        Question(
            key="client_id",
            ask="OAuth 2.0 client ID",
            help="leave it empty to only listen, with a bearer token",
            optional=True,
        ),
        Question(
            key="client_secret",
            ask="OAuth 2.0 client secret",
            help="only apps of the type Web App have one",
            secret=True,
            optional=True,
        ),
        Question(
            key="bearer_token",
            ask="The app's bearer token",
            help="reads more in a quarter of an hour than the log-in may",
            secret=True,
            optional=True,
        ),
        Question(
            key="handle",
            ask="The brand's @name",
            help="needed only where there is no log-in",
            optional=True,
        ),
        Question(
            key="queries",
            ask="What to search for beside mentions",
            help='words, "phrases", -not, lang:en, from:name; OR between alternatives',
            optional=True,
            many=True,
        ),
    ),
    can=(
        "mentions, replies and direct messages, and what searches find in the last seven days",
        "answer in public and by direct message, with pictures (not in direct messages)",
        "take back an answer, like a post, hide a reply under a post of ours",
        "notice edits and deletions",
        "stop before a day costs more than daily_cap (dollars; 5 unless set)",
    ),
    cannot=(
        (
            "answer in public who neither mentions nor quotes us: X's self-serve plans forbid it"
            " (reply_gate = false for an enterprise plan)"
        ),
        "send a link cheaply: X charges $0.20 for a post that holds one",
        "read a thread on its own: people there reach us by mentioning us, as X has it by default",
    ),
)
