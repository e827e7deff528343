"""How people agree, refuse, ask who is there, put off, thank, greet and swear."""

from trato.speakers.bot.dialogue.lexicon.row import Row, row
from trato.speakers.bot.dialogue.meanings import Meaning as M

_BEFORE = (
    r"oi |ola |ok |por favor |eu |quero |queria |gostaria de |pode |podem |mudei de ideia |"
    r"me arrependi |sim |bom dia |boa tarde |boa noite "
)
_AFTER = r" por favor| pfv?| pf| obrigad[ao]| agora| ok| sim| de novo| novamente| voltar"
_NOT_BACK = (
    r"\b(?:nao|nunca|nem) (?:\w+ ){0,3}(?:volt\w+|receber|mandar|mandem?|enviar)\b|"
    r"\bvoltar (?:a (?:pagar|dever|trabalhar)|ao|pro|para o|pra o)\b|\bquando\b"
)


ROWS: tuple[Row, ...] = (
    row(
        M.LATER,
        r"\b(?:agora nao|mais tarde|outra hora|depois (?:eu )?(?:falo|vejo|respondo|converso|"
        r"te falo)|to (?:no trabalho|ocupad[ao]|trabalhando|"
        r"dirigindo)|estou (?:no trabalho|ocupad[ao]|trabalhando|dirigindo)|"
        r"me chama(?:r)? (?:depois|mais tarde|amanha)|vou pensar|preciso pensar|"
        r"depois vejo|agora nao posso|ver com (?:minha|meu))\b|^depois$",
    ),
    row(
        M.STATEMENT,
        r"\b(?:quanto (?:eu )?(?:devo|estou devendo|to devendo|ta|esta|e|fica|deu)|qual (?:o |"
        r"e o )?(?:valor|total|saldo)|"
        r"extrato|detalh\w+|do que se trata|que divida|qual divida|de que (?:e|se trata)|"
        r"sobre o que|qual (?:o )?assunto|que assunto|"
        r"o que e isso|de onde (?:e|vem) (?:isso|ess[ae]))\b",
    ),
    row(
        M.WHO,
        r"\b(?:quem (?:e|esta|ta|fala|sao)|e golpe|isso e golpe|parece golpe|que empresa|"
        r"qual empresa|e (?:um )?robo|e verdade isso|"
        r"como (?:sei|vou saber)|de onde (?:e|fala|falam|voces sao)|voce e (?:um )?(?:robo|bot)|"
        r"e confiavel|quem e voce)\b",
    ),
    row(
        M.OPTIONS,
        r"^(?:menu|opcoes|ver opcoes|opcao|ajuda|ver propostas?|propostas?|inicio|negociar|"
        r"quero negociar)$|"
        r"\b(?:quais|ver|me mostra|mostra|tem) (?:\w+ )?(?:opcoes|propostas?|condicoes|formas)|"
        r"\bquero (?:negociar|resolver|fazer (?:um )?acordo|"
        r"parcelar|quitar|pagar|regularizar)\b|\bcomo (?:\w+ )?(?:pagar|pago|parcel\w+|negoci\w+|"
        r"resolv\w+)|\bda (?:pra|para) parcelar|\bparcela(?:r|m)?\b(?! de)",
    ),
    row(
        M.MENU,
        r"^(?:(?:quero )?(?:voltar|volta|ir) (?:ao|pro|para o) )?menu(?: principal| inicial)?$|"
        r"^(?:(?:voltar ao )?inicio|ajuda)$",
    ),
    row(
        M.BACK,
        r"^(?:voltar ao inicio|anterior|retornar|mudar|trocar|outra(?:s)?(?: opc\w+| proposta)?|"
        r"outro valor|quero mudar|cancelar|cancela|ver outras?(?: opcoes)?)$|"
        r"\b(?:mudei de ideia|quero outra|outra proposta|outras opcoes|escolhi errado)\b",
    ),
    row(
        M.INSULT,
        r"\b(?:idiotas?|imbecil|imbecis|palhac\w+|otari[ao]s?|vagabund\w+|ladr(?:ao|oes|a)|"
        r"filh[ao] da puta|fdp|vsf|vai se f\w+|vai tomar no \w+|vtnc|"
        r"porra|caralho|merda|bosta|desgracad\w+|babaca|corno|safad[ao]s?|picaretas?|golpistas?|"
        r"trouxas?|lixo|burr[ao]|cretin\w+|urubus?|abutres?)\b",
    ),
    row(
        M.NO,
        r"^(?:nao|n|nn|nao nao|nope|negativo|nunca|jamais|de jeito nenhum|nem pensar|nao quero|"
        r"nao aceito|nao obrigad[ao]|nao concordo|nao gostei|"
        r"nao mesmo|claro que nao|acho que nao|nenhuma(?: delas)?|nao e isso|nada disso|"
        r"nao serve|nao da|nao quero nao|nao interessa|nao tenho interesse|"
        r"recuso|nao vou aceitar|no|negado|nao confirmo)(?: por enquanto| agora| senhor[a]?)*$|"
        r"^nao (?:quero|aceito|concordo)\b",
        r"\b(?:boletos?|faturas?|carnes?)\b",
    ),
    row(
        M.YES,
        r"^(?:sim|s|ss|sim sim|isso|isso mesmo|isso ai|claro|com certeza|certo|ok|okay|okey|blz|"
        r"beleza|pode|pode ser|pode sim|aceito|confirmo|"
        r"confirmado|confirmar|fechado|fechou|combinado|quero|quero sim|sou|sou eu|sou sim|"
        r"eu mesm[ao]|sim sou eu|e ele|e ela|ele mesmo|ela mesma|"
        r"exato|exatamente|positivo|uhum|aham|ta|ta bom|ta bem|ta certo|tudo bem|perfeito|vamos|"
        r"bora|vamos la|topo|eu topo|eu aceito|sim aceito|"
        r"sim confirmo|concordo|de acordo|e isso|sim pode|e eu|eu|pois nao|correto|joia|show|yes|"
        r"sim quero|sim por favor|sou eu mesm[ao]|sim eu mesm[ao]|fala|"
        r"pode falar|diga|manda|manda ver|opa sou eu|sim e|eh eu|sim ela|sim ele)(?: sim|"
        r" por favor| senhor[a]?| obrigad[ao]| pode falar| bom dia| boa tarde| boa noite)*$|"
        r"^sim\b(?! mas)|^(?:sou eu|aceito|confirmo|fechado|eu aceito|concordo)\b|^(?:oi|ola|"
        r"bom dia|boa tarde|boa noite) (?:sim|sou eu)\b",
    ),
    row(
        M.THANKS,
        r"\b(?:obrigad[ao]|obg|brigad[ao]|valeu|vlw|agradec\w+|grat[ao]|deus (?:te )?abencoe|"
        r"muito bom)\b",
    ),
    row(
        M.GREETING,
        r"^(?:oi+|ola|opa|bom dia|boa tarde|boa noite|e ai|eai|hey|alo|oie|hello|salve|tudo bem|"
        r"oi tudo bem|ola tudo bem|ola bom dia|oi bom dia|"
        r"oi boa tarde|oi boa noite)$|^(?:oi+|ola|opa|bom dia|boa tarde|boa noite)\b",
    ),
    row(
        M.BACK_IN,
        rf"^(?:{_BEFORE})*(?:volt(?:ar|a|em|ei)|retomar)(?: a)?(?: (?:receber|conversar|falar|"
        rf"me mandar|mandar|enviar|escrever|por aqui|as|com|mensage\w+|msgs?|contatos?))*"
        rf"(?:{_AFTER})*$",
        _NOT_BACK,
    ),
    row(
        M.BACK_IN,
        r"\b(?:pode[m]?|quero|volt\w+|gostaria de|aceito|autorizo) (?:me )?(?:volt\w+ )?a "
        r"(?:me )?(?:receber|mandar|enviar|falar|conversar|escrever|contatar|chamar)\b|"
        r"\b(?:quero|aceito|autorizo|pode[m]?) (?:me )?(?:receber|mandar|enviar) (?:\w+ ){0,3}"
        r"(?:mensage\w+|msgs?|contato) (?:\w+ ){0,2}(?:de novo|novamente|outra vez)\b|"
        r"\b(?:me (?:recadastr\w+|reinscrev\w+)|desbloque\w+ meu (?:numero|contato))\b",
        _NOT_BACK,
    ),
    row(
        M.WITHHOLD,
        r"\b(?:prefiro nao|nao (?:vou|quero|posso|devo|pretendo)) (?:te |lhe |me )?(?:informar|"
        r"passar|dizer|dar|fornecer|confirmar|falar|mandar|responder|enviar)\b(?: \w+){0,2} ?"
        r"(?:dados?|cpf|nascimento|documentos?|informac\w+|nada|isso|aqui|por aqui|numero)\b|"
        r"^(?:eu )?prefiro nao (?:informar|dizer|responder|passar|falar)\b|"
        r"\bnao (?:passo|dou|informo|forneco|confirmo) (?:\w+ ){0,2}(?:dados?|cpf|documentos?|"
        r"nada|informac\w+)\b|"
        r"\b(?:pra|para) que (?:voces? |vcs? )?(?:quer|querem|precis\w+) (?:\w+ ){0,2}(?:cpf|"
        r"dados?|nascimento)\b",
    ),
    row(
        M.WHO,
        r"\bde onde (?:voces? |vcs? |voce )?(?:e|sao|fala|falam|ta falando|esta falando)\b|"
        r"\b(?:qual|que) (?:e )?(?:o nome )?(?:da |e a )?(?:empresa|loja|banco)\b",
        r"\bdivida\b",
    ),
    row(
        M.LATER,
        r"\bdepois (?:a gente|agente|nos) (?:continua|fala|conversa|ve|resolve)|"
        r"\b(?:vou ver e|depois|mais tarde) (?:eu )?(?:te )?(?:retorno|aviso|chamo|volto)\b|"
        r"\bpor hoje e (?:isso|so)\b|\bpreciso sair\b|\bto saindo\b|"
        r"\bretorno (?:depois|mais tarde)",
        r"\bele\b|\bela\b",
    ),
    row(
        M.OPTIONS,
        r"\bquais (?:\w+ ){0,3}(?:opcoes|propostas?|condicoes|formas|ofertas)\b|"
        r"\bcomo (?:eu )?(?:faco|efetuo|realizo|fica) (?:o |pra fazer o |"
        r"para fazer o )?pagamento\b|"
        r"\bquero ver (?:\w+ )?(?:proposta|opcao|acordo|oferta)",
    ),
    row(
        M.INSULT,
        r"\bsem vergonhas?\b|\b(?:uns?|umas?|muito|bando de|povo|gente) (?:\w+ )?(?:chat[ao]s?|"
        r"insuportave\w+|folgad[ao]s?|inconvenientes?)\b|\bnao (?:tem|tens?) (?:respeito|educacao|"
        r"vergonha|nada (?:melhor )?pra fazer)\b|\bvai (?:procurar o que fazer|trabalhar|se catar|"
        r"te catar|catar coquinho|plantar batata)\b|\bque (?:saco|inferno|droga)\b|"
        r"\bfalta de respeito\b",
    ),
    row(
        M.YES,
        r"^(?:sim |ok |ta |entao |ta bom |certo |beleza |claro |isso )*(?:pode|podem|vamos|bora|"
        r"quero|vou) (?:sim |ja |entao )*(?:fechar|confirmar|gerar|registrar|emitir|seguir|"
        r"prosseguir|continuar|aceitar|fazer assim|formalizar)(?: (?:o |esse |este |nesse )?"
        r"(?:acordo|assim|isso|ess[ea]|negocio|entao|agora|ja|sim|nesses termos|ai))*"
        r"(?: por favor| pfv?| obrigad[ao])*$|"
        r"^(?:fecha|fechamos|confirma|negocio fechado|ta fechado|fico com ess[ea]|quero ess[ea]|"
        r"pode ser (?:assim|ess[ea]|isso)|ta otimo|otimo|maravilha|serve|esse serve)"
        r"(?: ai| entao| sim| assim| por favor)*$",
    ),
)
