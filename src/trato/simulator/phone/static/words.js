// Every word on the screen, in Portuguese and English, and the ways dates, money and phones look.

const WORDS = {
  "pt-BR": {
    title: "Telefone", page: "Telefone do mundo simulado", business: "Empresa", search: "Buscar nome ou telefone", newPerson: "Nova pessoa",
    back: "Voltar à lista", about: "Quem é e o que este telefone faz", messages: "Mensagens",
    latest: "Ir para a última mensagem", attach: "Anexar", message: "Mensagem", send: "Enviar",
    record: "Gravar áudio", stopRecording: "Terminar e enviar o áudio", noQuote: "Não citar",
    cancel: "Cancelar", close: "Fechar", recording: "Gravando… {s} s. Esc descarta.",
    empty: "Escolha de quem é o telefone.",
    emptyNote: "Você responde como a pessoa responderia. A empresa recebe tudo por webhook, como do WhatsApp.",
    people: "{n} pessoas no mundo", person1: "1 pessoa no mundo", none: "Ninguém com esse nome ou telefone.", nobody: "O mundo ainda não tem ninguém. Crie uma pessoa.",
    noNumbers: "Nenhum número registrado ainda.", held: "na sua mão", typing: "digitando…",
    you: "Você", company: "Empresa", said: "{who} às {at}", today: "Hoje",
    off: "Telefone desligado.", offWaiting: "Telefone desligado. {n} esperando para chegar.", on: "Ligar",
    watched: "Quem responde é o mundo simulado.", take: "Pegar o telefone",
    blockedBar: "Você bloqueou esta empresa.", unblock: "Desbloquear",
    sent: "A empresa vê: enviada", delivered: "A empresa vê: entregue", read: "A empresa vê: lida", played: "A empresa vê: ouvida",
    mySent: "A caminho da empresa", myDelivered: "A empresa recebeu", myRead: "A empresa leu",
    failed: "Uma mensagem da empresa não chegou (erro {code}).", actions: "Ações da mensagem",
    quote: "Citar", copy: "Copiar", copied: "Copiado.", inside: "Ver JSON", react: "Reagir", noReaction: "Tirar a reação",
    open: "Abrir", choose: "Escolher", order: "Pedido", total: "Total", pay: "Pagar", paid: "Pago", copyCode: "Copiar código Pix",
    review: "Ver e pagar", payTo: "Para {who}", payNow: "Pagar {amount}", payText: "Pagar este código",
    payDone: "Pago no PSP simulado.", payRefused: "O PSP recusou: o código não existe, venceu, foi cancelado ou já foi pago.",
    subtotal: "Subtotal", tax: "Acréscimos", shipping: "Entrega", discount: "Desconto", boleto: "Linha digitável",
    orderStatus: "Pedido {status}", payment: "pagamento {status}", sendLocation: "Enviar localização", shareContact: "Compartilhar meu número", contactShared: "Número compartilhado", unplayed: "Esta tela não mostra: {what}",
    photo: "Imagem", video: "Vídeo", document: "Documento", audio: "Áudio", sticker: "Figurinha", location: "Localização", contact: "Contato",
    voice: "Áudio gravado", notHere: "arquivo em endereço de fora, não aberto aqui", attachTitle: "Enviar",
    attachImage: "Foto", attachDocument: "Documento", attachAudio: "Áudio de arquivo", attachLocation: "Localização",
    latitude: "Latitude", longitude: "Longitude", place: "Nome do lugar (opcional)", caption: "Legenda (opcional)", sendIt: "Enviar",
    person: "Pessoa", born: "Nascimento", cpf: "CPF", phone: "Telefone", waId: "wa_id", userId: "Id (BSUID)", username: "Nome de usuário",
    temper: "Temperamento", showsPhone: "Mostra o telefone", yes: "sim", no: "não, só o id",
    windowOpen: "Janela de 24 h aberta até {at}", windowShut: "Janela de 24 h fechada: só modelo aprovado chega",
    device: "Telefone", powered: "Telefone ligado", poweredNote: "Desligado, nada é entregue até ligar de novo.",
    blockCompany: "Bloquear a empresa", blockNote: "Nada mais chega: a empresa só vê “enviada”.",
    marketing: "Parar de receber marketing", marketingNote: "A empresa é avisada (user_preferences); marketing falha com 131050.",
    giveBack: "Devolver ao mundo simulado", giveBackNote: "A pessoa volta a responder sozinha.", keys: "Teclas",
    keySend: "enviar", keyLine: "nova linha", keyFind: "buscar", keyBack: "fechar, não citar",
    createTitle: "Nova pessoa", name: "Nome", create: "Criar e pegar o telefone",
    usernameNote: "Com nome de usuário, a empresa não vê o telefone de quem escreve primeiro.",
    askMic: "O navegador não deixou usar o microfone.", failedDo: "Não deu certo: {why}", lost: "O mundo não responde. Tentando de novo…",
    world: "hora do mundo", times: "{n}×", noMime: "O arquivo não diz de que tipo é.",
    completed: "concluído", pending: "pendente", processing: "em processamento", canceled: "cancelado", shipped: "enviado",
    "partially-shipped": "enviado em parte", captured: "recebido", plain: "só as palavras: a mensagem é de antes", form: "Formulário enviado", choosePlease: "Escolha…", jsonAnswer: "Resposta em JSON (as telas não são conhecidas aqui)",
  },
  en: {
    title: "Phone", page: "Phone of the simulated world", business: "Business", search: "Search name or phone", newPerson: "New person",
    back: "Back to the list", about: "Who this is and what this phone does", messages: "Messages",
    latest: "Go to the latest message", attach: "Attach", message: "Message", send: "Send",
    record: "Record audio", stopRecording: "Finish and send the audio", noQuote: "Do not quote",
    cancel: "Cancel", close: "Close", recording: "Recording… {s} s. Esc discards.",
    empty: "Choose whose phone it is.",
    emptyNote: "You answer as the person would. The business gets everything by webhook, as from WhatsApp.",
    people: "{n} people in the world", person1: "1 person in the world", none: "Nobody with this name or phone.", nobody: "The world is empty. Create a person.",
    noNumbers: "No number registered yet.", held: "in your hand", typing: "typing…",
    you: "You", company: "Business", said: "{who} at {at}", today: "Today",
    off: "Phone switched off.", offWaiting: "Phone switched off. {n} waiting to arrive.", on: "Switch on",
    watched: "The simulated world answers here.", take: "Take the phone",
    blockedBar: "You blocked this business.", unblock: "Unblock",
    sent: "The business sees: sent", delivered: "The business sees: delivered", read: "The business sees: read", played: "The business sees: played",
    mySent: "On its way to the business", myDelivered: "The business got it", myRead: "The business read it",
    failed: "A message of the business did not arrive (error {code}).", actions: "Message actions",
    quote: "Quote", copy: "Copy", copied: "Copied.", inside: "Show JSON", react: "React", noReaction: "Take the reaction away",
    open: "Open", choose: "Choose", order: "Order", total: "Total", pay: "Pay", paid: "Paid", copyCode: "Copy the Pix code",
    review: "Review and pay", payTo: "To {who}", payNow: "Pay {amount}", payText: "Pay this code",
    payDone: "Paid at the simulated PSP.", payRefused: "The PSP refused: the code is unknown, overdue, cancelled or paid already.",
    subtotal: "Subtotal", tax: "Charges", shipping: "Shipping", discount: "Discount", boleto: "Boleto line",
    orderStatus: "Order {status}", payment: "payment {status}", sendLocation: "Send location", shareContact: "Share my number", contactShared: "Number shared", unplayed: "This screen does not show: {what}",
    photo: "Image", video: "Video", document: "Document", audio: "Audio", sticker: "Sticker", location: "Location", contact: "Contact",
    voice: "Voice note", notHere: "a file at an outside address, not opened here", attachTitle: "Send",
    attachImage: "Photo", attachDocument: "Document", attachAudio: "Audio file", attachLocation: "Location",
    latitude: "Latitude", longitude: "Longitude", place: "Name of the place (optional)", caption: "Caption (optional)", sendIt: "Send",
    person: "Person", born: "Born", cpf: "CPF", phone: "Phone", waId: "wa_id", userId: "Id (BSUID)", username: "Username",
    temper: "Temperament", showsPhone: "Shows the phone", yes: "yes", no: "no, the id only",
    windowOpen: "24 h window open until {at}", windowShut: "24 h window closed: only an approved template arrives",
    device: "Phone", powered: "Phone switched on", poweredNote: "While off, nothing is delivered until it is on again.",
    blockCompany: "Block the business", blockNote: "Nothing arrives any more: the business only sees “sent”.",
    marketing: "Stop marketing messages", marketingNote: "The business is told (user_preferences); marketing fails with 131050.",
    giveBack: "Give back to the simulated world", giveBackNote: "The person answers by themselves again.", keys: "Keys",
    keySend: "send", keyLine: "new line", keyFind: "search", keyBack: "close, do not quote",
    createTitle: "New person", name: "Name", create: "Create and take the phone",
    usernameNote: "With a username, the business does not see the phone of who writes first.",
    askMic: "The browser did not allow the microphone.", failedDo: "That did not work: {why}", lost: "The world does not answer. Trying again…",
    world: "the world’s time", times: "{n}×", noMime: "The file does not say what kind it is.",
    completed: "completed", pending: "pending", processing: "in process", canceled: "cancelled", shipped: "shipped",
    "partially-shipped": "partly shipped", captured: "received", plain: "its words only: the message is from before", form: "Form sent", choosePlease: "Choose…", jsonAnswer: "Answer as JSON (its screens are not known here)",
  },
};

