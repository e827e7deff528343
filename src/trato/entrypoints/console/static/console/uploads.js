// Files on their way to the server: one after the other, each with how far it is and how it ended.
// What fails says so, names the file, and can be tried again; the agent may look elsewhere meanwhile.
const tratoUploads = (() => {
  const SILENT_MS = 60000;
  const waiting = [];
  let isBusy = false;

  const input = () => document.getElementById("file-input");
  const note = () => document.getElementById("uploading");
  const isHere = (to) => Boolean(input() && input().dataset.upload === to);

  // The words come with the page, in its language; the server's plain ones in both.
  const sized = (bytes) =>
    `${(bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} MB`;
  const filled = (words, parts) => words.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
  const plain = (text) => {
    const lines = text.split("\n");
    return document.documentElement.lang.startsWith("pt") ? lines[0] : lines[1] || lines[0];
  };

  function complain(job, why, mayTryAgain) {
    if (!isHere(job.to)) return;
    const line = document.getElementById("file-problem").content.firstElementChild.cloneNode(true);
    line.querySelector("[data-name]").textContent = job.file.name;
    line.querySelector("[data-why]").textContent = why;
    const again = line.querySelector("button");
    if (mayTryAgain) again.addEventListener("click", () => { line.remove(); enqueue([job]); });
    else again.remove();
    const there = document.getElementById("files");
    there.classList.remove("hidden");
    there.prepend(line);
  }

  function show(job, part) {
    const here = note();
    if (!here) return;
    here.classList.toggle("hidden", !job || !isHere(job.to));
    if (!job || here.classList.contains("hidden")) return;
    here.querySelector("[data-name]").textContent = job.file.name;
    here.querySelector("progress").value = part;
    here.querySelector("[data-part]").textContent = `${Math.floor(part * 100)} %`;
  }

  function put(job, html) {
    const there = document.getElementById("files");
    const before = [...there.querySelectorAll("[role=alert]")];
    there.outerHTML = html;
    const fresh = document.getElementById("files");
    if (before.length) fresh.classList.remove("hidden");
    fresh.prepend(...before);
    htmx.process(fresh);
  }

  function send(job) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("file", job.file, job.file.name);
      request.open("POST", job.to);
      for (const [name, value] of Object.entries(JSON.parse(document.body.getAttribute("hx-headers"))))
        request.setRequestHeader(name, value);
      let clock;
      const hear = () => {
        clearTimeout(clock);
        clock = setTimeout(() => request.abort(), SILENT_MS);
      };
      request.upload.addEventListener("progress", (event) => {
        hear();
        job.part = event.lengthComputable ? event.loaded / event.total : 0;
        show(job, job.part);
      });
      request.addEventListener("loadend", () => {
        clearTimeout(clock);
        done(request);
      });
      hear();
      request.send(form);
    });
  }

  async function carry(job) {
    show(job, 0);
    const answer = await send(job);
    const isKept = answer.status === 200 && answer.responseText.trimStart().startsWith('<div id="files"');
    if (isKept) {
      if (isHere(job.to)) put(job, answer.responseText);
      return isHere(job.to);
    }
    const isTold = (answer.getResponseHeader("content-type") || "").startsWith("text/plain");
    complain(job, isTold ? plain(answer.responseText) : note().dataset.failed, answer.status !== 413);
    return false;
  }

  async function enqueue(jobs) {
    waiting.push(...jobs);
    if (isBusy) return false;
    isBusy = true;
    let isAnyKept = false;
    while (waiting.length) isAnyKept = (await carry(waiting.shift())) || isAnyKept;
    isBusy = false;
    show(null);
    if (input()) input().value = "";
    return isAnyKept;
  }

  // Whoever leaves while a file is on its way is asked first.
  addEventListener("beforeunload", (event) => {
    if (isBusy) event.preventDefault();
  });

  return {
    async take(files) {
      if (!input() || !files.length) return false;
      const { upload: to, max, tooLarge } = input().dataset;
      document.querySelectorAll("#files > [role=alert]").forEach((line) => line.remove());
      const jobs = [...files].map((file) => ({ file, to, part: 0 }));
      const fitting = jobs.filter((job) => job.file.size <= Number(max));
      for (const job of jobs)
        if (!fitting.includes(job))
          complain(job, filled(tooLarge, { size: sized(job.file.size), limit: sized(Number(max)) }), false);
      return fitting.length > 0 && enqueue(fitting);
    },
  };
})();
