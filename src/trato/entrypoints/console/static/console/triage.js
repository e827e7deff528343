// Triage without leaving the list: one key or click, and the next alert has the focus.
(() => {
  const list = document.getElementById("list");
  const status = document.querySelector("[data-open]");
  const inText = (target) => target.closest("input, textarea, select, [contenteditable]");

  async function send(form, button) {
    const line = form.closest("[data-alert]");
    if (line.dataset.sent) return;
    line.dataset.sent = "1";
    const body = new FormData(form);
    body.set("verdict", button.value);
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "triage" },
    });
    if (!answer.ok) return location.reload();
    const card = line.closest("[data-card]");
    const next = card.nextElementSibling || card.previousElementSibling;
    line.remove();
    if (status) status.textContent = Math.max(0, parseInt(status.textContent.replace(/\D/g, ""), 10) - 1);
    // What else the message was caught for is next; then the next message.
    const goes = card.querySelector("[data-alert]") ? card : next;
    if (goes !== card) card.remove();
    if (goes && goes.querySelector("[data-row]")) goes.querySelector("[data-row]").focus();
    else location.reload();
  }

  list.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-triage]") || event.submitter?.value === "open") return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
    const active = document.activeElement;
    const card = active && active.closest("[data-card]");
    const line = active && (active.closest("[data-alert]") || (card && card.querySelector("[data-alert]:not([data-sent])")));
    const key = `[data-key="${CSS.escape(event.key)}"]`;
    const button = line && line.querySelector(key);
    // What has not left yet is let go or turned down from here.
    const stop = card && card.querySelector(`[data-waits] ${key}`);
    if (!button && !stop) return;
    event.preventDefault();
    if (button) send(button.form, button);
    else {
      stop.click();
      // What opens is gone on with from its first field.
      if (stop.matches("summary")) (stop.parentElement.querySelector("select, textarea") || stop).focus();
    }
  });
})();
