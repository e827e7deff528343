// What a chosen word asks for is shown with it; the rest is neither seen nor sent.
(() => {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-wants]")) return;
    for (const part of target.form.querySelectorAll("[data-with]"))
      part.hidden = part.disabled = !part.dataset.with.split(" ").includes(target.value);
  });
})();
