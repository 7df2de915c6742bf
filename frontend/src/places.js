// The list of communities: narrowed by street or by name, and set by the point on the map.

export function watchPlaces(root) {
  const within = root.matches?.("[data-places]") ? [root] : root.querySelectorAll("[data-places]");
  within.forEach(enrich);
  const found = root.matches?.("[data-place]") ? root : root.querySelector(".found-place[data-place]");
  if (found?.classList.contains("found-place")) {
    choose(found.dataset.place);
    point(found.dataset);
  }
}

function enrich(picker) {
  const street = picker.querySelector("[data-street]");
  const filter = picker.querySelector("[data-filter]");
  const list = picker.querySelector("select[name]");
  const groups = [...list.querySelectorAll("optgroup")];
  if (!street.hidden) {
    return;
  }
  street.append(...groups.map((group) => new Option(group.label)));
  street.hidden = filter.hidden = false;
  const narrow = () => show(list, groups, street.value, filter.value.trim());
  street.addEventListener("change", narrow);
  filter.addEventListener("input", narrow);
}

function show(list, groups, street, words) {
  const first = list.querySelector(":scope > option");
  const shown = groups
    .filter((group) => !street || group.label === street)
    .map((group) => {
      const copy = group.cloneNode(true);
      [...copy.children].filter((option) => !option.text.includes(words)).forEach((option) => option.remove());
      return copy;
    })
    .filter((group) => group.children.length);
  const chosen = list.value;
  list.replaceChildren(first, ...shown);
  list.value = chosen;
  const options = list.querySelectorAll("optgroup > option");
  if (words && options.length === 1) {
    options[0].selected = true;
  }
  if (list.value !== chosen) {
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Take over the position of an address, unless somebody has given one already. */
function point({ lon, lat }) {
  const fields = ["lon", "lat"].map((part) => document.getElementById(`field-position-${part}`));
  if (lon && lat && fields.every((field) => field && !field.value)) {
    [fields[0].value, fields[1].value] = [lon, lat];
    fields[1].dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Take over the community around a point, unless the list belongs to a case that has its place already. */
function choose(code) {
  const list = document.querySelector("form [data-places][data-follows-map] select[name]");
  if (list && list.querySelector(`option[value="${CSS.escape(code)}"]`)) {
    list.value = code;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
