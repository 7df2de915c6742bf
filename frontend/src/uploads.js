// How far the photos are on their way.

export function watchUploads() {
  document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
    const bar = target.querySelector?.("progress.upload");
    if (bar && detail.lengthComputable) {
      bar.hidden = false;
      bar.value = (100 * detail.loaded) / detail.total;
    }
  });
}
