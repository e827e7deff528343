"""The course that ships: short lessons on the law and manners of collection. Pure reading.

What is law carries the mark of its source; what is ours is marked D and called a default.
"""

from typing import Final

from trato.casework.training.values import Lesson
from trato.door.policy import citations as c

COURSE: Final = "cobranca-2026.11"
"""Which lessons and questions a certificate is about."""

LESSONS: Final = (
    Lesson(
        code="respeito",
        title="Cobrar com respeito",
        paragraphs=(
            "Quem deve não pode ser exposto ao ridículo nem submetido a constrangimento ou ameaça. "
            "Isso vale para o que você escreve e para como escreve: ironia, apelido, cobrança "
            "repetida para cansar e comentário sobre a vida da pessoa ficam de fora.",
            "Cobrar com ameaça, coação, afirmação falsa ou enganosa, ou de modo que exponha a "
            "pessoa ou atrapalhe seu trabalho, descanso ou lazer, é crime previsto no Código de "
            "Defesa do Consumidor.",
            "Quem paga uma quantia cobrada indevidamente pode ter direito a receber em dobro o que "
            "pagou a mais. Na dúvida sobre o valor, pare e confira antes de insistir.",
        ),
        citations=(c.CDC_42, c.CDC_42_PU, c.CDC_71),
    ),
    Lesson(
        code="verdade",
        title="Só o que é verdade",
        paragraphs=(
            "Não invente prazo, processo, protesto ou visita. Se uma proposta vale até um dia, "
            "diga o dia. Se não há processo, não fale em processo.",
            "Um acordo não pode depender de a pessoa desistir de uma ação ou reclamação, nem de "
            "pagar honorários de cobrança que ela não deva. E ninguém sugere um empréstimo novo "
            "para pagar o antigo.",
            "Todo valor aparece com as partes: original, multa, juros, desconto e total. O total "
            "tem de bater com o saldo do dia; a porta confere.",
        ),
        citations=(c.CDC_71, c.CDC_54C_V, c.CDC_54C_IV, c.CDC_51_XII, c.CDC_52),
    ),
    Lesson(
        code="identidade",
        title="Primeiro, com quem você fala",
        paragraphs=(
            "Antes de a pessoa provar quem é, não diga dívida, valor, contrato nem produto: diga a "
            "empresa e “um assunto do seu interesse”. Um telefone muda de dono, e quem atende pode "
            "ser outra pessoa da casa.",
            "Se quem responde diz que não é a pessoa, peça desculpas, encerre e marque o engano. "
            "Não peça recado, não pergunte onde a pessoa está, não conte do que se trata.",
            "Não peça CPF inteiro, senha nem código. Bastam o dia e o mês de nascimento e os três "
            "últimos números do CPF, e é o assistente quem pergunta.",
        ),
        citations=(c.CDC_42, c.LGPD_6_I_III, c.design("identity-first", "identidade primeiro")),
    ),
    Lesson(
        code="terceiros",
        title="Ninguém mais precisa saber",
        paragraphs=(
            "A dívida é assunto da pessoa. Não fale dela com família, vizinho, chefe ou colega, "
            "nem ameace falar.",
            "Se a pessoa tem advogado ou representante, o assunto segue com ele. Um número de "
            "trabalho não recebe cobrança.",
        ),
        citations=(c.CDC_42, c.CDC_71, c.design("workplace", "número de trabalho não é cobrado")),
    ),
    Lesson(
        code="dados",
        title="Dados pessoais",
        paragraphs=(
            "Use só os dados de que o atendimento precisa. Não anote saúde, religião, sindicato ou "
            "orientação sexual, mesmo que a pessoa conte.",
            "Quem pergunta de onde veio o número, quer corrigir, ver ou apagar dados tem esse "
            "direito: registre o pedido e passe ao encarregado. Não responda “não podemos”.",
            "Não copie conversas para fora da mesa nem fotografe a tela. Cada vez que um dado "
            "mascarado é aberto, fica registrado.",
        ),
        citations=(c.LGPD_6_I_III, c.LGPD_9, c.LGPD_11, c.LGPD_41),
    ),
    Lesson(
        code="horarios",
        title="Quando se pode escrever",
        paragraphs=(
            "A lei federal não fixa horas, mas proíbe atrapalhar trabalho, descanso e lazer. "
            "Alguns estados fixaram horas para ligações; a mesa as aplica também a mensagens, como "
            "padrão do produto. Sem regra do estado: segunda a sexta das 8h às 20h, sábado das 8h "
            "às 14h, nunca em feriado.",
            "Responder a quem acabou de escrever é outra coisa: ali a pessoa abriu a conversa.",
            "PARAR é parar. Depois desse pedido sai uma única confirmação, e mais nada por aquele "
            "canal.",
        ),
        citations=(c.CDC_71, c.META_OPT_IN, c.design("hours-br-standard", "horário padrão")),
    ),
    Lesson(
        code="vulneraveis",
        title="Gente em situação difícil",
        paragraphs=(
            "Se a pessoa fala em morrer ou se machucar, a cobrança acaba ali. Acolha em poucas "
            "palavras, informe o CVV (telefone 188, gratuito) e chame a supervisão.",
            "Luto, doença, desemprego, idade avançada: ouça, não apresse, ofereça adiar. De quem "
            "morreu não se cobra; a família recebe pêsames e o assunto vai à supervisão.",
            "Quem está superendividado tem direito a tratar de todas as dívidas juntas. Se a "
            "pessoa disser que pediu repactuação, pare e registre.",
        ),
        citations=(c.CDC_54A, c.CDC_104A, c.design("care", "cuidado antes da cobrança")),
    ),
    Lesson(
        code="porta",
        title="Como funciona a porta",
        paragraphs=(
            "Tudo o que sai passa pela porta, também o que você digita. Ela responde enquanto "
            "você escreve: verde sai agora, âmbar espera até uma hora, vermelho não sai, e diz a "
            "regra, a lei e o que fazer.",
            "A porta decide de novo no instante do envio: se a pessoa pediu para parar no meio do "
            "caminho, a mensagem não sai.",
            "Não contorne: trocar letras, mandar imagem com o texto ou usar o celular pessoal fica "
            "registrado e vira alerta. Se a porta errou, avise a supervisão.",
        ),
        citations=(
            c.design("one-door", "uma só porta"),
            c.design("fail-closed", "na dúvida, não sai"),
        ),
    ),
)
