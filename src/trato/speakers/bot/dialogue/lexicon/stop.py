"""How people say that they want no more messages. When in doubt, it is a stop."""

from trato.speakers.bot.dialogue.lexicon.row import Row, row
from trato.speakers.bot.dialogue.meanings import Meaning as M

_SEND = (
    r"(?:mand\w*|envi\w*|escrev\w*|cham\w*|lig(?:ar|ue|uem|a|am|uei)|contat\w*|contact\w*|"
    r"procur\w*|perturb\w*|incomod\w*|importun\w*|atorment\w*|ench\w*|cobr\w*|mensagen?s?|"
    r"aborrec\w*|assedi\w*|persegu\w*|amol\w*)"
)
_SLIP = (
    r"\b(?! (?:\w+ ){0,3}(?:boletos?|faturas?|links?|"
    r"carnes?|audios?|emails?|e mails?|juros|multas?))"
)
_TALK = (
    r"(?:mensag\w*|msgs?|contatos?|contactos?|whats\w*|zaps?|ligac\w*|avisos?|notificac\w*|"
    r"sms|cobrancas?|propagandas?)"
)
_NOT_STOP = (
    r"\bnao (?:quero|vou|posso|precisa|pretendo|penso em|pode\w*|e pra|e para) (?:mais )?"
    r"(?:parar|sair|bloquear|cancelar)|\b(?:parar|deixar) de pagar\b"
)

ROWS: tuple[Row, ...] = (
    row(
        M.OPT_OUT,
        r"^(?:por favor |favor |quero |ok |entao |ja disse |eu quero )?"
        r"(?:parar?|pare|parem|para ai|pare ai|stop|sair|sai|descadastrar?|descadastre|remover|"
        r"remova|unsubscribe|opt ?out|bloquear|bloqueia|chega|chega disso|para com isso|"
        r"pare com isso|parem com isso|basta|para ja|pare ja|me deleta|me remove|me tira)"
        r"(?: por favor| pfv?| pf| agora| ja| logo| tudo| obrigad[ao]| caramba| porra)*$",
        _NOT_STOP,
    ),
    row(
        M.OPT_OUT,
        r"\b(?:pare|parem|parar?|parem logo|deixe|deixa|deixem|cansei|canse) de (?:me |nos |ficar "
        rf"|me ficar )*{_SEND}{_SLIP}",
        _NOT_STOP,
    ),
    row(
        M.OPT_OUT,
        rf"\bnao (?:me |nos |precisam? |e (?:pra|para) |quero que (?:voces? )?(?:me )?|pode\w* )*"
        rf"(?:mais )?(?:me )?{_SEND}(?: \w+)? ?(?:mais|nunca mais|novamente|de novo){_SLIP}",
    ),
    row(M.OPT_OUT, rf"\b(?:nao (?:me )?{_SEND}) (?:(?:mais )?(?:nada|mensag\w*|msgs?))\b"),
    row(M.OPT_OUT, rf"\bnunca mais (?:me )?{_SEND}{_SLIP}"),
    row(
        M.OPT_OUT,
        r"\b(?:nao (?:quero|desejo|aceito|autorizo|gostaria de|tenho interesse em)|"
        r"cansei de|chega de|pare[m]? com|parem? as|para com|parar as|cancel\w+ (?:as|o|os)?|"
        r"suspend\w+|interromp\w+|dispenso) ?"
        rf"(?:mais )?(?:de )?(?:receb\w+ |envio de |recebimento de |ter )?(?:mais )?(?:a |as |"
        rf"os |o "
        rf"|essas? |esses? |estas? |suas? |seus? |tantas? |nenhuma? |qualquer )*{_TALK}\b",
        _NOT_STOP,
    ),
    row(
        M.OPT_OUT,
        r"\bdesejo nao receber\b|\bnao (?:quero|desejo|gostaria de) (?:mais )?(?:receber|"
        r"ser) (?:mais )?(?:nada|contatad\w+"
        r"|contactad\w+|incomodad\w+|isso|essas coisas)\b|\bnao quero mais receber$",
    ),
    row(M.OPT_OUT, r"\b(?:parar|deixar) de receber\b", _NOT_STOP + r"|\bnao quero parar\b"),
    row(
        M.OPT_OUT,
        r"\b(?:tir\w+|retir\w+|remov\w+|exclu\w+|apag\w+|delet\w+|bloque\w+) (?:o |a |me |do |esse "
        r"|este )*(?:meu |minha )?(?:numero|telefone|contato|celular|whats\w*|zap|me d[ao]|d[ao]s? "
        r"(?:lista|cadastro|sistema|agenda))",
    ),
    row(
        M.OPT_OUT,
        r"\bme (?:tir\w+|retir\w+|remov\w+|exclu\w+) (?:d[aeo]s? )?(?:su[ao]s? |ess[ae]s? "
        r"|dess[ae]s? )?(?:lista|cadastro|sistema|grupo|base|disso|mailing)",
    ),
    row(
        M.OPT_OUT,
        r"\b(?:me (?:deix\w+|larg\w+) (?:em paz|quiet[ao])|deix\w+ me em paz|me esque[cs]\w+"
        r"|esquec\w+ (?:de mim|que eu existo)|sai do meu pe|larg\w+ do meu pe)\b",
    ),
    row(M.OPT_OUT, r"\bvou (?:te |os |voces )?(?:bloquear|denunciar como spam)\b|\bisso e spam\b"),
    row(
        M.OPT_OUT,
        r"\bnao quero (?:mais )?(?:falar|conversar|papo|conversa|contato|saber de)(?: mais)?"
        r"(?: com (?:voces?|robo|ninguem))?\b",
        r"\bcom (?:o )?robo\b",
    ),
    row(
        M.OPT_OUT,
        r"\bsair d(?:a|essa|esta) (?:lista|conversa)\b|\bcancelar (?:inscricao|cadastro|envi\w+"
        r"|recebimento)\b|\brevogo (?:meu |o )?consentimento\b",
    ),
)
