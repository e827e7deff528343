// Builds everything the browser loads: one style sheet, two font files, htmx, one icon sprite.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const out = "../src/trato/entrypoints/console/static/console";
mkdirSync(`${out}/fonts`, { recursive: true });

for (const subset of ["latin", "latin-ext"]) {
  const file = `inter-${subset}-wght-normal.woff2`;
  copyFileSync(`node_modules/@fontsource-variable/inter/files/${file}`, `${out}/fonts/${file}`);
}
copyFileSync("node_modules/htmx.org/dist/htmx.min.js", `${out}/htmx.min.js`);

const icons = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
const symbols = icons.map((name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
});
writeFileSync(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);

// Signs that every telephone of the last years draws, by the names people search for; without
// flags, tones and families.
const GROUPS_LEFT_OUT = new Set([undefined, 2, 9]);
const named = (language) =>
  new Map(
    JSON.parse(readFileSync(`node_modules/emojibase-data/${language}/data.json`, "utf8")).map((one) => [one.hexcode, one]),
  );
const english = named("en");
const signs = [...named("pt").values()]
  .filter((one) => !GROUPS_LEFT_OUT.has(one.group) && one.version <= 13 && !one.emoji.includes("\u200d"))
  .sort((one, other) => one.order - other.order)
  // What is drawn as a sign anyway needs nothing behind it that asks for it.
  .map((one) => [one.type === 1 ? one.emoji.replaceAll("\uFE0F", "") : one.emoji, one.label, (one.tags || []).join(" "), english.get(one.hexcode).label]);
writeFileSync(`${out}/emoji.json`, `${JSON.stringify(signs)}\n`);

execFileSync(
  "node_modules/.bin/tailwindcss",
  ["-i", "console.css", "-o", `${out}/console.css`, "--minify"],
  { stdio: "inherit" },
);

// daisyUI lets a checked box on the page choose the theme. Nobody here does, and as the root's style
// would hang on every element of the page, each change of one asks for all of it.
const sheet = readFileSync(`${out}/console.css`, "utf8");
writeFileSync(
  `${out}/console.css`,
  sheet.replaceAll(/:root:has\(input\.theme-controller\[value=\w+\]:checked\),/g, ""),
);
