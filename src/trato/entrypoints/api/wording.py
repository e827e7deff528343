"""What problems are called: title, what happened, what to do; in Portuguese and in English."""

from typing import Final

Words = dict[str, tuple[str, str, str]]

WORDS: Final[dict[str, Words]] = {
    "unauthorised": {
        "pt-BR": ("Token ausente ou inválido", "O pedido não traz um token em vigor.",
                  "Envie Authorization: Bearer com um token de `trato token new`."),
        "en": ("Missing or invalid token", "The request carries no token that is in force.",
               "Send Authorization: Bearer with a token made by `trato token new`."),
    },
    "scope_missing": {
        "pt-BR": ("O token não permite isto", "Falta ao token o escopo desta operação.",
                  "Crie um token com o escopo indicado na documentação da operação."),
        "en": ("The token does not allow this", "The token lacks the scope of this operation.",
               "Make a token with the scope that the operation's documentation names."),
    },
    "not_found": {
        "pt-BR": ("Não encontrado", "Não há isto nesta organização.",
                  "Confira o identificador e o endereço."),
        "en": ("Not found", "There is no such thing in this organisation.",
               "Check the identifier and the address."),
    },
    "method_not_allowed": {
        "pt-BR": ("Método não aceito", "O endereço existe, mas não aceita este método.",
                  "Use um dos métodos do cabeçalho Allow."),
        "en": ("Method not allowed", "The address exists but does not take this method.",
               "Use one of the methods in the Allow header."),
    },
    "key_reused": {
        "pt-BR": ("Chave de idempotência já usada", "A chave pertence a um pedido diferente.",
                  "Repita o mesmo pedido com a mesma chave; para outro pedido, use outra chave."),
        "en": ("Idempotency key already used", "The key belongs to a different request.",
               "Repeat the same request with the same key; use a new key for a new request."),
    },
    "wrong_state": {
        "pt-BR": ("O estado não permite isto", "A campanha não pode mudar assim de onde está.",
                  "Leia a campanha e veja em que estado ela está."),
        "en": ("The state does not allow this", "The campaign cannot move like this.",
               "Read the campaign to see which state it is in."),
    },
    "already_left": {
        "pt-BR": ("A mensagem não está mais pendente", "Ela já saiu, falhou ou está saindo.",
                  "Leia a mensagem para ver onde ela está; o que saiu não volta."),
        "en": ("The message is no longer pending", "It has left, failed, or is leaving.",
               "Read the message to see where it is; what left cannot be taken back."),
    },
    "too_large": {
        "pt-BR": ("Pedido grande demais", "O corpo passa do limite desta operação.",
                  "Divida o arquivo (até 32 MiB) ou encurte o pedido (até 1 MiB)."),
        "en": ("Request too large", "The body is over this operation's limit.",
               "Split the file (up to 32 MiB) or shorten the request (up to 1 MiB)."),
    },
    "length_required": {
        "pt-BR": ("Falta o tamanho do pedido", "O corpo veio em pedaços, sem Content-Length.",
                  "Envie o corpo inteiro, com o cabeçalho Content-Length."),
        "en": ("The request's length is missing", "The body came in chunks.",
               "Send the whole body with a Content-Length header."),
    },
    "invalid": {
        "pt-BR": ("Campos inválidos", "Um ou mais campos não podem ser aceitos.",
                  "Corrija os campos listados em errors."),
        "en": ("Invalid fields", "One or more fields cannot be taken.",
               "Correct the fields listed in errors."),
    },
    "unreadable": {
        "pt-BR": ("Corpo ilegível", "O corpo não é o JSON ou formulário que a operação espera.",
                  "Envie JSON em UTF-8, ou multipart/form-data nas importações."),
        "en": ("Unreadable body", "The body is not the JSON or form that the operation expects.",
               "Send JSON in UTF-8, or multipart/form-data for imports."),
    },
    "import_refused": {
        "pt-BR": ("Arquivo recusado", "O arquivo não pode ser importado.", "Corrija o arquivo."),
        "en": ("File refused", "The file cannot be imported.", "Correct the file."),
    },
    "too_fast": {
        "pt-BR": ("Pedidos demais", "O token usou os pedidos que pode fazer agora.",
                  "Espere os segundos do cabeçalho Retry-After."),
        "en": ("Too many requests", "The token has used up its requests for now.",
               "Wait for the seconds in the Retry-After header."),
    },
    "unavailable": {
        "pt-BR": ("Banco de dados fora do ar", "Nada foi alterado.",
                  "Repita depois dos segundos do cabeçalho Retry-After."),
        "en": ("The database is away", "Nothing was changed.",
               "Repeat after the seconds in the Retry-After header."),
    },
    "internal": {
        "pt-BR": ("Algo falhou do nosso lado", "A operação foi desfeita por inteiro.",
                  "Tente de novo; se persistir, avise quem opera, com o X-Request-Id."),
        "en": ("Something failed on our side", "The operation was undone as a whole.",
               "Try again; if it persists, tell the operator the X-Request-Id."),
    },
}  # fmt: skip

FIELD: Final[dict[str, dict[str, str]]] = {
    "missing": {"pt-BR": "É obrigatório.", "en": "It is required."},
    "extra_forbidden": {"pt-BR": "Este campo não existe.", "en": "There is no such field."},
    "string_too_short": {"pt-BR": "É curto demais.", "en": "It is too short."},
    "string_too_long": {"pt-BR": "É longo demais.", "en": "It is too long."},
    "too_long": {"pt-BR": "São itens demais.", "en": "There are too many items."},
    "uuid_parsing": {"pt-BR": "Deve ser um UUID.", "en": "It must be a UUID."},
    "uuid_type": {"pt-BR": "Deve ser um UUID.", "en": "It must be a UUID."},
    "literal_error": {"pt-BR": "Não é um dos valores aceitos.", "en": "It is no accepted value."},
    "timezone_aware": {
        "pt-BR": "O instante precisa de fuso, como 2026-11-24T09:30:00-03:00.",
        "en": "The instant needs an offset, like 2026-11-24T09:30:00-03:00.",
    },
    "not_a_document": {"pt-BR": "Não é CPF nem CNPJ válido.", "en": "No valid CPF or CNPJ."},
    "not_a_phone": {"pt-BR": "Não é um telefone do Brasil.", "en": "No Brazilian phone."},
    "exactly_one": {
        "pt-BR": "Informe exatamente um destes campos.",
        "en": "Give exactly one of these fields.",
    },
    "unknown_person": {"pt-BR": "Não há esta pessoa.", "en": "There is no such person."},
    "unknown_debt": {
        "pt-BR": "Uma das dívidas não existe ou não é desta pessoa.",
        "en": "One of the debts does not exist or is not this person's.",
    },
    "unknown_template": {"pt-BR": "Não há este modelo.", "en": "There is no such template."},
    "unknown_portfolio": {"pt-BR": "Não há esta carteira.", "en": "There is no such portfolio."},
    "class_of_template": {
        "pt-BR": "O modelo foi cadastrado para outra classe de mensagem.",
        "en": "The template was registered for another message class.",
    },
    "wrong_count": {
        "pt-BR": "O modelo tem outro número de parâmetros.",
        "en": "The template has another number of parameters.",
    },
    "out_of_range": {"pt-BR": "O instante não é plausível.", "en": "The instant is implausible."},
    "invalid": {"pt-BR": "O valor não é aceito.", "en": "The value is not accepted."},
}
