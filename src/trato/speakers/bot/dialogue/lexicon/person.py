"""How people say that the number is not, or no longer, the person's."""

from trato.speakers.bot.dialogue.lexicon.row import Row, row
from trato.speakers.bot.dialogue.meanings import Meaning as M

_KIN = (
    r"(?:mae|pai|filh[ao]|espos[ao]|marido|mulher|irma|irmao|ti[ao]|av[o]|namorad[ao]|"
    r"sogr[ao]|cunhad[ao]|prim[ao]|vizinh[ao]|net[ao]|sobrinh[ao]|companheir[ao]|ex|"
    r"amig[ao]|chefe|colega|secretari[ao]|norr?a|genro|padrasto|madrasta|enteado)"
)
# Of one's own family in passing: a mother of three is not somebody's mother at the phone.
_OF_ME = (
    r"\b(?:mae|pai|filh[ao]) (?:de (?:familia|\d|um|uma|dois|duas|tres|quatro|cinco|deus|menor|"
    r"crianca|gemeos|primeira)|solteir[ao]|sozinh[ao]|d[oa]s? meus? filh)"
)


ROWS: tuple[Row, ...] = (
    row(
        M.DECEASED,
        r"\b(?:falec\w+|morreu|obito|veio a obito|partiu dessa|e falecid[ao]|"
        r"(?:esta|ta) mort[ao]|nao esta mais (?:entre nos|vivo|viva)|finad[ao])\b",
        r"\b(?:mae|pai|avo|filh[ao]|irma|irmao|marido|espos[ao]|mulher|sogr[ao]) "
        r"(?:(?:meu|minha|ja|tambem|infelizmente) )?(?:falec\w+|morreu)\b|\bquase morr\w+|"
        r"\bmorreu (?:aqui|o assunto|meu celular)|\bmeu celular morreu",
    ),
    row(
        M.THIRD_PARTY,
        rf"\b(?:sou|aqui e|quem fala e|e|eu sou) (?:a |o |um |uma )?(?:{_KIN}) "
        r"(?:del[ae]|d[aoe] )",
        _OF_ME,
    ),
    row(M.THIRD_PARTY, rf"^(?:sou|aqui e) (?:a |o )(?:{_KIN})$"),
    row(
        M.THIRD_PARTY,
        rf"\b(?:numero|celular|telefone|whats\w*|zap|chip) (?:e |agora e )?(?:d[aeo] "
        rf"(?:meu |minha )?)(?:{_KIN})\b",
    ),
    row(
        M.THIRD_PARTY,
        rf"\b(?:ele|ela|essa pessoa)? ?(?:e|era) (?:o |a )?meu (?:{_KIN})\b|"
        rf"\b(?:ele|ela) e (?:minha|meu) (?:{_KIN})\b",
    ),
    row(
        M.THIRD_PARTY,
        r"\b(?:ele|ela) (?:nao (?:esta|ta|se encontra|mora)|saiu|viajou|esta (?:viajando"
        r"|trabalhando|preso|presa)|so chega|chega mais tarde)",
    ),
    row(
        M.THIRD_PARTY,
        r"\b(?:posso|vou|pode deixar que) (?:dou |dar |passar |passo |anoto |anotar )?(?:o )?"
        r"recado\b|\bvou avisar (?:ele|ela)\b|\baviso (?:ele|ela)\b",
    ),
    row(
        M.WRONG_PERSON,
        r"\bnao sou (?:eu|el[ae]|ess[ae]|est[ae]|a pessoa|o titular|quem)\b|"
        r"\bnao e (?:comigo|meu nome|ess[ae] pessoa|el[ae] que(?:m)? fala|el[ae]$)|"
        r"\bnao sou (?!obrigad|tro|idiot|burr|palhac|besta|client|mais|bob|de|ric)(?:o |"
        r"a )?[a-z]+$",
    ),
    row(
        M.WRONG_PERSON,
        r"\b(?:numero|pessoa|contato|telefone) errad[ao]\b|\berrou o (?:numero|telefone)|"
        r"\b(?:e |foi |deve ser |ta |esta |por |houve )(?:um )?engano\b|^engano\b|"
        r"\bpessoa trocada\b|\bme confund\w+ com\b|\bse enganou\b|\bse enganaram\b",
    ),
    row(
        M.WRONG_PERSON,
        r"\bnao conheco (?:ninguem|ess[ae] pessoa|nenhum[a]?|el[ae]|ess[ae] (?:nome|tal)|"
        r"quem e|o [a-z]+$|a [a-z]+$|[a-z]+$)|\bninguem (?:aqui )?(?:com|se chama|tem) "
        r"(?:esse nome|assim)|\bnao tem (?:ninguem|nenhum\w*) (?:com esse nome|aqui)",
        r"\bnao conheco ess[ae] (?:divida|debito|empresa|cobranca|contrato|conta|compra)|"
        r"\bnao conheco (?:voces?|nada|isso|divida|empresa)",
    ),
    row(
        M.WRONG_PERSON,
        r"\b(?:comprei|peguei|ganhei|troquei|tenho|uso) (?:ess[ae]|est[ae]) (?:chip|numero|"
        r"linha) (?:agora|ha|faz|recente|nov|semana|mes|tem|ontem)|\b(?:numero|linha|chip) "
        r"(?:agora )?(?:e|eh) (?:meu agora|novo|nova)|\b(?:esse|este) numero nao e (?:mais )?"
        r"(?:del[ae]|d[aoe]|dess[ae])|\bnumero mudou de dono\b|\bmudou de numero\b",
    ),
    row(
        M.THIRD_PARTY,
        rf"\b(?:quem (?:fala|ta falando|esta falando|responde|tecla|ta aqui|esta aqui) (?:aqui )?e|"
        rf"aqui (?:quem fala )?e|fala com) (?:o |a )(?:{_KIN})\b",
        _OF_ME,
    ),
    row(M.THIRD_PARTY, rf"\b(?:e|eh) (?:o |a )(?:{_KIN}) (?:quem|que) (?:fala|ta|esta)\b"),
    row(M.THIRD_PARTY, rf"\bsou (?:so |apenas )?(?:o |a )(?:{_KIN})\b(?! (?:que|mais) )", _OF_ME),
    row(
        M.THIRD_PARTY,
        r"\b(?:melhor|tem que|tem de|precisa|so|fal[ae]m?|lig[au]e?m?|trat[ae]m?) (?:falar |"
        r"tratar |conversar |ver )?(?:direto |diretamente |isso )?com (?:ele|ela|a pessoa|"
        r"o proprio|a propria|o titular|a titular)\b(?! (?:que|responsave))",
    ),
    row(
        M.THIRD_PARTY,
        r"\bnao (?:sei|tenho|lembro|posso (?:dar|passar)|vou (?:dar|passar)) (?:o |a |os |as |"
        r"d[oa]s? )?(?:cpf|dados?|nascimento|data|aniversario|documentos?)(?: de nascimento)? "
        r"del[ae]\b|\bso (?:ele|ela) (?:mesm[oa] )?(?:pode|sabe|resolve|responde|ve)\b|"
        r"\b(?:depois|mais tarde|amanha) (?:que )?(?:ele|ela) (?:atende|retorna|responde|fala|ve)|"
        r"\b(?:ele|ela) (?:atende|retorna|responde|fala com voces?) (?:depois|mais tarde|amanha)\b",
    ),
)
