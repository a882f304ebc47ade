// Notes on this device: encrypted with a key that no script can read out, kept in IndexedDB.
const NAME = "careers-evidence-notes";
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("keys", { keyPath: "owner" });
    request.result.createObjectStore("notes", { keyPath: "key" });
  };
  return asked(request);
}

async function within(store, mode, work) {
  const database = await open();
  try {
    const transaction = database.transaction(store, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
    const found = await work(transaction.objectStore(store));
    await done;
    return found;
  } finally {
    database.close();
  }
}

async function keyOf(owner) {
  const held = await within("keys", "readonly", (store) => asked(store.get(owner)));
  if (held) return held.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  // Another tab may have been quicker: the key that stands first is the one for good.
  const database = await open();
  const transaction = database.transaction("keys", "readwrite");
  const store = transaction.objectStore("keys");
  const first = await asked(store.get(owner));
  if (!first) store.put({ owner, key });
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
  return first ? first.key : key;
}

export class NotesStore {
  // `person` and `visit` are keys of the service: nobody else's notes are shown or sent.
  constructor(person, visit) {
    this.owner = `${person}:${visit}`;
  }

  async prepare() {
    await keyOf(this.owner);
    if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
  }

  async keep(note) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(note));
    const data = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv },
      await keyOf(this.owner),
      plain,
    );
    await within("notes", "readwrite", (store) =>
      asked(store.add({ key: note.key, owner: this.owner, iv, data, sentence: "" })),
    );
  }

  async list() {
    const rows = (await within("notes", "readonly", (store) => asked(store.getAll()))).filter(
      (row) => row.owner === this.owner,
    );
    if (!rows.length) return [];
    const key = await keyOf(this.owner);
    const notes = await Promise.all(
      rows.map(async (row) => {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data);
        return { ...JSON.parse(new TextDecoder().decode(plain)), sentence: row.sentence };
      }),
    );
    return notes.sort((a, b) => a.taken_at.localeCompare(b.taken_at));
  }

  // Only for keys that the service has named.
  async forget(keys) {
    await within("notes", "readwrite", (store) =>
      Promise.all(keys.map((key) => asked(store.delete(key)))),
    );
  }

  async refuse(key, sentence) {
    await within("notes", "readwrite", async (store) => {
      const row = await asked(store.get(key));
      if (row) await asked(store.put({ ...row, sentence }));
    });
  }
}

export async function unsentOnDevice() {
  if (!window.indexedDB || !indexedDB.databases) return 0;
  const there = await indexedDB.databases();
  if (!there.some((one) => one.name === NAME)) return 0;
  return within("notes", "readonly", (store) => asked(store.count()));
}

// Takes keys and kept pages off the device. Refuses while a note is unsent.
export async function wipe() {
  if (await unsentOnDevice()) return false;
  if (window.indexedDB) await asked(indexedDB.deleteDatabase(NAME));
  if (window.caches) await caches.delete("visit-notes");
  return true;
}
