"""The sources that rules cite, each once. A mark belongs to a citation, never to a whole rule.

`design()` is for our own defaults: they are policy and are never shown as law.
"""

from trato.door.policy.values import Citation, Mark

V, S, T, D, U = Mark.VERBATIM, Mark.SECONDARY, Mark.TESTED, Mark.DESIGN, Mark.UNVERIFIED

_LGPD = "urn:lex:br:federal:lei:2018-08-14;13709"
_CDC = "urn:lex:br:federal:lei:1990-09-11;8078"
_CC = "urn:lex:br:federal:lei:2002-01-10;10406"


def lgpd(part: str, label: str, mark: Mark = V) -> Citation:
    """Cite a part of the data-protection law."""
    return Citation(urn=f"{_LGPD}~{part}", label=f"LGPD, {label}", mark=mark)


def cdc(part: str, label: str, mark: Mark = V) -> Citation:
    """Cite a part of the consumer code."""
    return Citation(urn=f"{_CDC}~{part}", label=f"CDC, {label}", mark=mark)


def civil(part: str, label: str, mark: Mark = V) -> Citation:
    """Cite a part of the civil code."""
    return Citation(urn=f"{_CC}~{part}", label=f"Código Civil, {label}", mark=mark)


def design(name: str, label: str) -> Citation:
    """Cite a default of our own."""
    return Citation(urn=f"trato:design:{name}", label=f"Padrão do produto: {label}", mark=D)


def meta(name: str, label: str, mark: Mark = V) -> Citation:
    """Cite a contract term or documented limit of the WhatsApp Business Platform."""
    return Citation(urn=f"meta:whatsapp:{name}", label=f"WhatsApp Business: {label}", mark=mark)


LGPD_7 = lgpd("art7", "art. 7")
LGPD_8_2 = lgpd("art8;par2", "art. 8, § 2")
LGPD_10 = lgpd("art10;par1", "art. 10, §§ 1 a 3")
LGPD_8_5 = lgpd("art8;par5", "art. 8, § 5")
LGPD_9 = lgpd("art9", "art. 9, I a VII")
LGPD_6_I_III = lgpd("art6", "art. 6, I e III")
LGPD_7_3 = lgpd("art7;par3", "art. 7, §§ 3 e 4")
LGPD_11 = lgpd("art11", "arts. 5, II, e 11")
LGPD_39 = lgpd("art39", "arts. 39 e 42, § 1, I")
LGPD_41 = lgpd("art41", "art. 41")

CDC_42 = cdc("art42", "art. 42")
CDC_42_PU = cdc("art42;par1u", "art. 42, parágrafo único")
CDC_42A = cdc("art42a", "art. 42-A")
CDC_71 = cdc("art71", "art. 71")
CDC_51_XII = cdc("art51;inc12", "art. 51, XII")
CDC_52 = cdc("art52", "art. 52, I a V")
CDC_52_1 = cdc("art52;par1", "art. 52, § 1")
CDC_54B = cdc("art54b", "arts. 54-B e 54-D", S)
CDC_54C_IV = cdc("art54c;inc4", "art. 54-C, IV")
CDC_54C_V = cdc("art54c;inc5", "art. 54-C, V")
CDC_54G = cdc("art54g", "art. 54-G (alcance literal: cartão)", S)
CDC_54A = cdc("art54a", "arts. 54-A e 6, XI e XII", S)
CDC_104A = cdc("art104a", "arts. 104-A a 104-C", S)
CDC_43_3 = cdc("art43;par3", "arts. 43, § 3, e 73", S)

CC_189 = civil("art189", "arts. 189 e 206")
CC_191 = civil("art191", "art. 191")
STJ_TIME_BARRED = Citation(
    urn="urn:lex:br:superior.tribunal.justica:acordao;resp:2023;2088100",
    label="STJ, REsp 2.088.100, 2.094.303 e 2.104.168; Tema 1264 sem tese",
    mark=S,
)

NAO_ME_LIGUE_SP = Citation(
    urn="urn:lex:br;sao.paulo:estadual:lei:2008;13226~art1",
    label="Lei SP 13.226/2008, art. 1, §§ 1 a 3 (redação da Lei 17.334/2021)",
    mark=V,
)
NAO_ME_LIGUE_DETAILS = Citation(
    urn="procon-sp:nao-me-ligue", label="Procon-SP: prazo de 30 dias e DDD 11 a 19", mark=S
)
RJ_PRIVACY = Citation(
    urn="urn:lex:br;rio.de.janeiro:estadual:lei:2006;4896",
    label="Lei RJ 4.896/2006 (Lei 10.948/2025)",
    mark=V,
)
RJ_ITEMS = Citation(
    urn="urn:lex:br;rio.de.janeiro:estadual:lei:2014;6854~art2",
    label="Lei RJ 6.854/2014, art. 2",
    mark=V,
)
PR_ITEMS = Citation(
    urn="urn:lex:br;parana:estadual:lei:2012;17352~art2",
    label="Lei PR 17.352/2012, art. 2",
    mark=V,
)
PE_ITEMS = Citation(
    urn="urn:lex:br;pernambuco:estadual:lei:2019;16559~art26a",
    label="Lei PE 16.559, art. 26-A",
    mark=V,
)
SP_ITEMS = Citation(
    urn="urn:lex:br;sao.paulo:estadual:lei:2023;17832~art49",
    label="Lei SP 17.832/2023, art. 49",
    mark=S,
)
BCB_80 = Citation(
    urn="urn:lex:br:banco.central.brasil:resolucao;bcb:2021;80",
    label="Resolução BCB 80/2021 (custódia exige autorização)",
    mark=S,
)
SOURCE_PRACTICE = Citation(
    urn="trato:practice:collections", label="Prática de cobrança digital (fontes do setor)", mark=S
)

META_OPT_IN = meta("messaging-policy;opt-in", "permissão prévia (opt-in)")
META_DEBT = meta(
    "messaging-policy;prohibited-debt-collection", "cobrança de dívidas entre usos vedados", S
)
META_LINE = meta(
    "messaging-policy;first-party-line", "onde a Meta traça a linha não foi verificado", U
)
META_WINDOW = meta("customer-service-window", "janela de atendimento de 24 horas")
META_TEMPLATE = meta("template-status", "situação dos modelos")
META_CATEGORY = meta("template-category", "categoria dos modelos")
META_LIMIT = meta("messaging-limit", "limite de conversas iniciadas")
META_HEALTH = meta("enforcement", "restrições e qualidade do número")
META_IDS = meta("messaging-policy;identifiers", "não pedir documentos e cartões por mensagem", S)
META_ESCALATION = meta("messaging-policy;escalation", "caminho claro até um humano", S)
META_REACH = meta("error-131026", "mensagem não entregável a quem não usa WhatsApp")
META_COERCION = meta("template-review", "modelos com coerção ou urgência são rejeitados", S)
EU_AI = Citation(
    urn="urn:eu:regulation:2024;1689~art50;par1",
    label="AI Act (UE), art. 50, § 1, por analogia",
    mark=S,
)
