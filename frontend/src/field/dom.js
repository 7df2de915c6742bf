// Small helpers for the pages of the app: pieces from templates, words with gaps, times and distances in words.

const WORDS = JSON.parse(document.getElementById("words").textContent);
const LANGUAGE = document.documentElement.lang;

/** The sentence under `key` with its gaps filled. */
export function say(key, gaps = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (whole, name) => gaps[name] ?? whole);
}

export function actWord(action) {
  return WORDS.acts[action] ?? action;
}

/** The element that the template marks with data-at. */
export function at(name, root = document) {
  return root.querySelector(`[data-at="${name}"]`);
}

export function piece(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Put texts into the marked elements. */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    at(name, root).textContent = text;
  }
}

/** Show an element with a text, or hide it where there is none. */
export function tellIn(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

export function onDo(name, work) {
  for (const button of document.querySelectorAll(`[data-do="${name}"]`)) {
    button.addEventListener("click", work);
  }
}

export function time(moment) {
  const date = new Date(moment);
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : { month: "numeric", day: "numeric" };
  return new Intl.DateTimeFormat(LANGUAGE, { ...day, hour: "2-digit", minute: "2-digit", hour12: false }).format(date);
}

export function far(metres) {
  return metres < 1000 ? say("metres", { n: Math.round(metres) }) : say("kilometres", { n: (metres / 1000).toFixed(1) });
}

export function percent(share) {
  return `${share ? Math.max(1, Math.round(share * 100)) : 0} %`;
}

let hiding;

/** A word on what was done, read aloud too. */
export function flash(text) {
  tellIn(at("flash"), text);
  clearTimeout(hiding);
  hiding = setTimeout(() => tellIn(at("flash"), ""), 6000);
}

/** Ask before something goes; answers whether it may. */
export function sure(text) {
  const dialog = at("sure");
  at("sure-text").textContent = text;
  dialog.showModal();
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.close();
      resolve(answer);
    };
    document.querySelector('[data-do="sure-yes"]').onclick = () => end(true);
    document.querySelector('[data-do="sure-no"]').onclick = () => end(false);
    dialog.oncancel = () => resolve(false);
  });
}
