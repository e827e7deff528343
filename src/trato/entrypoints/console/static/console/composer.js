// The composer: what kind of message is being written, and a window that shuts or opens meanwhile.
(() => {
  const composer = () => document.getElementById("composer");

  function showTemplate() {
    const form = composer();
    if (!form || !form.elements.template) return;
    for (const fields of form.querySelectorAll("[data-template]")) {
      const isChosen = fields.dataset.template === form.elements.template.value;
      fields.hidden = !isChosen;
      fields.disabled = !isChosen;
    }
  }

  function showMode() {
    const form = composer();
    if (!form) return;
    for (const button of form.querySelectorAll("[data-mode-to]"))
      button.setAttribute("aria-pressed", String(button.dataset.modeTo === form.dataset.mode));
    showTemplate();
  }

  function setMode(mode, isAsked) {
    const form = composer();
    if (!form) return;
    form.dataset.mode = mode;
    form.elements.mode.value = mode;
    showMode();
    if (!isAsked) return;
    const panel = form.querySelector(`[data-panel="${mode}"] :is(select, input):not(:disabled)`);
    (panel || document.getElementById("reply-text")).focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mode-to]");
    if (button) setMode(button.dataset.modeTo, true);
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "template" && event.target.form === composer()) showTemplate();
  });
  // Ctrl Enter sends from any field; Escape leaves the panel for the words.
  document.addEventListener("keydown", (event) => {
    const panel = event.target.closest("[data-panel]");
    if (!panel) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      composer().requestSubmit();
    }
  });

  // A window that shuts while somebody types offers the templates; the words begun stay.
  document.addEventListener("trato:window-shut", () => {
    const form = composer();
    if (form && form.dataset.mode !== "template") {
      const wasThere = form.contains(document.activeElement);
      setMode("template", wasThere);
    }
  });
  document.addEventListener("trato:window-open", () => {
    const form = composer();
    if (form && form.dataset.mode === "template" && !form.elements.template.value) setMode("text", false);
  });
  for (const name of ["htmx:afterSettle", "trato:refreshed", "trato:opened"])
    document.addEventListener(name, showMode);
  // Files: chosen, pasted or dropped; `uploads.js` takes them to the server.
  async function upload(files) {
    if (!(await tratoUploads.take(files))) return;
    setMode("text", true);
    htmx.trigger("#reply-text", "trato:ask");
  }
  document.addEventListener("change", (event) => {
    if (event.target.id === "file-input") upload([...event.target.files]);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData ? event.clipboardData.files : [])];
    if (!files.length || !event.target.closest("#composer")) return;
    event.preventDefault();
    upload(files);
  });
  const dropsHere = (event) => event.target.closest && event.target.closest("#open") && composer();
  document.addEventListener("dragover", (event) => {
    if (dropsHere(event) && [...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!dropsHere(event) || !event.dataTransfer.files.length) return;
    event.preventDefault();
    upload([...event.dataTransfer.files]);
  });

  showMode();
})();
