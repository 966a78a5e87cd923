// The open attempt. The page works without this file; it adds: one question at a time, saving as
// one goes, an outbox that survives a lost network, a closed page or an ended session, the time
// left, and signs of life where lost time is given back. Nothing is called saved before the server
// has said so.

const SAVE_AFTER = 2000; // ms after the last answer…
const SAVE_AT_LATEST = 15000; // …but never later than this after the first one that waits
const TYPING = 700; // ms without a key that end an answer
const LONGEST_WAIT = 60000; // between two tries while the network is away
const PULSE = 60000; // a sign of life after so long without any other request
const MOST_EVENTS = 50;
const SEND_BEFORE_END = 2; // seconds before the time is up, so that what is there still counts
const DATABASE = "hunar-outbox";

const form = document.querySelector("form[data-attempt]");
const find = (name, root = document) => root.querySelector(`[data-${name}]`);
const say = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

/* ---- the outbox: operations wait here, by member and attempt, until the server has them ---- */

class Outbox {
  constructor(member, attempt) {
    this.key = [member, attempt];
    this.spare = new Map(); // where the browser keeps no database: as long as the page is open
    this.database = new Promise((done) => {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("ops", { keyPath: "id" }).createIndex("whose", ["member", "attempt"]);
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        done(asked.result);
      };
      asked.onerror = asked.onblocked = () => done(null);
    }).catch(() => null);
  }

  async run(mode, work, otherwise) {
    const database = await this.database;
    if (!database) return otherwise();
    return new Promise((done, failed) => {
      const transaction = database.transaction("ops", mode);
      const result = work(transaction.objectStore("ops"));
      transaction.oncomplete = () => done(result.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    }).catch(otherwise);
  }

  async all() {
    const rows = await this.run("readonly", (store) => store.index("whose").getAll(this.key), () => []);
    return [...(rows ?? []), ...this.spare.values()].sort((one, other) => one.seq - other.seq);
  }

  /** Keep an operation in place of those to the same question, but for those that are under way. */
  async put(op, underWay) {
    const [member, attempt] = this.key;
    const row = { ...op, member, attempt };
    const waiting = (await this.all()).filter((one) => one.question === op.question);
    await this.run("readwrite", (store) => store.put(row), () => this.spare.set(row.id, row));
    return this.remove(waiting.map((one) => one.id).filter((id) => !underWay.has(id)));
  }

  remove(ids) {
    ids.forEach((id) => this.spare.delete(id));
    const work = (store) => ids.map((id) => store.delete(id)).at(-1) ?? store.count();
    return this.run("readwrite", work, () => {});
  }
}

/* ---- what stands on the page ---- */

const sets = [...(form?.querySelectorAll("fieldset[data-slot]") ?? [])];
const setOf = (control) => control.closest("[data-slot]");
const slotOf = (set) => Number(set.dataset.slot);
const isTicked = (control) => ["radio", "checkbox"].includes(control.type);
const isTyped = (control) => !isTicked(control) && control.type !== "hidden" && control.localName !== "select";

/** The controls of the answer: `q3` gives bare texts, `q3.2` gives "2=text". */
function controlsOf(set) {
  const name = `q${slotOf(set)}`;
  const all = [...set.querySelectorAll("input:not([type=file]), textarea, select")];
  return all.filter((control) => control.name === name || control.name.startsWith(`${name}.`));
}

const certaintiesOf = (set) => [...set.querySelectorAll(`input[name="c${slotOf(set)}"]`)];

function textOf(control, text) {
  const part = control.name.slice(control.name.indexOf(".") + 1 || control.name.length);
  return part ? `${part}=${text}` : text;
}

function answerIn(set) {
  const given = controlsOf(set).filter((control) => !isTicked(control) || control.checked);
  return given.filter((control) => control.value.trim()).map((control) => textOf(control, control.value.trim()));
}

function certaintyIn(set) {
  const said = certaintiesOf(set).find((control) => control.checked);
  return said ? Number(said.value) : null;
}

const written = (set) => JSON.stringify([answerIn(set), certaintyIn(set)]);

function putAnswer(set, { value, certainty }) {
  const left = [...value];
  for (const control of controlsOf(set)) {
    if (isTicked(control)) control.checked = value.includes(textOf(control, control.value));
    else if (control.type !== "hidden") {
      const start = textOf(control, ""), at = left.findIndex((entry) => entry.startsWith(start));
      control.value = at < 0 ? "" : left.splice(at, 1)[0].slice(start.length);
    }
  }
  for (const control of certaintiesOf(set)) control.checked = Number(control.value) === certainty;
}

/* ---- the attempt ---- */

