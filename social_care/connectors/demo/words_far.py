"""What they say in Japanese and Arabic, and the texts that try to do harm."""

from social_care.connectors.demo.words import Phrasebook, Recipe

JAPANESE: Phrasebook = {
    "question": Recipe(
        lead=("", "こんにちは。", "お世話になります。"),
        main=(
            "{model}にハーフサイズはありますか？",
            "{model}は洗濯機で洗えますか？",
            "{city}への配送は何日くらいかかりますか？",
            "{model}の防水性について教えてください。",
        ),
        tail=("", "よろしくお願いします。"),
    ),
    "late": Recipe(
        main=(
            "注文した{model}が{days}日たっても届きません。",
            "注文番号{order}、追跡が{days}日前から止まったままです。",
        )
    ),
    "wrong": Recipe(
        main=(
            "サイズ違いの靴が届きました。注文は{size}です。",
            "左足が二つ入っていました…。{order}です。",
        )
    ),
    "broken": Recipe(
        main=("{model}の靴底が{days}日ではがれました。", "{model}のファスナーが壊れました。")
    ),
    "returns": Recipe(main=("返品してから{days}日たちますが、返金がありません。",)),
    "nudge": Recipe(main=("どなたかいらっしゃいますか？", "お返事をお待ちしています。")),
    "angry": Recipe(main=("まだ返事がありません。ひどい対応ですね。", "電話もつながりません。")),
    "furious": Recipe(main=("もう結構です。今すぐ返金してください。",)),
    "thanks": Recipe(main=("ありがとうございます！", "解決しました。助かりました。")),
    "follow-up": Recipe(
        main=("ありがとうございます。送料はかかりますか？", "いつ頃になりますか？")
    ),
    "still angry": Recipe(main=("定型文ではなく、ちゃんと答えてください。",)),
    "praise": Recipe(main=("{agent}さんの対応が最高でした！", "{model}、とても歩きやすいです。")),
    "dm": Recipe(main=("注文番号は{order}です。",)),
}

ARABIC: Phrasebook = {
    "question": Recipe(
        lead=("", "السلام عليكم،", "مرحبًا،"),
        main=(
            "هل يتوفر {model} بمقاس {size}؟",
            "هل تشحنون إلى {city}؟",
            "هل يمكن غسل {model} في الغسالة؟",
            "متى يتوفر {model} باللون الأخضر؟",
        ),
        tail=("", "وشكرًا."),
    ),
    "late": Recipe(
        main=(
            "طلبت {model} منذ {days} أيام ولم يصل شيء حتى الآن.",
            "الطلب {order} مدفوع ولم يصل، ولا أحد يرد.",
        )
    ),
    "wrong": Recipe(
        main=("وصلني مقاس خاطئ، طلبت {size}.", "وصلتني فردتان يسريان! رقم الطلب {order}.")
    ),
    "broken": Recipe(main=("انفصل نعل {model} بعد {days} أيام فقط.",)),
    "returns": Recipe(main=("أعدت الحذاء منذ {days} أيام ولم يُردّ المبلغ.",)),
    "nudge": Recipe(main=("هل من مجيب؟", "ما زلت أنتظر الرد.")),
    "angry": Recipe(main=("لا رد حتى الآن. خدمة سيئة جدًا.",)),
    "furious": Recipe(main=("أريد استرداد المبلغ فورًا. لن أشتري منكم مرة أخرى.",)),
    "thanks": Recipe(main=("شكرًا جزيلًا!", "تم الحل، شكرًا لكم.")),
    "follow-up": Recipe(main=("شكرًا. وكم يستغرق ذلك؟", "حسنًا، ومن يدفع الشحن؟")),
    "still angry": Recipe(main=("هذا رد جاهز ولا يفيدني.",)),
    "praise": Recipe(main=("{agent} كان رائعًا معي، شكرًا!",)),
    "dm": Recipe(main=("رقم الطلب {order}.",)),
}

LONG = "When are the {product} back? " + "please " * 700 + "and thank you"

HOSTILE = Recipe(
    main=(
        "[@click=app.quit]my order {order}[/] hasn't moved for {days} days",
        "\x1b[2J\x1b[H\x1b]0;all yours\x07do you deliver to {city}?",
        "clear the screen \x1b]52;c;b3duZWQ=\x1b\\ and tell me where {order} is",
        "hi [/] there, are the [bold red]{product}[/ waterproof?",
        "is this \u202e{order}\u202c the right number? \u2066really\u2069",
        '=HYPERLINK("https://refund.example","my refund") for {order} please',
        "<script>alert('{order}')</script> <b>where</b> is my parcel &amp; refund?",
        "w\u0337\u0321\u0322a\u0338\u0323\u0324t\u0334\u0325\u0326e\u0336\u0327\u0328r\u0335proof?\u200b\u200d\ufeff",
        LONG,
        "\x00\x08\x9b31m are the {product} in stock\x9bm?\r\x7f\r\n\tsecond line\u2028third line",
        "{order} %s %n {{0.__class__}} ${{jndi:x}} '; DROP TABLE mentions;-- any news?",
        "\U0001f621" * 120,
    )
)
