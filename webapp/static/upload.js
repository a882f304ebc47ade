// Sends each file by itself as it is chosen, with its own progress; the form alone works as well.
// Large files go in pieces and go on where they stopped; what is there already is not sent.
const form = document.querySelector('[data-module="ce-upload"]');
const TRIES = 6;
const FIRST_PAUSE = 1000;
const ASK_EVERY = 2000;
// A browser hashes a file in one go, in memory; larger ones the service compares when they are here.
const MOST_HASHED = 64 * 1024 * 1024;
// What file managers leave in folders, for nobody to read.
const LITTER = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);
const arrived = [];
let queue = Promise.resolve();
let sent = 0;
let chosen = 0;
let asking = false;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function row(name) {
  const line = form.querySelector(".ce-upload__table").tBodies[0].insertRow();
  line.className = "govuk-table__row";
  const head = element("th", "govuk-table__header", name);
  head.scope = "row";
  const cells = ["Sending", "Reading"].map((label) => {
    const cell = element("td", "govuk-table__cell ce-progress");
    cell.dataset.label = label;
    return cell;
  });
  line.append(head, ...cells);
  return { sending: cells[0], reading: cells[1] };
}

function headers(file, more = {}) {
  return {
    "X-CSRFToken": form.elements.csrf_token.value,
    "X-File-Name": encodeURIComponent(file.name),
    Accept: "application/json",
    ...more,
  };
}

async function said(answer) {
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const error = new Error(told.detail ?? "It could not be sent. Choose it again.");
  error.final = answer.status < 500 && answer.status !== 409;
  throw error;
}

// Files are read into memory for this, one after the other; without it the service looks itself.
async function hash(file) {
  if (!window.crypto?.subtle || file.size > MOST_HASHED) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function known(sha256) {
  if (!sha256) return null;
  const answer = await fetch(`${form.dataset.known}?sha256=${sha256}`);
  const told = answer.ok ? await answer.json() : {};
  return told.already ? told : null;
}

function whole(file, bar, more) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.send);
    const all = headers(file, { "Content-Type": "application/octet-stream", ...more });
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    };
    request.onload = () => {
      const { status, responseText } = request;
      said(new Response(responseText, { status })).then(resolve, reject);
    };
    request.onerror = () => reject(new Error("The service did not answer."));
    request.send(file);
  });
}

async function inPieces(file, sha256, bar, more) {
  const size = Number(form.dataset.piece);
  const print = sha256 || `${file.size} ${file.lastModified} ${file.name}`;
  const begun = await said(
    await fetch(form.dataset.begin, {
      method: "POST",
      body: new URLSearchParams({ size: file.size }),
      headers: headers(file, { "X-File-Fingerprint": encodeURIComponent(print).slice(0, 200) }),
    }),
  );
  const address = form.dataset.begin.replace(/begin$/, `pieces/${begun.key}`);
  for (let at = begun.offset; at < file.size; ) {
    bar.value = (100 * at) / file.size;
    const answer = await fetch(`${address}?at=${at}`, {
      method: "POST",
      body: file.slice(at, at + size),
      headers: headers(file, { "Content-Type": "application/octet-stream" }),
    });
    at = (await said(answer)).offset;
  }
  return said(await fetch(`${address}/end`, { method: "POST", headers: headers(file, more) }));
}

function pause(wait) {
  return new Promise((resolve) => {
    const go = () => {
      window.removeEventListener("online", go);
      resolve();
    };
    window.addEventListener("online", go);
    setTimeout(go, wait);
  });
}

// A lost connection is tried again, ever less often; a word of the service is not.
async function send(file, cell, sha256, more = {}) {
  const bar = element("progress", "");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  cell.replaceChildren(bar);
  const isLarge = file.size > Number(form.dataset.piece);
  for (let tried = 1; ; tried += 1) {
    try {
      return await (isLarge ? inPieces(file, sha256, bar, more) : whole(file, bar, more));
    } catch (error) {
      if (error.final || tried === TRIES) throw error;
      await pause(FIRST_PAUSE * 2 ** tried);
    }
  }
}

