// Every page works without this file. It moves the focus to what went wrong, and sees to it that
// nothing private stays behind on the device of a person who signs out.
document.querySelector("[data-focus]")?.focus();

const out = document.querySelector("form[data-sign-out]");
out?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if ((await waitingAnswers()) && !confirm(out.dataset.signOut)) return;
  await clearOutbox();
  out.submit();
});

/** How many answers of an open attempt were not sent yet (attempt.js keeps them). */
function waitingAnswers() {
  return new Promise((done) => {
    const asked = indexedDB.open("hunar-outbox");
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none, and none shall be made
    asked.onerror = () => done(0);
    asked.onsuccess = () => {
      const count = asked.result.transaction("ops").objectStore("ops").count();
      count.onsuccess = () => { asked.result.close(); done(count.result); };
    };
  }).catch(() => 0);
}

function clearOutbox() {
  return new Promise((done) => {
    const gone = indexedDB.deleteDatabase("hunar-outbox");
    gone.onsuccess = gone.onerror = gone.onblocked = done;
  }).catch(() => {});
}
