// A sound and a notice of the desktop when somebody writes to whoever sits here, or an alert comes.
// Chosen for this browser; of several open pages one rings. No name and no words leave the page.
(() => {
  const CHOSEN = "trato.bell", KNOWN = "trato.bell.known";
  const choices = document.getElementById("dialog-bell");
  if (!choices) return;
  const part = (id) => document.getElementById(id);
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name)) || {};
    } catch {
      return {};
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing rings on this page only.
    }
  };
  let chosen = read(CHOSEN), known = read(KNOWN);

  // A list that holds one's own conversations says itself who waits; elsewhere the rail is asked.
  function now() {
    const rows = part("rows"), bell = part("bell"), alerts = part("alert-count");
    const own = rows && rows.dataset.newest !== undefined ? rows : bell;
    return {
      me: document.getElementById("frame").dataset.me,
      unread: own ? Number(own.dataset.unread) : 0,
      newest: own ? Number(own.dataset.newest) : 0,
      alerts: alerts ? Number(alerts.dataset.count) : 0,
    };
  }

  function look() {
    const is = now(), was = read(KNOWN).me === undefined ? known : read(KNOWN);
    known = is;
    keep(KNOWN, is);
    if (was.me !== is.me) return;
    // One thing that came may be seen in two steps, how many wait and since when: who was counted
    // before their time was known is no news when it is.
    const isHalf = was.unread && !was.newest;
    if (is.unread > was.unread || (is.unread && is.newest > was.newest && !isHalf)) ring("");
    else if (is.alerts > was.alerts) ring("Alert");
  }

  function ring(about) {
    document.dispatchEvent(new CustomEvent("trato:rang", { detail: about }));
    if (chosen.sound) sound();
    if (chosen.desktop && (document.hidden || !document.hasFocus())) show(about);
  }

  let audio = null;
  function sound() {
    audio = audio || new AudioContext();
    audio.resume();
    [660, 880].forEach((hertz, n) => {
      const tone = audio.createOscillator(), level = audio.createGain(), at = audio.currentTime + n * 0.14;
      tone.frequency.value = hertz;
      level.gain.setValueAtTime(0.0001, at);
      level.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
      level.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
      tone.connect(level).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.32);
    });
  }

  function show(about) {
    if (!window.Notification || Notification.permission !== "granted") return;
    const notice = new Notification("Trato", { body: choices.dataset[`says${about}`], tag: `trato${about}` });
    notice.onclick = () => {
      window.focus();
      location.assign(choices.dataset[`leads${about}`]);
      notice.close();
    };
  }

  function draw() {
    for (const name of ["sound", "desktop"]) choices.querySelector(`[name=${name}]`).checked = Boolean(chosen[name]);
    part("bell-denied").hidden = !(window.Notification && Notification.permission === "denied");
    // Only whoever wants to hear of it asks for it.
    const bell = part("bell");
    if (!bell || !(chosen.sound || chosen.desktop)) return;
    if (!bell.dataset.part) bell.dataset.part = bell.dataset.asks;
    if (window.trato && trato.follow) trato.follow();
  }

  choices.addEventListener("change", async (event) => {
    const { name, checked } = event.target;
    if (name === "desktop" && checked) {
      const answer = window.Notification ? await Notification.requestPermission() : "denied";
      if (answer !== "granted") {
        event.target.checked = false;
        part("bell-denied").hidden = false;
        return;
      }
    }
    chosen = { ...chosen, [name]: checked };
    keep(CHOSEN, chosen);
    draw();
  });
  choices.addEventListener("click", (event) => {
    if (!event.target.closest("[data-try]")) return;
    if (chosen.sound) sound();
    if (chosen.desktop) show("");
  });
  for (const name of ["trato:refreshed", "htmx:afterSettle"]) document.addEventListener(name, look);
  draw();
  look();
})();