function arrive(told, cells) {
  cells.sending.textContent = told.already ? told.sentence : "Arrived";
  if (!told.already) cells.reading.dataset.reading = told.revision;
  if (!arrived.some((one) => one.document === told.document)) arrived.push(told);
  tellAll();
  askReading();
}

function offerBoth(told, file, cells, sha256) {
  cells.sending.textContent = `${told.sentence} `;
  const open = element("a", "govuk-link", "Open it to cite it");
  open.href = told.address;
  const both = element("button", "govuk-button govuk-button--secondary ce-small-button", "Keep both");
  both.type = "button";
  both.setAttribute("aria-label", `Keep both: ${file.name}`);
  both.addEventListener("click", () => {
    queue = queue.then(() => sendOne(file, cells, sha256, { "X-Keep-Both": "yes" }));
  });
  cells.sending.append(open, " ", both);
}

async function sendOne(file, cells, sha256, more) {
  try {
    arrive(await send(file, cells.sending, sha256, more), cells);
  } catch (error) {
    cells.sending.textContent = error.message || "It could not be sent. Choose it again.";
  }
}

async function take(file, cells) {
  cells.sending.textContent = "Looking whether you have it";
  const sha256 = await hash(file).catch(() => "");
  const there = await known(sha256).catch(() => null);
  if (there) offerBoth(there, file, cells, sha256);
  else await sendOne(file, cells, sha256);
  sent += 1;
  tellAll();
}

function tellAll() {
  const status = form.querySelector(".ce-upload__status");
  status.textContent = `${sent} of ${chosen} files done, ${arrived.length} in the library.`;
  const keys = arrived.map((one) => one.document).join(",");
  form.querySelector("[data-done]").hidden = !keys;
  form.querySelector("[data-describe-link]").href = `${form.dataset.describe}?keys=${keys}`;
  form.querySelector("[data-result-link]").href = `${form.dataset.result}?keys=${keys}`;
}

async function askReading() {
  if (asking) return;
  asking = true;
  for (;;) {
    const waiting = [...form.querySelectorAll("[data-reading]")].slice(0, 50);
    if (!waiting.length) break;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    const keys = waiting.map((cell) => cell.dataset.reading).join(",");
    const answer = await fetch(`${form.dataset.progress}?keys=${keys}`).catch(() => null);
    if (!answer?.ok) continue;
    const { files } = await answer.json();
    const told = new Map(files.map((file) => [file.revision, file]));
    for (const cell of waiting) {
      const file = told.get(cell.dataset.reading);
      if (file) cell.textContent = file.sentence;
      if (!file || file.final) delete cell.dataset.reading;
    }
  }
  asking = false;
}

function add(files) {
  form.querySelector(".ce-upload__table").hidden = false;
  for (const file of files.filter((one) => !LITTER.has(one.name))) {
    const cells = row(file.webkitRelativePath || file.name);
    cells.sending.textContent = "Waiting";
    chosen += 1;
    queue = queue.then(() => take(file, cells));
  }
  tellAll();
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const inner of some) found.push(...(await filesOf(inner)));
  }
}

async function dropped(transfer) {
  // Asked for at once: after the first pause the browser has forgotten what was dropped.
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return add(files);
  for (const entry of entries) add(await filesOf(entry));
}

if (form) {
  const drop = form.querySelector(".ce-upload__drop");
  form.querySelector('button[data-module="govuk-button"]').hidden = true;
  form.querySelector("[data-without-scripts]").hidden = true;
  const folder = form.querySelector("#folder");
  form.querySelector("[data-folder]").hidden = !("webkitdirectory" in folder);
  for (const input of [form.elements.files, folder]) {
    input.addEventListener("change", () => {
      add([...input.files]);
      input.value = "";
    });
  }
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("ce-upload__drop--over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("ce-upload__drop--over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    dropped(event.dataTransfer);
  });
}
