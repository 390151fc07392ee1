"""Spanish."""

from telephony.call.lexicon.entries import Lexicon, phrases, words

SPANISH = Lexicon(
    hesitations=phrases("eh, ehh, este, pues, mm, em, o sea, digamos, es que"),
    unfinished=phrases(
        "y, e, o, u, pero, porque, que, si, cuando, aunque, como, de, del, en, con, sin, para, por, a, al, hasta",
        "desde, entre, sobre, hacia, según, el, la, los, las, un, una, unos, unas, mi, mis, tu, tus, su, sus, es",
        "son, soy, está, me llamo, mi nombre es, mi número es, quiero, quisiera, necesito, me gustaría, quería",
        "tengo, y luego, también, mi correo es, puede, podría, hay, el número es, la dirección es, muy",
    ),
    finished=phrases(
        "eso es, así es, sí es, sí lo es, sí puede, sí hay, no hay, cuánto es, qué hora es, quién es",
    ),
    repairs=phrases("no espera, no espere, perdón, digo, quiero decir, mejor dicho, me equivoqué, no perdón"),
    halves=words("entre"),
    seconds=words("y"),
    waits=phrases(
        "espera, espere, un momento, un segundo, un minuto, un momentito, un segundito, espera un momento",
        "espere un momento, déjame ver, déjeme ver, déjame pensar, déjeme pensar, a ver, vamos a ver, espérame",
        "espéreme, deme un momento, dame un momento, deme un segundo, dame un segundo, un momento por favor",
        "un segundo por favor",
    ),
    answers=words(
        "sí si no claro vale correcto exacto exactamente perfecto bueno ok okay gracias eso es así de acuerdo",
    ),
    denials=words("no sí si tengo mismo misma ninguno ninguna nada"),
    courtesies=words("gracias señor señora"),
    around=words(
        "por favor gracias señor señora el la los las quiero quisiera me gustaría opción número para",
    ),
    ordinals=words("primero primera segundo segunda tercero tercera último última ninguno ninguna"),
    backchannels=phrases(
        "sí, si, ajá, aja, vale, claro, ya, bueno, entiendo, de acuerdo, ok, okay, perfecto, muy bien, bien, exacto",
        "ya veo, entendido, sí sí, correcto, por supuesto, está bien",
    ),
    noises=words("jaja jajaja ja eh ehh em mm"),
    digits=words("cero uno una dos tres cuatro cinco seis siete ocho nueve"),
    doubtful_digits=words("una uno"),
    not_digits=words("el la ese esa otro otra"),
    two_digits=words(
        "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós",
        "veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve treinta cuarenta",
        "cincuenta sesenta setenta ochenta noventa",
    ),
    doubles=words("doble"),
    triples=words("triple"),
    scales=words("cien ciento doscientos quinientos mil millón millones"),
    currencies=words("euros euro pesos peso dólares dólar céntimos centavos"),
    days=words("lunes martes miércoles jueves viernes sábado domingo hoy mañana"),
    months=words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    before_days=words("próximo el este día"),
    clock=words("mediodía medianoche"),
    day_parts=words("mañana tarde noche"),
    mail_at=words("arroba"),
    mail_dot=words("punto"),
)