class Attempt {
  constructor() {
    const { member, attempt, seq, seconds } = form.dataset;
    this.outbox = new Outbox(member, attempt);
    this.seq = Number(seq);
    this.last = new Map(sets.map((set) => [slotOf(set), written(set)]));
    this.underWay = new Set();
    this.events = [];
    this.wait = 1000;
    this.setEnd(seconds === undefined ? null : Number(seconds));
    this.isClosed = false;
  }

  async begin() {
    for (const op of await this.outbox.all()) {
      this.seq = Math.max(this.seq, op.seq);
      const set = sets.find((one) => slotOf(one) === op.question);
      if (!set) continue;
      putAnswer(set, op);
      this.last.set(op.question, written(set));
    }
    this.count();
    this.happened("opened");
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") this.sendFiles(event.target);
      else this.note(setOf(event.target));
    });
    form.addEventListener("input", (event) => {
      if (!isTyped(event.target)) return;
      say(find("saved"), "");
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.note(setOf(event.target)), TYPING);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter ?? find("send") ?? find("onward");
      if (button.dataset.check !== undefined) this.ask(button);
      else if (button.dataset.files !== undefined) setOf(button).querySelectorAll("input[type=file]").forEach((input) => this.sendFiles(input));
      else this.send(button);
    });
    find("keep").addEventListener("click", () => this.saveAsFile());
    addEventListener("online", () => {
      this.heardAt = 0; // a sign of life as soon as nothing else is under way
      this.flush();
    });
    addEventListener("offline", () => this.offline());
    addEventListener("pagehide", () => this.flush({ keepalive: true }));
    document.addEventListener("visibilitychange", () => {
      this.happened(document.hidden ? "left" : "back");
      this.flush({ keepalive: document.hidden });
    });
    if (!navigator.onLine) this.offline();
    if (this.ends !== null) setInterval(() => this.tick(), 1000);
    if (form.dataset.pulse) setInterval(() => this.pulse(), PULSE / 12);
    this.heardAt = Date.now();
    this.flush();
  }

  /** What happened around the page; it travels with the next answers and asks for nothing itself. */
  happened(kind) {
    this.events.push({ kind, at: Date.now() });
    this.events.splice(0, this.events.length - MOST_EVENTS);
  }

  setEnd(seconds) {
    this.ends = seconds === null ? null : Date.now() + seconds * 1000;
    if (seconds > SEND_BEFORE_END) this.hasEnded = false;
  }

  pulse() {
    if (this.isClosed || this.flushing || Date.now() - this.heardAt < PULSE) return;
    this.heardAt = Date.now(); // of two tries the next comes a minute later, or when the network is back
    this.flush({}, { url: form.dataset.pulse, send: true });
  }

  count() {
    const meter = find("meter");
    meter.value = sets.filter((set) => answerIn(set).length).length;
  }

  /** Keep the answer that stands in this question, if it is another one than before. */
  async note(set) {
    if (this.isClosed || !set) return;
    const question = slotOf(set), now = written(set);
    if (this.last.get(question) === now) return this.tell();
    this.last.set(question, now);
    this.count();
    say(find("saved"), "");
    const op = { id: newId(), question, seq: ++this.seq, value: answerIn(set), certainty: certaintyIn(set) };
    await this.outbox.put(op, this.underWay);
    if (this.isOffline) this.offerFile();
    await this.tell();
    this.schedule();
  }

  /** Say where the answers are: on this phone only, or at the server too. */
  async tell() {
    const { kept, done } = find("saved").dataset;
    const waits = (await this.outbox.all()).length > 0;
    say(find("saved"), waits ? kept : this.hasSaved ? done : "");
    find("saved").classList.toggle("waits", waits);
  }

  async noteAll() {
    clearTimeout(this.typing);
    for (const set of sets) await this.note(set);
  }

  schedule() {
    const now = Date.now();
    this.waiting ??= now;
    const left = Math.max(0, this.waiting + SAVE_AT_LATEST - now);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.min(SAVE_AFTER, left));
  }

  /** Send what waits; whether everything is at the server. One request at a time. */
  async flush(options = {}, extra = {}) {
    if (this.isClosed) return false;
    if (this.flushing) return this.flushing.then(() => this.flush(options, extra));
    const url = extra.url ?? form.dataset.answers;
    this.flushing = this.deliver(url, this.hasEnded ? { ...extra, send: true } : extra, options);
    const answer = await this.flushing;
    this.flushing = null;
    return answer !== null;
  }

  /** One request with all that waits. The server's answer, or null when nothing was taken. */
  async deliver(url, { send, url: _, ...more }, options = {}) {
    clearTimeout(this.timer);
    this.waiting = undefined;
    const ops = url === form.dataset.pulse ? [] : await this.outbox.all();
    if (!ops.length && !send) {
      if (navigator.onLine) this.online();
      return {};
    }
    if (ops.length) say(find("saved"), find("saved").dataset.sending);
    const events = [...this.events];
    const body = { ops: ops.map(plainOp), page: tab, now: Date.now(), events, ...more };
    this.underWay = new Set(ops.map((op) => op.id));
    const response = await this.post(url, body, options);
    this.underWay.clear();
    if (response?.ok) this.events.splice(0, events.length);
    return response ? this.read(response) : null;
  }

  async post(url, body, options, isSecondTry = false) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    headers["X-CSRFToken"] = form.elements.csrf_token.value;
    try {
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), ...options });
      if (response.status !== 400 || isSecondTry) return response;
      const renewed = await this.renewToken();
      return renewed.ok ? this.post(url, body, options, true) : renewed;
    } catch {
      this.offline();
      return null;
    }
  }

  /** The session may have changed under the page: ask for the token of the one that is there. */
  async renewToken() {
    const response = await fetch(form.dataset.token, { headers: { Accept: "application/json" } });
    if (response.ok) form.elements.csrf_token.value = (await response.json()).token;
    return response;
  }

  async read(response) {
    if ([401, 404].includes(response.status)) return this.signedOut();
    if (response.status === 409) return this.closed(await response.json());
    if (!response.ok) return this.later(form.dataset.busy);
    return this.taken(await response.json());
  }

  async taken(body) {
    this.heardAt = Date.now();
    if (typeof body.seconds === "number") this.setEnd(body.seconds);
    if (body.told.length) this.tells(body.told.join(" "));
    await this.outbox.remove([...body.saved, ...body.refused.map((op) => op.id)]);
    this.hasSaved ||= body.saved.length > 0;
    this.wait = 1000;
    this.online();
    if (body.refused.length) this.trouble(body.refused[0].reason);
    else if (body.overtaken.length) this.trouble(form.dataset.overtaken, "again");
    else find("trouble").hidden = true;
    await this.tell();
    if (this.hasEnded && body.seconds === 0) setTimeout(() => this.send(null, true)); // nothing was given back
    return body;
  }

  async closed(body) {
    await this.outbox.remove([...body.saved, ...body.refused.map((op) => op.id)]);
    this.isClosed = true;
    this.ends = null;
    sets.forEach((set) => { set.disabled = true; });
    say(find("saved"), "");
    this.trouble(`${body.detail} ${form.dataset.closed}`, "again");
    return null;
  }

  async signedOut() {
    await this.tell();
    this.trouble(form.dataset.signedOut, "out");
    return null;
  }

  async later(sentence) {
    await this.tell();
    this.trouble(sentence);
    this.retry();
    return null;
  }

  retry() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  offline() {
    if (!this.isOffline) this.happened("offline");
    this.isOffline = true;
    say(find("net"), find("net").dataset.off);
    this.offerFile();
    this.tell();
    navigator.storage?.persist?.().catch(() => {});
    this.retry();
  }

  online() {
    if (!this.isOffline) return;
    this.isOffline = false;
    this.happened("online");
    find("last-way").hidden = true;
    say(find("net"), find("net").dataset.on);
    setTimeout(() => { if (!this.isOffline) say(find("net"), ""); }, 4000);
  }

  trouble(sentence, way) {
    const box = find("trouble");
    say(find("says", box), sentence);
    find("out", box).hidden = way !== "out";
    find("again", box).hidden = way !== "again";
    box.hidden = false;
  }

  tells(sentence) {
    say(find("told"), sentence);
    find("told").hidden = false;
  }

  /** The way out when the network does not come back: a file to hand in from anywhere. */
  async offerFile() {
    find("last-way").hidden = !(await this.outbox.all()).length;
  }

  async saveAsFile() {
    await this.noteAll();
    const body = { attempt: form.dataset.attempt, page: tab, ops: (await this.outbox.all()).map(plainOp) };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(body)], { type: "application/json" }));
    link.download = `${form.dataset.fileName}-${form.dataset.attempt.slice(0, 6)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /** Save everything by way of this button; the server's answer, or null. */
  async press(button, extra = {}) {
    const url = button?.getAttribute("formaction") ?? form.action;
    if (button) button.disabled = true;
    await this.noteAll();
    while (this.flushing) await this.flushing;
    this.flushing = this.deliver(url, { send: true, ...extra });
    const body = await this.flushing;
    this.flushing = null;
    if (button) button.disabled = false;
    if (body === null && this.isOffline) this.trouble(form.dataset.cannotSend);
    return body;
  }

  /** Send everything and go on to where the server says; without network nothing is lost. */
  async send(button, confirmed = false) {
    const position = Number(form.elements.position?.value ?? 0);
    const body = await this.press(button, { position, confirmed });
    if (body?.next) location.assign(body.next);
  }

  /** Have one answer of a practice checked, or get a hint, and put what is said on the page. */
  async ask(button) {
    const set = setOf(button);
    const body = await this.press(button, { hints: Number(button.value || 0) });
    if (!body?.html) return;
    find("help", set).innerHTML = body.html; // made by our own template
    find("check", set).focus({ preventScroll: true });
    if (body.refusal) this.trouble(body.refusal);
  }

  /** Send the chosen files at once, and say how far they are; then the page shows them as the answer. */
  async sendFiles(input) {
    if (!input.files.length || this.sendingFiles) return;
    this.sendingFiles = true;
    await this.noteAll();
    while (this.flushing) await this.flushing;
    const set = setOf(input), progress = find("progress", set);
    const answer = (await this.flush()) && await this.upload(find("files", set).getAttribute("formaction"), input, (part) => {
      say(progress, progress.dataset.text.replace("%%", `${Math.floor(part * 100)}%`));
    });
    this.sendingFiles = false;
    if (!answer) return this.offline();
    if (answer.refusal) {
      say(progress, answer.refusal);
      input.value = "";
      return;
    }
    location.hash = `#${set.id}`;
    location.reload();
  }

  /** fetch tells nothing of progress, so this is the older way. */
  upload(url, input, tells) {
    const body = new FormData();
    for (const file of input.files) body.append(input.name, file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
      request.upload.onprogress = (event) => event.lengthComputable && tells(event.loaded / event.total);
      request.onerror = () => done(null);
      request.onload = () => {
        try {
          const said = JSON.parse(request.responseText);
          done(request.status < 300 ? said : { refusal: said.detail ?? said.title });
        } catch {
          done({ refusal: form.dataset.busy });
        }
      };
      request.send(body);
    });
  }

  /** The time is up: send what is there. Cut off, ask first, for time may be given back. */
  async end() {
    this.hasEnded = true;
    if (!(this.isOffline && form.dataset.pulse)) await this.send(null, true);
  }

  tick() {
    if (this.ends === null) return;
    const left = Math.ceil((this.ends - Date.now()) / 1000);
    const clock = find("clock"), warning = find("warning");
    const shown = document.createElement("bdi");
    shown.textContent = `${Math.floor(Math.max(0, left) / 60)}:${String(Math.max(0, left) % 60).padStart(2, "0")}`;
    clock.replaceChildren(`${clock.dataset.left} `, shown);
    if (left <= 60) say(warning, warning.dataset.one);
    else if (left <= 300) say(warning, warning.dataset.five);
    if (left <= SEND_BEFORE_END && !this.hasEnded) this.end();
  }
}

