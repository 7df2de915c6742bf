// The service worker: keeps the shell for when there is no signal, and sends the queue when the signal returns.
// The server sets self.SHELL = {page, files} before this script; other names of files make it another worker.
import { SYNC, sendAll } from "./sending.js";

const { page, files } = self.SHELL;
const PREFIX = "wanmi-field-";
const CACHE = PREFIX + files.join().split("").reduce((sum, sign) => (Math.imul(sum, 31) + sign.charCodeAt(0)) >>> 0, 7);
const PATIENCE = 4_000; // ms until a weak signal counts as none

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell([...files, page]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "renew") {
    event.waitUntil(keepShell([page]).catch(() => undefined)); // the language or the size of the type may be another
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === SYNC) {
    event.waitUntil(sendInBackground());
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate" && pathname === page) {
    event.respondWith(freshOrKept(request));
  } else if (files.includes(pathname)) {
    event.respondWith(kept(pathname).then((found) => found ?? fetch(request)));
  }
});

async function keepShell(addresses) {
  const answers = await Promise.all(addresses.map((address) => fetch(address, { cache: "no-cache", credentials: "same-origin" })));
  if (answers.some((answer) => !answer.ok || answer.redirected)) {
    throw new Error("the shell could not be fetched whole");
  }
  const cache = await caches.open(CACHE);
  await Promise.all(answers.map((answer, at) => cache.put(addresses[at], answer)));
}

async function forgetOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(address) {
  return (await caches.open(CACHE)).match(address);
}

async function freshOrKept(request) {
  try {
    const answer = await fetch(request.url, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) {
      return answer;
    }
  } catch {
    // no signal, or too weak a one
  }
  return (await kept(page)) ?? Response.error();
}

/** The browser tries again by itself, with growing pauses, as long as this fails. */
async function sendInBackground() {
  if ((await sendAll()) === "away") {
    throw new Error("the server does not answer yet");
  }
}
