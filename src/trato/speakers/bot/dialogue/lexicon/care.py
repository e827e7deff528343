"""How people speak of illness, despair, lawyers and courts, and how they ask for a human."""

from trato.speakers.bot.dialogue.lexicon.row import Row, row
from trato.speakers.bot.dialogue.meanings import Meaning as M

_NEAR = r"(?:mae|pai|filh[ao]|marido|espos[ao]|mulher|irma|irmao|av[o]|sogr[ao]|companheir[ao])"
_LOST_OWN = (
    rf"\b(?:{_NEAR}) (?:(?:meu|minha|ja|tambem|infelizmente) )?(?:falec\w+|morreu)\b|"
    rf"\b(?:faleceu|morreu) (?:a |o )?(?:minha|meu) {_NEAR}\b|"
    rf"\bperdi (?:a |o )?(?:minha|meu) {_NEAR}\b"
)
_OWN_TROUBLE = (
    r"gastei|gastamos|fiquei|ficamos|(?:eu )?estou|to|tou|tive|tivemos|nao (?:consigo|posso|tenho)|"
    r"minha renda|meu salario|minhas contas"
)

_ATTENDANT = (
    r"(?:atendente|atendimento humano|ser humano|humano|operador[a]?|gerente|supervisor[a]?)"
)
_HAD_ENOUGH = (
    r"\b(?:ja |nao )(?:falei|precis\w+ falar|quero falar|tratei|negociei) com (?:o |a |"
    r"um[a]? )?(?:atendente|"
    r"operador|gerente|humano|pessoa)|\bnao (?:me )?lig|\b(?:pare|para|parem) de"
)
# Orders to play a part are not a wish for a person.
_PLAYING = (
    r"\b(?:finj\w+|fingir|faz de conta|faca de conta|faca o papel|aja como|atue como|"
    r"comporte se|se comport\w+|imagin[ae] que|simul[ae]\w*|pretend|act as|you are now|"
    r"(?:voce|vc) agora e|agora (?:voce|vc) e|a partir de agora (?:voce|vc))\b"
)
BEREAVED = "bereaved"
"""A relative died, and nothing tells whether that was the debtor."""

ROWS: tuple[Row, ...] = (
    row(
        M.SELF_HARM,
        r"\b(?:me matar|suicid\w+|tirar (?:a )?minha (?:propria )?vida|acabar com (?:a )?minha"
        r" vida|quero morrer|vontade de morrer|nao quero mais viver|nao aguento mais viver|"
        r"prefiro morrer|melhor morrer|penso em morrer|dar fim (?:a|na) (?:minha )?vida|"
        r"sumir d(?:o mundo|essa vida)|nao vale a pena viver|desistir da vida|me enforcar)\b",
    ),
    row(
        M.ILLNESS,
        r"\b(?:estou|to|tou|fiquei|ando|muito) (?:muito |internad[ao] )?(?:doente|internad[ao]|"
        r"acamad[ao]|depressiv[ao]|com depressao|em tratamento|de cama|hospitalizad[ao])\b|"
        r"\b(?:cancer|quimio\w*|hemodialise|uti|avc|infarto|infartei|depressao|cirurgia|"
        r"tumor|leucemia|alzheimer|acident(?:e|ei)|burnout)\b|\bno hospital\b|\binternad[ao]\b|"
        r"\b(?:filh[ao]|mae|pai|marido|espos[ao]|mulher) (?:\w+ )?doente\b|"
        rf"(?:{_LOST_OWN}).*\b(?:{_OWN_TROUBLE})|\b(?:{_OWN_TROUBLE})\b.*(?:{_LOST_OWN})",
    ),
    row(
        M.ILLNESS,
        _LOST_OWN,
        detail=BEREAVED,
    ),
    row(
        M.OVER_INDEBTED,
        r"\bsuper ?endividad[ao]\b|\bendividad[ao]\b|\b(?:atolad[ao]|afogad[ao]|enterrad[ao]|"
        r"cheio|cheia|soterrad[ao]) (?:em|de|nas) dividas?\b|\bnao (?:tenho|to tendo|sobra)"
        r" (?:nem )?(?:o que comer|comida|pra comer|para comer)|\bpassando fome\b|"
        r"\blei do superendividamento\b|\bminimo existencial\b|\bdevendo (?:pra|para|a) "
        r"(?:todo mundo|todos|varios)",
    ),
    row(
        M.LAWYER,
        r"\b(?:meu|minha|com o|com a|com um|com uma|falem? com|procur\w+ (?:o |a )?meu|tenho|"
        r"contratei|"
        r"constitui|nosso|por meio de|atraves d[aeo]) (?:um |uma |o |a |meu |"
        r"minha )*(?:advogad[ao]s?|defensor(?:a|ia)?"
        r"|procurador(?:a)?|adv)\b",
        r"\bnao tenho (?:advogad|adv)|\b(?:falar|ver|conversar) com (?:um |uma |o |a )?advogad",
    ),
    row(
        M.LEGAL_THREAT,
        r"\bprocon\b|\bprocess(?:o|ar|arei) (?:voces?|essa|esta|a |o |judicial|contra)|"
        r"\b(?:vou|irei|quero) (?:te |os )?process\w+|\bmeter (?:um )?processo\b|\bna justica\b"
        r"|\bpequenas causas\b|\bjuizado\b|\breclame ?aqui\b|\bdanos morais\b|"
        r"\bconsumidor gov\b|\bministerio publico\b|\bboletim de ocorrencia\b|"
        r"\b(?:vou|irei) (?:te |os |voces )?denunciar\b|\b(?:policia|delegacia)\b|\bbanco central\b"
        r"|\bcodigo de defesa\b|\bentrar com (?:uma )?acao\b|\bacionar a justica\b|"
        r"\b(?:falar com|consultar|procurar|ver com) (?:um |uma )?advogad[ao]|\banpd\b",
        r"\bnao (?:quero|vou) process",
    ),
    row(M.HUMAN, rf"\b{_ATTENDANT}\b", rf"{_HAD_ENOUGH}|{_PLAYING}"),
    row(
        M.HUMAN,
        rf"\b(?:falar|fala|conversar|cham\w+|pass\w+|transf\w+|quero|preciso|precisa) "
        rf"(?:\w+ ){{0,3}}{_ATTENDANT}\b|"
        r"\b(?:falar|conversar|tratar|negociar|resolver|atendid[ao]) (?:\w+ )?(?:com|"
        r"por) (?:um[a]? |"
        r"algu\w+ )?(?:\w+ )?(?:pessoa|alguem|gente|funcionari[ao]|responsavel|consultor[a]?)\b|"
        r"\b(?:pessoa|gente) (?:de verdade|real)\b|\balguem (?:de verdade|real|ai)\b|"
        r"\bnao (?:quero|vou|gosto de) (?:falar|conversar|tratar) com (?:o |um )?(?:robo|maquina|"
        r"bot)|"
        r"\bme (?:liga|ligue|ligar|ligam|liguem)\b(?! mais)|\bquero falar com voces\b|"
        r"\bchama(?:r)? alguem\b",
        _HAD_ENOUGH,
    ),
)
