"""What a person is told and asked when they set up Reddit."""

from social_care.connectors.base import Guide, Question
from social_care.connectors.reddit.session import SCOPES

GUIDE = Guide(
    network="Reddit",
    steps=(
        "Ask Reddit for access to its Data API (support.reddithelp.com, Submit a request).",
        "A brand needs a contract for commercial use; nothing works before you are approved.",
        "Log in as the brand, open reddit.com/prefs/apps and choose: create another app.",
        "Take web app, with the redirect uri http://localhost.",
        "Only if you want to log in with the account's password instead, take script.",
        "The client id stands under the app's name, its secret beside it.",
        f"At the log-in allow all that is asked for: {', '.join(SCOPES)}.",
        "Reddit stays off until this account's table says enabled = true; then log in.",
    ),
    questions=(
        Question(key="username", ask="The brand's account on Reddit", help="without u/"),
        Question(key="client_id", ask="Client id of the app"),
        Question(
            key="client_secret",
            ask="Secret of the app",
            help="none for an installed app",
            secret=True,
            optional=True,
        ),
        Question(
            key="password",
            ask="The account's password",
            help="for a script app only; leave it empty to log in with a browser",
            secret=True,
            optional=True,
        ),
        Question(
            key="queries",
            ask="What to search for",
            help='"acme shoes" -giveaway, acmeshoes',
            optional=True,
            many=True,
        ),
        Question(
            key="subreddits",
            ask="Communities whose comments are watched for that",
            help="search finds posts only; without r/",
            optional=True,
            many=True,
        ),
    ),
    can=(
        "mentions of u/your-name, replies to your comments and posts, private messages",
        "posts that a search finds, and comments in the communities you name",
        "edits and deletions, threads you take part in",
        "reply publicly or by private message, take a comment back, upvote",
    ),
    cannot=(
        "chat: it has no public API; whether a private message arrives as one is Reddit's choice",
        "search comments all over Reddit: only those of the communities you name",
        "how many followers an author has: Reddit does not say",
        "pictures with a reply; taking a private message back",
    ),
)
