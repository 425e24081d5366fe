// Keeps the scanner's page and its parts for when the network is away. `parts` and `version` stand above, written by the
// server for each version of the page. Nothing but the page and parts of our own is ever kept here; no guest's data.
const shelf = `krug-scanner-${version}`;
const page = "/scan";
const patience_ms = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const kept = await caches.open(shelf);
    await kept.addAll([page, "/scan/app.webmanifest", ...parts]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("krug-scanner-") && name !== shelf) await caches.delete(name);
    await self.clients.claim();
  })());
});

/** The newest page when the network gives it in time, the kept one otherwise. */
async function newest_page(request) {
  const kept = await caches.open(shelf);
  const fetched = fetch(request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await kept.put(page, answer.clone());
    return answer;
  });
  const late = new Promise((yes) => setTimeout(yes, patience_ms));
  const first = await Promise.race([fetched.catch(() => undefined), late]);
  return first?.ok ? first : (await kept.match(page)) ?? fetched;
}

async function kept_part(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  // The address changes with the content, so what is there stays right.
  if (answer.ok) await (await caches.open(shelf)).put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === page) event.respondWith(newest_page(request));
  else if (address.pathname.startsWith("/assets/") || address.pathname === "/scan/app.webmanifest") event.respondWith(kept_part(request));
});
