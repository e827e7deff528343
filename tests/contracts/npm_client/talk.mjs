// Does with @kapso/whatsapp-cloud-api what a business does, and writes what came of it as one line.

import { readFileSync } from "node:fs";
import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { verifySignature } from "@kapso/whatsapp-cloud-api/server";

const given = JSON.parse(readFileSync(0, "utf8"));
const client = new WhatsAppClient({ accessToken: given.token, baseUrl: given.url, graphVersion: "v25.0" });
const from = { phoneNumberId: given.phone_number_id, to: given.to };
const done = {};

const text = await client.messages.sendText({ ...from, body: "Olá" });
done.text = text.messages[0].id;

await client.messages.sendInteractiveButtons({
  ...from, bodyText: "Como prefere?", buttons: [{ id: "p", title: "Pix" }, { id: "h", title: "Pessoa" }],
});
await client.messages.sendInteractiveList({
  ...from, bodyText: "Escolha", buttonText: "Ver condições",
  sections: [{ title: "Condições", rows: [{ id: "o1", title: "À vista" }, { id: "o6", title: "6 vezes" }] }],
});
await client.messages.sendInteractiveCtaUrl({
  ...from, bodyText: "Segue", parameters: { displayText: "Abrir", url: "https://example.com/c" },
});

const file = new Blob(["%PDF-1.4 extrato"], { type: "application/pdf" });
const media = await client.media.upload({
  phoneNumberId: given.phone_number_id, type: "document", file, fileName: "extrato.pdf",
});
const about = await client.media.get({ mediaId: media.id });
done.mime = about.mimeType;
const bytes = await client.media.download({ mediaId: media.id, auth: "always" });
done.bytes = Buffer.from(bytes).toString("utf8");
await client.messages.sendDocument({ ...from, document: { id: media.id, filename: "extrato.pdf", caption: "Extrato" } });

const read = await client.messages.markRead({
  phoneNumberId: given.phone_number_id, messageId: given.inbound, typingIndicator: { type: "text" },
});
done.read = read.success;

try {
  await client.messages.sendText({ ...from, to: given.stranger, body: "fora da janela" });
} catch (problem) {
  done.refused = problem.code;
}

const signature = { appSecret: given.secret, rawBody: given.body, signatureHeader: given.signature };
done.signed = verifySignature(signature);
done.forged = verifySignature({ ...signature, appSecret: "another" });

process.stdout.write(JSON.stringify(done));
