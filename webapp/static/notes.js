// The page for the day: keeps each note on the device at once and sends it when there is a network.
import { NotesStore, wipe } from "./notes-store.js";

const page = document.querySelector("[data-notes]");
const status = document.querySelector("[data-notes-status]");
const waiting = document.querySelector("[data-notes-waiting]");
const store = new NotesStore(page.dataset.person, page.dataset.visit);
const counted = (count, words) => (count === 1 ? `1 note ${words}` : `${count} notes ${words}`);
const SOON = 3_000;
// A request that a poor network has swallowed would hold up every later one.
const PATIENCE = 10_000;
let soon;
let isSending = false;
let isAskedAgain = false;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function line(note) {
  const item = document.createElement("li");
  const clock = new Date(note.taken_at).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
  });
  const told = [clock, note.dimension, note.kind].filter(Boolean).join(" · ");
  item.textContent = `${told}: ${note.words}`;
  if (note.sentence) {
    const why = document.createElement("strong");
    why.textContent = ` Not taken: ${note.sentence}`;
    item.append(why);
  }
  return item;
}

async function show(more = "") {
  const notes = await store.list();
  const said = notes.length ? counted(notes.length, "not yet sent") : "All notes sent";
  status.textContent = more ? `${said}. ${more}` : said;
  status.dataset.unsent = notes.length;
  waiting.replaceChildren(...notes.map(line));
  return notes;
}

const ask = (address, request) =>
  fetch(address, { ...request, signal: AbortSignal.timeout(PATIENCE) });
// What a request that never reached the service, or was never answered, ends in.
const isUnanswered = (error) =>
  error instanceof TypeError || ["AbortError", "TimeoutError"].includes(error.name);

async function tryAgain(why) {
  await show(why);
  // Devices are wrong about being on a network, both ways: nothing is asked but the service.
  clearTimeout(soon);
  soon = setTimeout(sendAll, SOON);
}

async function freshToken() {
  const answer = await ask(page.dataset.token, {
    headers: { Accept: "application/json" },
    redirect: "error",
    cache: "no-store",
  });
  if (answer.status === 401) return { problem: "Sign in again to send them." };
  if (!answer.ok) return { later: "The service does not answer yet." };
  const said = await answer.json();
  if (said.person !== page.dataset.person) {
    return { problem: "Somebody else is signed in. Sign in yourself to send them." };
  }
  return said;
}

async function sendAll() {
  // Asked while it sends (the network came back meanwhile), it looks again when it is done.
  if (isSending) return void (isAskedAgain = true);
  isSending = true;
  try {
    const notes = await show();
    if (!notes.length) return;
    const { token, problem, later } = await freshToken();
    if (later) return void (await tryAgain(later));
    if (problem) return void (await show(problem));
    const answer = await ask(page.dataset.send, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": token,
      },
      body: JSON.stringify({ notes: notes.slice(0, 100).map(({ sentence, ...note }) => note) }),
    });
    if (!answer.ok) return void (await tryAgain("The service does not take them yet."));
    const said = await answer.json();
    await store.forget(said.kept);
    for (const one of said.refused) await store.refuse(one.key, one.sentence);
    const left = await show();
    if (page.dataset.closed === "yes" && !left.length) await wipe();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    await tryAgain("No network. They are kept on this device.");
  } finally {
    isSending = false;
    if (isAskedAgain) {
      isAskedAgain = false;
      sendAll();
    }
  }
}

async function keep(event) {
  event.preventDefault();
  const form = event.target;
  const words = form.elements.words.value.trim();
  if (!words) return void form.elements.words.focus();
  const chosen = new FormData(form);
  await store.keep({
    key: newKey(),
    taken_at: new Date().toISOString(),
    kind: chosen.get("kind"),
    words,
    dimension: chosen.get("dimension") || "",
    session: chosen.get("session") || "",
    replaces: [],
  });
  form.elements.words.value = "";
  form.elements.words.focus();
  await show();
  sendAll();
}

function chooseSession() {
  const sections = [...document.querySelectorAll("[data-session]")];
  const named = sections.find((one) => `#${one.id}` === location.hash) || sections[0];
  for (const one of sections) one.hidden = one !== named;
  for (const link of document.querySelectorAll("[data-sessions] a")) {
    if (link.hash === `#${named?.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

async function workWithoutNetwork() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.scope });
  const registration = await navigator.serviceWorker.ready;
  const files = performance
    .getEntriesByType("resource")
    .map((one) => new URL(one.name))
    .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"))
    .map((url) => url.pathname);
  const channel = new MessageChannel();
  channel.port1.onmessage = (event) => {
    page.dataset.ready = event.data ? "yes" : "no";
    const told = document.querySelector("[data-notes-ready]");
    told.hidden = !event.data;
  };
  const kept = [...new Set([location.pathname, ...files])];
  registration.active.postMessage(kept, [channel.port2]);
}

async function start() {
  chooseSession();
  addEventListener("hashchange", chooseSession);
  if (!window.isSecureContext || !window.indexedDB) {
    document.querySelector("[data-notes-insecure]").hidden = false;
    return;
  }
  await store.prepare();
  for (const form of document.querySelectorAll("[data-session] form")) {
    form.addEventListener("submit", keep);
  }
  addEventListener("online", sendAll);
  setInterval(sendAll, 30_000);
  await sendAll();
  await workWithoutNetwork();
}

start();
