// Triage without leaving the list: one key or click, and the next alert has the focus.
(() => {
  const list = document.getElementById("list");
  const status = document.querySelector("[data-open]");
  const inText = (target) => target.closest("input, textarea, select, [contenteditable]");

  async function send(form, button) {
    const body = new FormData(form);
    body.set("verdict", button.value);
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "triage" },
    });
    if (!answer.ok) return location.reload();
    const row = form.closest("[data-alert]");
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    if (status) status.textContent = Math.max(0, parseInt(status.textContent.replace(/\D/g, ""), 10) - 1);
    if (next && next.querySelector("[data-row]")) next.querySelector("[data-row]").focus();
    else location.reload();
  }

  list.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.value === "open") return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
    const row = document.activeElement && document.activeElement.closest("[data-alert]");
    const button = row && row.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    send(button.form, button);
  });
})();