let language = localStorage.getItem("trato-phone-language") === "en" ? "en" : "pt-BR";

export function t(key, values = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function switchLanguage() {
  language = language === "en" ? "pt-BR" : "en";
  localStorage.setItem("trato-phone-language", language);
}

export function translatePage() {
  document.documentElement.lang = language;
  document.title = `${t("title")} · Trato`;
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-t-label]")) {
    one.setAttribute("aria-label", t(one.dataset.tLabel));
    if (one.matches("button")) one.title = t(one.dataset.tLabel);
  }
  for (const one of document.querySelectorAll("[data-t-placeholder]")) one.placeholder = t(one.dataset.tPlaceholder);
  const other = document.getElementById("language");
  other.textContent = language === "en" ? "Português" : "English";
  other.lang = language === "en" ? "pt-BR" : "en";
}

const ZONE = "America/Sao_Paulo";
const shape = (options) => new Intl.DateTimeFormat(language, { timeZone: ZONE, ...options });

export const clockTime = (at) => shape({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
export const day = (at) => shape({ weekday: "long", day: "numeric", month: "long" }).format(new Date(at));
export const dayKey = (at) => shape({ year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));
export const moment = (at) =>
  shape({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(at));
export const birth = (date) => date.split("-").reverse().join("/");
export const money = (cents) =>
  new Intl.NumberFormat(language, { style: "currency", currency: "BRL" }).format(cents / 100);
export const cpf = (digits) => digits.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, "$1.$2.$3-$4");
export function phone(digits) {
  const match = digits.match(/^55(\d{2})(\d{4,5})(\d{4})$/);
  return match ? `+55 ${match[1]} ${match[2]}-${match[3]}` : `+${digits}`;
}
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1048576).toLocaleString(language, { maximumFractionDigits: 1 })} MB`;
}
export const initials = (name) =>
  name.split(/\s+/).filter((part) => /^\p{Lu}/u.test(part)).slice(0, 2).map((part) => part[0]).join("");
