// The day's data on the device: tasks with their pictures, the ground, the catalogue.
import * as server from "./server.js";
import * as store from "./store.js";

const PICTURE = "picture:";

/** Fetch everything anew for the person who is signed in; what cannot be had stays as it was. */
export async function fetchDay(person) {
  const parts = { tasks: server.fetchTasks, ground: server.fetchGround, catalogue: server.fetchCatalogue };
  const answers = await Promise.all(Object.values(parts).map((part) => part()));
  const fresh = Object.keys(parts).filter((name, at) => answers[at].status === 200);
  await Promise.all(Object.keys(parts).map((name, at) => fresh.includes(name) && store.keep(person, name, answers[at].body)));
  if (fresh.includes("tasks")) {
    await store.keep(person, "fetched", Date.now());
    await fetchPictures(person, answers[0].body);
  }
  return fresh.length === answers.length;
}

async function fetchPictures(person, tasks) {
  const wanted = new Set(tasks.flatMap((task) => [...task.before, ...task.after]));
  const have = (await store.namesKept(person)).filter((name) => name.startsWith(PICTURE));
  await Promise.all(have.filter((name) => !wanted.has(name.slice(PICTURE.length))).map((name) => store.forget(person, name)));
  for (const address of [...wanted].filter((each) => !have.includes(PICTURE + each))) {
    const blob = await server.fetchPicture(address).catch(() => null);
    if (blob) {
      await store.keep(person, PICTURE + address, blob);
    }
  }
}

export const pictureKept = (person, address) => store.kept(person, PICTURE + address);
