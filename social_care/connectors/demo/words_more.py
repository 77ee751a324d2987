"""What the simulated brand's customers say in German, Spanish, French and Portuguese."""

from social_care.connectors.demo.words import Phrasebook, Recipe

GERMAN: Phrasebook = {
    "question": Recipe(
        lead=("", "Hallo,", "Guten Tag,", "Moin,"),
        main=(
            "gibt es den {model} auch in halben Größen?",
            "kann man den {model} in die Waschmaschine stecken?",
            "fällt der {model} eher klein aus? Ich habe sonst {size}.",
            "liefert ihr auch nach {city}, und was kostet das?",
            "ist der {model} wasserdicht oder nur wasserabweisend?",
            "wann kommt der {model} wieder in Grün?",
        ),
        tail=("", "Danke schon mal!", "Liebe Grüße"),
    ),
    "late": Recipe(
        lead=("", "So langsam reicht es.", "Hallo?"),
        main=(
            "Seit {days} Tagen warte ich auf meine {model}, und niemand meldet sich.",
            "Bestellung {order}: bezahlt, bestätigt, nie angekommen.",
            "Die Sendungsverfolgung steht seit {days} Tagen still.",
        ),
    ),
    "wrong": Recipe(
        main=(
            "Ich habe {size} bestellt und Kinderschuhe bekommen. Was soll das?",
            "Zwei linke Schuhe im Karton. Zwei linke! Bestellung {order}.",
            "Das ist nicht der {model}, den ich bestellt habe.",
        )
    ),
    "broken": Recipe(
        main=(
            "Nach {days} Tagen löst sich beim {model} schon die Sohle.",
            "Der Reißverschluss vom {model} ist am ersten Tag kaputtgegangen.",
            "Angeblich wasserdicht: nach zehn Minuten Regen hatte ich nasse Füße.",
        )
    ),
    "returns": Recipe(
        main=(
            "Die Rücksendung ist seit {days} Tagen bei euch, das Geld ist immer noch nicht da.",
            "Das Rücksendeetikett zu {order} lässt sich nicht ausdrucken.",
            "Warum wurden mir die {model} zweimal abgebucht?",
        )
    ),
    "nudge": Recipe(
        main=("Ist da jemand?", "Gibt es schon eine Antwort?", "Ich frage noch mal nach.")
    ),
    "angry": Recipe(
        main=(
            "Immer noch keine Antwort. Das ist wirklich schwach.",
            "Muss man bei euch erst laut werden, damit sich jemand meldet?",
            "Am Telefon hängt man auch nur in der Warteschleife.",
        )
    ),
    "furious": Recipe(
        main=(
            "Ich will mein Geld zurück, und zwar sofort. Nie wieder!",
            "Das geht jetzt an die Verbraucherzentrale.",
        )
    ),
    "thanks": Recipe(
        main=("Super, vielen Dank!", "Danke, das hat geklappt.", "Perfekt, danke für die Hilfe!")
    ),
    "follow-up": Recipe(
        main=(
            "Danke. Und wie lange dauert das ungefähr?",
            "Alles klar. Muss ich das Porto selbst zahlen?",
            "Danke, und bekomme ich dazu noch eine Mail?",
        )
    ),
    "still angry": Recipe(main=("Das ist doch nur ein Textbaustein. Wann kommen meine Schuhe?",)),
    "praise": Recipe(
        main=(
            "{agent} aus eurem Team ist Gold wert. Danke!",
            "Der {model} ist der bequemste Schuh, den ich je hatte.",
        )
    ),
    "dm": Recipe(
        main=("Hier die Bestellnummer: {order}.", "Wie gewünscht: {order}, {name}, {city}.")
    ),
}

SPANISH: Phrasebook = {
    "question": Recipe(
        lead=("", "Hola,", "Buenas tardes,", "Hola, una duda:"),
        main=(
            "¿hay medias tallas de {model}?",
            "¿las {model} se pueden lavar en la lavadora?",
            "¿hacéis envíos a {city}?",
            "¿cuándo volverá a haber {model} en la talla {size}?",
            "¿cómo cambio la dirección del pedido {order}?",
        ),
        tail=("", "¡Gracias!", "Un saludo."),
    ),
    "late": Recipe(
        main=(
            "Llevo {days} días esperando mis {model} y nadie me contesta.",
            "El pedido {order} tenía que llegar el lunes y no ha llegado nada.",
            "Según el seguimiento está entregado. Aquí no hay nada.",
        )
    ),
    "wrong": Recipe(
        main=(
            "Pedí la talla {size} y me han enviado otra. Otra vez.",
            "Me han llegado dos zapatos izquierdos. ¿En serio?",
        )
    ),
    "broken": Recipe(
        main=(
            "A los {days} días se ha despegado la suela de las {model}.",
            "Las {model} calan. Menuda decepción.",
        )
    ),
    "returns": Recipe(
        main=(
            "Devolví las {model} hace {days} días y sigo sin el dinero.",
            "Me habéis cobrado dos veces el pedido {order}.",
        )
    ),
    "nudge": Recipe(main=("¿Hay alguien ahí?", "¿Se sabe algo de lo mío?", "Vuelvo a preguntar.")),
    "angry": Recipe(
        main=(
            "Sigo sin respuesta. Qué falta de respeto.",
            "Cuarenta minutos al teléfono y me han colgado.",
        )
    ),
    "furious": Recipe(
        main=(
            "Quiero que me devolváis el dinero YA. No vuelvo a comprar aquí.",
            "Voy a poner una reclamación en consumo.",
        )
    ),
    "thanks": Recipe(
        main=(
            "¡Mil gracias!",
            "Perfecto, ya está solucionado. ¡Gracias!",
            "Muchas gracias, un encanto.",
        )
    ),
    "follow-up": Recipe(
        main=("Gracias. ¿Y cuánto tardará?", "Vale, ¿y los gastos de envío los pago yo?")
    ),
    "still angry": Recipe(main=("Eso es una respuesta automática. No me sirve.",)),
    "praise": Recipe(
        main=(
            "{agent} me ha atendido de maravilla. ¡Así da gusto!",
            "Las {model} me han salvado el Camino. ¡Gracias!",
        )
    ),
    "dm": Recipe(main=("El pedido es {order}, a nombre de {name}.", "Aquí va: {order}.")),
}

