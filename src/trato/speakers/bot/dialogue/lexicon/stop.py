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
    r"(?:parar|sair|bloquear|cancelar|(?:me )?descadastrar|me desinscrever)|"
    r"\b(?:parar|deixar) de pagar\b"
)
_NO_PAPER = r"\b(?! (?:\w+ ){0,3}(?:boletos?|faturas?|carnes?|pix|codigo|links?|dinheiro))"


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
    row(
        M.OPT_OUT,
        rf"\b(?:nao (?:me )?{_SEND}) (?:(?:mais )?(?:nada|mensag\w*|msgs?))\b",
        r"\bnao (?:me )?(?:mandaram|enviaram|mandou|enviou|escreveram)\b",
    ),
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
        r"\b(?:de )?onde (?:\w+ )?tir\w+",
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
    row(
        M.OPT_OUT,
        r"\b(?:cancel\w+|suspend\w+|interromp\w+|encerr\w+|desativ\w+|desabilit\w+|desliga\w*|"
        r"par[ae]m? com|chega d\w+|acab\w+ com|quero o fim d\w+) (?:\w+ ){0,2}"
        rf"(?:(?:envios?|disparos?|recebimentos?){_NO_PAPER}|inscric(?:ao|oes)\b)",
        _NOT_STOP,
    ),
    row(
        M.OPT_OUT,
        r"\b(?:me |quero (?:me )?|como (?:eu )?(?:me )?|favor )(?:descadastr\w+|desinscrev\w+)|"
        r"\b(?:descadastr\w+|desinscrev\w+) (?:o |a )?(?:meu|minha|esse|este|nosso|eu|me)\b",
        _NOT_STOP,
    ),
    row(
        M.OPT_OUT,
        r"\b(?:sai|saia|saiam|some|suma|sumam|vaza|vazem|desaparec\w+) d[ao] (?:meu|minha) "
        r"(?:zap\w*|whats\w*|celular|telefone|vida|numero|caixa)\b",
        r"\bnao (?:sai|some)\b",
    ),
    row(
        M.OPT_OUT,
        r"\b(?:tir\w+|remov\w+|exclu\w+|delet\w+|bloque\w+) (?:me|eu|nosso (?:numero|contato|"
        r"telefone)|meu nome) (?:d\w+ )*(?:dai|ai|aqui|lista|cadastro|sistema|mailing)\b|"
        r"\bme (?:tir\w+|remov\w+|exclu\w+|delet\w+|bloque(?:ia|ie|iem)) (?:dai|disso|disto)?$",
    ),
    row(
        M.OPT_OUT,
        rf"\bnao (?:volt\w+|torn\w+) a (?:me )?{_SEND}|"
        r"\bnao (?:me |nos )(?:contat(?:e|em)|contact(?:e|em)|procurem?|incomodem?|perturbem?|"
        r"importunem?|enche|encham?|aborrecam?|mand(?:e|em) (?:mensag\w+|msgs?))\b|"
        r"\bnao (?:perturbem?|insist(?:a|am)|incomodem?)\b",
    ),
    row(
        M.OPT_OUT,
        r"\b(?:para|pare|parem|parar|pra parar|dispenso|sem) (?:de |com )?(?:o |esse |tanto )?"
        r"(?:spam|mais mensagens)\b|"
        r"\bja (?:pedi|falei|disse|mandei) (?:\w+ ){0,2}(?:pra|para|que e pra) (?:voces? )?"
        r"(?:parar(?:em)?|nao (?:me )?(?:mandar|enviar|chamar|ligar)\w*)\b",
        _NOT_STOP + r"|\bpara de pagar\b",
    ),
)
