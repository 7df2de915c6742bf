// The rules of the queue, without a browser: what is sent next, what an answer means, what a person may do about it.

export const OPEN = ["waiting", "refused", "conflict"]; // what still stands in the way of later acts on the same case
const FIRST_WAIT = 5_000; // ms
const LONGEST_WAIT = 15 * 60_000;
export const KEPT_FOR = 24 * 3600_000; // ms that receipts and dropped records stay

/** The next record to send: the oldest of this post that is due, never before an earlier one of the same case. */
export function nextToSend(items, post, now) {
  const blocked = new Set();
  for (const item of inOrder(items)) {
    const due = item.status === "waiting" && item.post === post && (item.next ?? 0) <= now;
    if (due && !blocked.has(item.number)) {
      return item;
    }
    if (item.number && OPEN.includes(item.status)) {
      blocked.add(item.number);
    }
  }
  return null;
}

export function inOrder(items) {
  return [...items].sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1));
}

/** What the answer to a record means: done, conflict, refused, later (this record), away (everything), session. */
export function meaningOf(status, problem) {
  if (status >= 200 && status < 300) {
    return "done";
  }
  if (status === 409 && problem?.reasons?.some((reason) => reason.code === "moved_on")) {
    return "conflict";
  }
  if (status === 401 || status === 403) {
    return "session";
  }
  if (status === 0 || status === 502 || status === 503 || status === 504) {
    return "away";
  }
  return status === 429 || status >= 500 || status === 408 ? "later" : "refused";
}

/** How long to wait after so many attempts, with up to a fifth of chance so that not all devices come at once. */
export function waitAfter(tries, chance = Math.random()) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, tries - 1)) * (1 + chance / 5);
}

/** The record as it is once the server has acknowledged it: a receipt, without text, place or pictures. */
export function receipt(item, number, now) {
  const { key, person, post, kind, action, at } = item;
  return { key, person, post, kind, action, at, number: number ?? item.number, status: "done", doneAt: now };
}

/** Sent again by its maker who has seen the new state; the key was never used up, for a refused act did nothing. */
export function again(item) {
  return { ...item, seen: item.theirs.version, status: "waiting", tries: 0, next: 0, theirs: null, problem: "" };
}

export function mayAgain(item) {
  return item.status === "conflict" && Boolean(item.theirs?.actions.includes(item.action));
}

/** The same evidence as a note on the case, which decides nothing and is possible in every state. */
export function asNote(item, words, key) {
  const note = [words, item.carried.note].filter(Boolean).join("\n");
  const { position } = item.carried;
  return {
    ...item,
    key,
    action: "add_note",
    carried: position ? { note, position } : { note },
    photos: { photos: Object.values(item.photos).flat() },
    seen: null,
    status: "waiting",
    tries: 0,
    next: 0,
    theirs: null,
    problem: "",
  };
}

export function mayNote(item) {
  return ["conflict", "refused"].includes(item.status) && item.kind === "act" && item.action !== "add_note";
}

export function dropped(item, now) {
  return { ...item, status: "dropped", was: item.status, doneAt: now };
}

export function takenBack(item) {
  return { ...item, status: item.was, was: null, doneAt: null };
}

/** What has been acknowledged or dropped long enough ago. */
export function isOver(item, now) {
  return Boolean(item.doneAt) && now - item.doneAt > KEPT_FOR;
}
