// The rest: whether the device is ready, one's posts, language and type, signing out.
import { at, fill, onDo, piece, say } from "../dom.js";
import { session } from "../server.js";
import { sendNow } from "../running.js";
import { state } from "../state.js";
import * as store from "../store.js";
import { stop } from "./patrol.js";

export function wire(refresh) {
  onDo("sign-out", signOut);
  for (const form of document.querySelectorAll("form[data-needs-signal]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sendForm(form, event.submitter);
    });
  }
  again = refresh;
}

let again = () => undefined;

export function draw() {
  const ready = navigator.serviceWorker?.controller && state.fetched;
  fill(document, { "offline-ready": say(ready ? "ready" : "not_ready") });
  const others = (state.me?.collects ?? []).filter((each) => each.post !== state.me.acting.post);
  at("own-posts").replaceChildren(...others.map(postRow));
}

/** A button that lets one act in another of one's own posts. */
export function postRow(held) {
  const row = piece("post-row");
  fill(row, { label: held.label });
  at("switch", row).addEventListener("click", async () => {
    const body = new URLSearchParams({ appointment: held.appointment });
    if (await post(document.body.dataset.switch, body)) {
      await sendNow();
      await again();
    }
  });
  return row;
}

/** A form of the house, with the token of the session as it is now: the page may be older. */
async function sendForm(form, button) {
  const { me } = await session();
  if (!me) {
    return;
  }
  form.elements.csrfmiddlewaretoken.value = me.csrf;
  const body = new URLSearchParams(new FormData(form, button));
  await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
  navigator.serviceWorker?.controller?.postMessage("renew");
  location.reload();
}

async function post(address, body) {
  const { me } = await session();
  if (!me) {
    return false;
  }
  const headers = { "X-CSRFToken": me.csrf };
  await fetch(address, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual" });
  return true;
}

/** Without a signal too: what was fetched goes, the queue stays for its owner. The session ends where there is one. */
async function signOut() {
  await stop();
  await store.forgetOthers(null);
  await store.setWho(null);
  await post(document.body.dataset.signOut, new URLSearchParams()).catch(() => false);
  location.reload();
}
