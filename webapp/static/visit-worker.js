// Serves the page for the day, and what it needs, when there is no network. Keeps nothing else.
const CACHE = "visit-notes";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepPages(paths) {
  const cache = await caches.open(CACHE);
  const answers = await Promise.all(
    paths.map(async (path) => [path, await fetch(path, { credentials: "same-origin" })]),
  );
  // A page that sends people to sign in is not the page.
  if (answers.some(([, answer]) => !answer.ok || answer.redirected)) return false;
  await Promise.all(answers.map(([path, answer]) => cache.put(path, answer)));
  return true;
}

self.addEventListener("message", (event) => {
  const done = keepPages(event.data)
    .catch(() => false)
    .then((isKept) => event.ports[0].postMessage(isKept));
  event.waitUntil(done);
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(
    fetch(event.request).catch(async (error) => {
      const cache = await caches.open(CACHE);
      const kept = await cache.match(url.pathname);
      if (kept) return kept;
      throw error;
    }),
  );
});
