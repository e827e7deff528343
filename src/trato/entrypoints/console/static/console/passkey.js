// Passkeys: asks the browser for one, puts its answer into the form, and says plainly what went wrong.
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (b) => String.fromCharCode(b)).join(""))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const listed = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function create(options, form) {
    const asked = { ...options.publicKey };
    asked.challenge = bytes(asked.challenge);
    asked.user = { ...asked.user, id: bytes(asked.user.id) };
    asked.excludeCredentials = listed(asked.excludeCredentials);
    const alone = form.elements.passwordless.checked;
    asked.authenticatorSelection = {
      ...asked.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      userVerification: alone ? "required" : "preferred",
    };
    const made = await navigator.credentials.create({ publicKey: asked });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
      clientExtensionResults: made.getClientExtensionResults(),
    };
  }

  async function show(options) {
    const asked = { ...options.publicKey };
    asked.challenge = bytes(asked.challenge);
    asked.allowCredentials = listed(asked.allowCredentials);
    const shown = await navigator.credentials.get({ publicKey: asked });
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
    return {
      id: shown.id,
      rawId: text(shown.rawId),
      type: shown.type,
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
      clientExtensionResults: shown.getClientExtensionResults(),
    };
  }

  async function options(form) {
    const here = document.getElementById("passkey-options");
    if (here) return JSON.parse(here.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    return (await answer.json()).request_options;
  }

  // A browser takes no passkeys on a page that came in the clear or by a bare address.
  const works = () =>
    window.isSecureContext &&
    "credentials" in navigator &&
    "PublicKeyCredential" in window &&
    !/^[\d.]+$|:/.test(location.hostname);

  function say(form, name) {
    const box = form.querySelector("[data-passkey-says]");
    const known = box.querySelector(`[data-when="${name}"]`) || box.querySelector("[data-when=other]");
    for (const line of box.children) line.hidden = line !== known;
    box.hidden = false;
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const kind = form.dataset.passkey;
    const button = form.querySelector("[data-passkey-ask]");
    if (!works()) {
      // Where there are other ways, a way that leads nowhere is not shown.
      if (!form.hidden) say(form, "unsupported");
      button.disabled = true;
      continue;
    }
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (button.disabled) return;
      button.disabled = true;
      form.querySelector("[data-passkey-says]").hidden = true;
      try {
        const answer = await (kind === "create" ? create : show)(await options(form), form);
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch (problem) {
        button.disabled = false;
        say(form, problem.name);
        button.focus();
      }
    });
  }
})();
