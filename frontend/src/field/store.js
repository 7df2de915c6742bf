// What lies on the device, each thing under the person it belongs to: the queue, the day's data, drafts.
import { openDB } from "idb";

const NAME = "wanmi-field";
const STAYS = ["draft", "patrol"]; // what somebody has begun waits for him
let opened;

function database() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("queue", { keyPath: "key" }).createIndex("person", "person");
      db.createObjectStore("kept"); // [person, name] -> value
      db.createObjectStore("device"); // name -> value: who works with it now
    },
  });
  return opened;
}

export async function put(item) {
  await (await database()).put("queue", item);
}

export async function replace(old, item) {
  const change = (await database()).transaction("queue", "readwrite");
  await Promise.all([change.store.delete(old.key), change.store.put(item), change.done]);
}

export async function remove(item) {
  await (await database()).delete("queue", item.key);
}

export async function queueOf(person) {
  return person ? (await database()).getAllFromIndex("queue", "person", person) : [];
}

export async function keep(person, name, value) {
  await (await database()).put("kept", value, [person, name]);
}

export async function kept(person, name) {
  return person ? (await database()).get("kept", [person, name]) : undefined;
}

export async function forget(person, name) {
  await (await database()).delete("kept", [person, name]);
}

export async function namesKept(person) {
  const keys = await (await database()).getAllKeys("kept");
  return keys.filter(([owner]) => owner === person).map(([, name]) => name);
}

/** Remove what was fetched for everybody but `person`; their queues and what they have begun stay for them. */
export async function forgetOthers(person) {
  const change = (await database()).transaction("kept", "readwrite");
  const keys = await change.store.getAllKeys();
  const gone = keys.filter(([owner, name]) => owner !== person && !STAYS.includes(name));
  await Promise.all([...gone.map((key) => change.store.delete(key)), change.done]);
}

export async function who() {
  return (await database()).get("device", "who");
}

export async function setWho(me) {
  await (await database()).put("device", me, "who");
}
