// Photos: previews of those that are chosen, with a word on what is too large or too many; a large view of those kept.

const LARGEST = 10 * 1024 * 1024; // bytes
const MOST = 9;

export function watchPhotos() {
  document.addEventListener("change", ({ target }) => {
    const picker = target.closest("[data-photos]");
    if (picker) {
      preview(picker, [...target.files]);
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-photo]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      enlarge(link);
    }
  });
}

function preview(picker, files) {
  const list = picker.querySelector(".previews");
  list.replaceChildren(...files.map((file, index) => item(file, index, picker.dataset)));
}

function item(file, index, words) {
  const entry = document.createElement("li");
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  entry.append(image, `${file.name} · ${(file.size / 1024 / 1024).toFixed(1)} MB`);
  const fault = file.size > LARGEST ? words.tooLarge : index >= MOST ? words.tooMany : "";
  if (fault) {
    const note = document.createElement("p");
    note.className = "too-much";
    note.textContent = fault;
    entry.append(note);
  }
  return entry;
}

function enlarge(link) {
  const view = document.createElement("dialog");
  view.className = "photo-view";
  const image = document.createElement("img");
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  const close = document.createElement("button");
  close.className = "btn";
  close.type = "button";
  close.textContent = document.body.dataset.close;
  close.addEventListener("click", () => view.close());
  view.addEventListener("click", ({ target }) => target === view && view.close());
  view.addEventListener("close", () => {
    view.remove();
    link.focus();
  });
  view.append(image, close);
  document.body.append(view);
  view.showModal();
}