FRENCH: Phrasebook = {
    "question": Recipe(
        lead=("", "Bonjour,", "Bonsoir,", "Petite question :"),
        main=(
            "est-ce que les {model} existent en demi-pointures ?",
            "les {model} passent-elles à la machine ?",
            "livrez-vous à {city} le samedi ?",
            "les {model} taillent-elles grand ? Je fais du {size}.",
        ),
        tail=("", "Merci d'avance !", "Bonne journée."),
    ),
    "late": Recipe(
        main=(
            "Toujours rien après {days} jours. Où sont mes {model} ?",
            "Commande {order} payée, jamais reçue, et personne ne répond.",
        )
    ),
    "wrong": Recipe(
        main=(
            "J'ai commandé du {size}, j'ai reçu du 31. Sérieusement ?",
            "Deux chaussures gauches dans la boîte. Bravo.",
        )
    ),
    "broken": Recipe(
        main=(
            "La semelle de mes {model} s'est décollée au bout de {days} jours.",
            "La fermeture de mes {model} a cassé dès le premier jour.",
        )
    ),
    "returns": Recipe(
        main=(
            "Retour fait il y a {days} jours, toujours pas remboursée.",
            "L'étiquette de retour de {order} ne fonctionne pas.",
        )
    ),
    "nudge": Recipe(
        main=("Il y a quelqu'un ?", "Toujours pas de réponse ?", "Je me permets de relancer.")
    ),
    "angry": Recipe(
        main=("Silence radio. C'est inadmissible.", "Faut-il se fâcher pour avoir une réponse ?")
    ),
    "furious": Recipe(
        main=("Remboursez-moi tout de suite. C'est la dernière fois que j'achète ici.",)
    ),
    "thanks": Recipe(
        main=("Merci beaucoup !", "Parfait, c'est réglé, merci.", "Un grand merci à vous.")
    ),
    "follow-up": Recipe(
        main=("Merci. Et il faut compter combien de temps ?", "D'accord, et qui paie le retour ?")
    ),
    "still angry": Recipe(main=("Réponse toute faite. Cela ne m'aide pas du tout.",)),
    "praise": Recipe(
        main=("{agent} a été formidable, merci !", "Les {model} sont un vrai bonheur à porter.")
    ),
    "dm": Recipe(main=("Voici le numéro : {order}.", "{order}, au nom de {name}, {city}.")),
}

PORTUGUESE: Phrasebook = {
    "question": Recipe(
        lead=("", "Olá,", "Bom dia,", "Oi, pessoal,"),
        main=(
            "os {model} existem em tamanho {size}?",
            "posso lavar os {model} na máquina?",
            "vocês entregam em {city}?",
            "quando voltam os {model} verdes?",
        ),
        tail=("", "Obrigado!", "Um abraço."),
    ),
    "late": Recipe(
        main=(
            "Há {days} dias à espera dos {model} e ninguém responde.",
            "O pedido {order} nunca chegou. E agora?",
        )
    ),
    "wrong": Recipe(
        main=("Pedi tamanho {size} e veio outro.", "Vieram dois sapatos do pé esquerdo. Sério?")
    ),
    "broken": Recipe(
        main=(
            "A sola dos {model} descolou em {days} dias.",
            "Os {model} deixam entrar água. Que decepção.",
        )
    ),
    "returns": Recipe(
        main=(
            "Devolvi os {model} há {days} dias e nada do reembolso.",
            "Fui cobrado duas vezes pelo pedido {order}.",
        )
    ),
    "nudge": Recipe(main=("Tem alguém aí?", "Alguma novidade?", "Volto a perguntar.")),
    "angry": Recipe(main=("Continuo sem resposta. Péssimo atendimento.", "Vão mesmo ignorar?")),
    "furious": Recipe(main=("Quero o meu dinheiro de volta já. Nunca mais compro aqui.",)),
    "thanks": Recipe(main=("Muito obrigada!", "Resolvido, obrigado!", "Que rapidez, obrigado!")),
    "follow-up": Recipe(main=("Obrigado. E demora quanto tempo?", "Certo, e o frete quem paga?")),
    "still angry": Recipe(main=("Isso é resposta pronta. Não resolve nada.",)),
    "praise": Recipe(
        main=("{agent} foi incrível comigo, obrigada!", "Os {model} são os melhores que já tive.")
    ),
    "dm": Recipe(main=("O número é {order}.", "Aqui vai: {order}, {name}.")),
}