const plainOp = ({ id, question, seq, value, certainty }) => ({ id, question, seq, value, certainty });

/** A name that this tab keeps while it is open: so the server knows one page from another. */
function nameOfTab() {
  try {
    return (sessionStorage.tab ??= newId());
  } catch {
    return newId();
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* ---- one question at a time ---- */

const steps = sets.map((set) => set.closest("[data-step]"));
const parts = [...(form?.querySelectorAll("[data-part]") ?? [])];

function step() {
  const [back, on] = ["back", "next"].map((name) => find(name));
  const send = find("send") ?? find("onward"); // where there is no way back, each page has one step
  let at = 0;
  const show = (place, moves) => {
    at = Math.max(0, Math.min(place, sets.length - 1));
    sets.forEach((set, n) => set.classList.toggle("now", n === at));
    steps.forEach((one, n) => one.classList.toggle("now", n === at));
    parts.forEach((part) => { part.hidden = part.dataset.part !== steps[at].dataset.section; });
    back.hidden = at === 0;
    on.hidden = at === sets.length - 1;
    send.hidden = at !== sets.length - 1;
    if (!moves) return; // at load the tab order begins where it always does
    const controls = controlsOf(sets[at]).filter((control) => control.type !== "hidden");
    const first = controls.find((control) => control.checked) ?? controls[0] ?? sets[at];
    first.focus({ preventScroll: true });
    scrollTo(0, 0);
    first.scrollIntoView({ block: "nearest" }); // not under the buttons that stick below
    history.replaceState(null, "", `#${sets[at].id}`);
  };
  const jump = () => {
    const place = sets.findIndex((set) => `#${set.id}` === location.hash);
    show(place < 0 ? 0 : place, place >= 0);
  };
  form.classList.add("stepping");
  back.onclick = () => show(at - 1, true);
  on.onclick = () => show(at + 1, true);
  addEventListener("hashchange", jump);
  jump();
  return () => at < sets.length - 1 && show(at + 1, true);
}

/** Enter in a line goes on and sends nothing: sending is a decision of its own. */
function enterGoes(on) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.localName !== "input") return;
    event.preventDefault();
    on();
  });
}

const tab = nameOfTab();

if (form) {
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  find("save").hidden = true;
  enterGoes(form.dataset.display === "one" ? step() : () => {});
  new Attempt().begin();
}
