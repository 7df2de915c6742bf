// Panels that open over the page close again: by a click elsewhere, and by Escape.

export function watchPanels() {
  document.addEventListener("click", ({ target }) => closeAll((panel) => !panel.contains(target)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeAll((panel) => {
        panel.querySelector("summary").focus();
        return true;
      });
    }
  });
}

function closeAll(wanted) {
  for (const panel of document.querySelectorAll("details[data-closes][open]")) {
    if (wanted(panel)) {
      panel.open = false;
    }
  }
}
