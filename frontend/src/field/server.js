// Talking to the server: who is signed in, the day's data, one record of the queue.
const API = "/api/v1";
const PATIENCE = 20_000; // ms for an answer
const PATIENCE_FOR_PHOTOS = 120_000;

/** {status, body}; status 0 where nothing answered. */
async function ask(address, options = {}, patience = PATIENCE) {
  try {
    const answer = await fetch(API + address, {
      credentials: "same-origin",
      redirect: "error",
      ...options,
      headers: { Accept: "application/json", ...options.headers },
      signal: AbortSignal.timeout(patience),
    });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  }
}

/** {state, me}: away, signed-out, wrong-post or ready. */
export async function session() {
  const { status, body } = await ask("/field/me");
  if (status === 200 && body) {
    return { state: body.acting.kind === "collector" ? "ready" : "wrong-post", me: body };
  }
  return { state: status === 401 || status === 403 ? "signed-out" : "away", me: null };
}

export const fetchTasks = () => ask("/field/tasks");
export const fetchGround = () => ask("/field/ground");
export const fetchCatalogue = () => ask("/field/catalogue");
export const fetchStanding = (number, seen) => ask(`/field/cases/${number}?seen=${seen}`);

export async function fetchPicture(address) {
  const answer = await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok ? answer.blob() : null;
}

/** Send one record under its own key, so that it acts once however often it is sent. */
export async function send(item, csrf) {
  const [address, body] = await request(item);
  const headers = { "Content-Type": "application/json", "Idempotency-Key": item.key, "X-CSRFToken": csrf };
  return ask(address, { method: "POST", headers, body: JSON.stringify(body) }, PATIENCE_FOR_PHOTOS);
}

async function request(item) {
  const photos = await encoded(item.photos ?? {});
  if (item.kind === "act") {
    const body = { action: item.action, carried: item.carried, pictures: photos, seen: item.seen };
    return [`/cases/${item.number}/acts`, body];
  }
  const addresses = { report: "/reports", settle: "/field/settled", patrol: "/field/patrols" };
  return [addresses[item.kind], { ...item.carried, ...photos }];
}

async function encoded(photos) {
  const fields = Object.entries(photos).map(async ([field, blobs]) => [field, await Promise.all(blobs.map(base64))]);
  return Object.fromEntries(await Promise.all(fields));
}

async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}
