// Keeps the overview of a quiz fresh while somebody looks at it. Without this file: a link.
const EVERY = 15000;
const box = document.querySelector("[data-live]");

async function refresh() {
  if (document.hidden || box.contains(document.activeElement)) return; // never from under a person's hands
  const response = await fetch(box.dataset.live, { headers: { Accept: "application/json" } }).catch(() => null);
  if (response?.ok) box.innerHTML = (await response.json()).html; // made by our own template
}

if (box) {
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
}
