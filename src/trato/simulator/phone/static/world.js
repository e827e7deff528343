// Talks to the simulated world: asks, acts, and keeps its clock.

export class Refused extends Error {}

async function answered(response) {
  if (response.ok) return response.json();
  const body = await response.json().catch(() => ({}));
  throw new Refused(body.error ?? `HTTP ${response.status}`);
}

export async function ask(name, query = {}, signal = undefined) {
  return answered(await fetch(`/phone/api/${name}?${new URLSearchParams(query)}`, { signal }));
}

export async function act(name, body) {
  const headers = { "content-type": "application/json" };
  return answered(await fetch(`/phone/api/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function upload(query, file, type) {
  const address = `/phone/api/file?${new URLSearchParams(query)}`;
  return answered(await fetch(address, { method: "POST", headers: { "content-type": type }, body: file }));
}

// The world's time runs on a straight line: one reading and the speed are enough.
let reading = { world: Date.now(), machine: performance.now(), speed: 1 };

export function setClock({ now, speed }) {
  reading = { world: Date.parse(now), machine: performance.now(), speed };
}

export function worldNow() {
  return new Date(reading.world + (performance.now() - reading.machine) * reading.speed);
}

export const worldSpeed = () => reading.speed;
