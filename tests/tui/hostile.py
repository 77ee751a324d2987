"""What strangers may write to harm a terminal, an agent, or a layout."""

HOSTILE = (
    "[@click=app.quit]gift[/]",
    "hi [/] there [bold red]now",
    "[link=https://evil.example]a[/link] $primary [on red]",
    "\x1b]52;c;ZXZpbA==\x07 clipboard \x1b]52;c;ZXZpbA==\x1b\\",
    "\x1b[2J\x1b[H\x1b]0;title\x07 cleared \x1bc",
    "\x9b31m C1 \x90q\x9c \x00 \x07 \x08\x08\x7f",
    "left \u202eright\u202c \u2066iso\u2069 \u200fmarks",
    "\ud83d\udc5f \ud800 lone \udfff",
    "👨‍👩‍👧‍👦 ❤️ 👍🏽 🇩🇪 keycap 1️⃣ \U000e0041tags",
    "Z̡̢̛̗̘̙a̴̵̶̷̸̡̢l̴̨̛g̵̡̛o̷̢̨ " + "a" + "\u0301" * 200,
    "日本語の長い文章です" * 30,
    "ಕನ್ನಡ हिन्दी தமிழ்",
    "tab\there\r\nline\vfeed\u2028sep\x85next",
    "word " * 20_000,
    "x" * 100_000,
    "\n" * 5_000,
    "",
    " \t \u200b ",
)
