"""What the English-speaking customers say later: unanswered, answered, or in private."""

from social_care.connectors.demo.words import (
    BROKEN,
    LATE,
    PRAISE,
    PROMO,
    QUESTION,
    RETURNS,
    SAFETY,
    WRONG,
    Phrasebook,
    Recipe,
)

_NUDGE = Recipe(
    main=(
        "Anyone there?",
        "Just bumping this, in case it got lost.",
        "Still hoping for an answer about the {product}.",
        "Any news on my question?",
        "Should I ask somewhere else instead?",
        "Hello? I can see you answering other people :)",
        "I'll try once more: is there somebody who knows about the {product}?",
        "Sorry to chase. The shop shuts soon and I need to know.",
    )
)
_ANGRY = Recipe(
    lead=("", "", "Hello??", "So.", "Right.", "Seriously?"),
    main=(
        "Still nothing. Is anybody reading this?",
        "Now I'm being ignored as well. What a great service, thanks for nothing.",
        "I've been waiting for an answer all this time. Not good enough.",
        "You post pictures of {product} but can't answer one complaint?",
        "I've tried the phone too: 40 minutes on hold, then cut off.",
        "No reply, no refund, no {product}.",
        "Third time of asking. {order}. Please.",
        "It's getting worse, not better. Please look at {order}.",
    ),
)
_FURIOUS = Recipe(
    lead=("", "That's it.", "Unbelievable.", "I'm done."),
    main=(
        "I want my money back NOW and I will never buy {brand} again.",
        "Worst customer service I've ever had. My solicitor will be in touch about {order}.",
        "You clearly don't care. Cancelling everything and telling everyone I know.",
        "I'm reporting this to Trading Standards. You had your chance.",
        "Ten years a customer, and this is how it ends. Disgraceful.",
        "Keep the {product}. I'm getting the bank to take my money back.",
    ),
)
_SAFETY_AGAIN = Recipe(
    main=(
        "Is nobody there? My foot is burned, this is about somebody's health!",
        "We are still at the hospital. Please, somebody at {brand} answer me.",
        "I don't want anybody else to be injured. Please reply.",
        "The hospital is asking again what material it is. URGENT.",
    )
)
_SAFETY_FOLLOW_UP = Recipe(
    main=(
        "Thank you for answering. The doctor has had a look. What do you need from us?",
        "OK. The batch number on the box is {order}. Are others affected as well?",
        "Calmer now. Should I keep the {product}, or throw them away?",
        "We've taken photos of it all. Where should we send them? Is there a recall?",
    )
)
_THANKS = Recipe(
    lead=("", "", "Oh wow.", "That was quick.", "Perfect.", "You're a star.", "Brilliant."),
    main=(
        "Thank you!",
        "Thanks so much, that worked.",
        "All sorted, thank you for your help.",
        "Thanks, that's all I needed.",
        "That's really kind, thank you.",
        "Thanks a lot, you've restored my faith.",
        "Sorted! Thanks, and sorry for being grumpy.",
        "Great, thanks. Have a lovely day.",
        "Thank you, I appreciate it.",
        "Lovely, thank you, my gran will be over the moon.",
        "Cheers, that did the trick.",
    ),
    tail=("", "", "", "\U0001f64f", "❤️", "You lot are the best."),
)
_FOLLOW_UP = Recipe(
    lead=("Thanks.", "OK, thank you.", "Ah, I see.", "Right, thanks.", "Good to know."),
    main=(
        "And how long will that take?",
        "But what do I do with the old {product}?",
        "Will I get a confirmation by email?",
        "Does that also hold for the sale ones?",
        "Do I have to pay for the postage?",
        "Can I change it to a {size} while you're at it?",
        "Which number do I ring for that?",
        "It tells me the page isn't available. Is there another way?",
        "And if it hasn't come by Friday?",
        "Could you check {order} as well, please?",
    ),
)
_STILL_ANGRY = Recipe(
    main=(
        "That's a standard answer. It does not help me at all.",
        "I already did all that. Did you even read what I wrote?",
        'So another "up to five working days"? No. I want a refund.',
        "The link you sent is broken. Like the {product}. Like my patience.",
        "Sorry doesn't get me my {product}. When, exactly?",
    )
)
_DM_PLEASE = Recipe(
    main=(
        "Happy to give you the order number, but not out here. Can I send it to you privately?",
        "I'd rather not put my address on here. How do I get it to you?",
        "Where do I send the details?",
    )
)
_DIRECT = Recipe(
    lead=("", "Hi.", "Hello, here I am.", "As promised.", "Hi, you asked me to write here."),
    main=(
        "Order {order}, the name on it is {name}.",
        "It's {order}. The address should be 14 Mill Lane, {city}.",
        "{order}, {product} in a {size}. What else do you need?",
        "My order number is {order}. I'd rather have a refund than another pair.",
        "{order}. Is this the right place?",
    ),
)
_DIRECT_FIRST = Recipe(
    lead=("", "Hi.", "Hello {brand}."),
    main=(
        "I don't want to do this in public: I think I've been charged twice for {order}.",
        "Could you change the address on {order} to 3 Orchard Row, {city}? We've just moved.",
        "Somebody else's invoice was in my parcel, with their full address on it.",
        "My partner passed away and his {product} arrived today. May I send them back?",
        "I can't log in and the reset mail never comes. My email is {handle}@mail.example.",
        "It's a surprise for my wife, so please don't write to her: can {order} go to my office?",
    ),
    tail=("", "", "Thank you.", "Can you help?"),
)
_EDIT = Recipe(
    main=(
        "(Edit: I meant size {size}.)",
        "(Edit: order number is {order}, sorry, typo.)",
        "(Edit: the {model}, not the other ones.)",
    )
)

ENGLISH: Phrasebook = {
    "late": LATE,
    "wrong": WRONG,
    "broken": BROKEN,
    "returns": RETURNS,
    "question": QUESTION,
    "safety": SAFETY,
    "praise": PRAISE,
    "promo": PROMO,
    "nudge": _NUDGE,
    "angry": _ANGRY,
    "furious": _FURIOUS,
    "safety again": _SAFETY_AGAIN,
    "safety follow-up": _SAFETY_FOLLOW_UP,
    "thanks": _THANKS,
    "follow-up": _FOLLOW_UP,
    "still angry": _STILL_ANGRY,
    "dm please": _DM_PLEASE,
    "dm": _DIRECT,
    "dm first": _DIRECT_FIRST,
    "edit": _EDIT,
}
