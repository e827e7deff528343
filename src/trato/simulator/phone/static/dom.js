// Makes elements. Text always goes in as text, so nothing that was written can become markup.

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// WhatsApp's own marks: *bold*, _italic_, ~struck~, `code`; addresses stay words.
const MARKS = /(?<![\p{L}\p{N}])([*_~`])(\S(?:[^\n]*?\S)?)\1(?![\p{L}\p{N}])/gu;
const TAGS = { "*": "strong", _: "em", "~": "s", "`": "code" };

export function formatted(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(MARKS)) {
    parts.push(text.slice(at, match.index), h(TAGS[match[1]], {}, match[2]));
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}

let toastTimer = 0;
export function toast(words) {
  const place = document.getElementById("toast");
  // In the top layer, so that it is seen over an open sheet too.
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
  place.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.hidePopover(), 4500);
}
