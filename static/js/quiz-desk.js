// The pages of a quiz's authors work without this file. It lets lines be dragged and moved with the
// arrow keys, sends the whole order at once, and counts what a draw would find while one fills it in.
const WAIT = 600; // milliseconds after the last key before the order is sent

document.querySelectorAll("ol[data-order]").forEach((list) => {
  const status = document.querySelector("[data-order-status]");
  const trouble = document.querySelector("[data-order-trouble]");
  const lines = () => [...list.querySelectorAll(":scope > [data-line]")];
  const place = (line) => lines().indexOf(line) + 1;
  let version = list.dataset.version;
  let sent = lines().map((line) => line.dataset.line).join();
  let timer = 0;
  let sending = Promise.resolve();

  const label = () => lines().forEach((line, at) => {
    line.querySelector(".handle").setAttribute("aria-label", list.dataset.handle.replace("{n}", at + 1));
  });
  const count = () => list.querySelectorAll(".line-number").forEach((number, at) => { number.textContent = at + 1; });
  const say = (line) => {
    status.textContent = list.dataset.said.replace("{n}", place(line)).replace("{all}", lines().length);
    label();
    count();
  };

  // One request at a time: each names the version that the one before it left.
  const later = (wait = WAIT) => {
    clearTimeout(timer);
    timer = setTimeout(() => { sending = sending.then(send); }, wait);
  };
  const send = async () => {
    const ids = lines().map((line) => line.dataset.line).join();
    if (ids === sent) return;
    const answer = await fetch(list.dataset.order, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": list.dataset.token },
      body: new URLSearchParams({ ids, version }),
    }).catch(() => null);
    if (!answer?.ok) return fail(answer);
    version = (await answer.json()).version;
    sent = ids;
    status.textContent = list.dataset.saved;
    await refresh();
  };
  const fail = async (answer) => {
    const said = await answer?.json().catch(() => null);
    trouble.textContent = said?.detail ?? list.dataset.failed;
    trouble.hidden = false;
  };
  // The buttons beside a line say where it stands: they come from the server anew.
  const refresh = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    lines().forEach((line) => {
      const tools = page.querySelector(`#${line.id} .row-tools`);
      if (tools && !line.contains(document.activeElement)) line.querySelector(".row-tools").replaceWith(tools);
    });
  };
  addEventListener("beforeunload", (event) => {
    if (lines().map((line) => line.dataset.line).join() !== sent && trouble.hidden) event.preventDefault();
  });

  const move = (line, to) => {
    const others = lines().filter((one) => one !== line);
    const before = others[to];
    if (before) before.before(line); else list.append(line);
  };
  const keys = { ArrowUp: (at) => at - 1, ArrowDown: (at) => at + 1, Home: () => 0, End: () => lines().length - 1 };

  const take = (line, handle) => {
    handle.addEventListener("keydown", (event) => {
      const to = keys[event.key]?.(place(line) - 1);
      if (to === undefined) return;
      event.preventDefault();
      if (to < 0 || to >= lines().length) return;
      move(line, to);
      handle.focus();
      line.scrollIntoView({ block: "nearest" });
      say(line);
      later();
    });
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.focus();
      line.classList.add("dragged");
      const drag = (moved) => {
        const over = lines().find((one) => {
          const box = one.getBoundingClientRect();
          return one !== line && moved.clientY >= box.top && moved.clientY <= box.bottom;
        });
        if (!over) return;
        const box = over.getBoundingClientRect();
        const isUpper = moved.clientY < box.top + box.height / 2;
        if (isUpper && over !== line.nextElementSibling) over.before(line);
        if (!isUpper && over !== line.previousElementSibling) over.after(line);
      };
      // On the document: a handle that is moved within it loses a capture.
      const ended = new AbortController();
      const drop = () => {
        ended.abort();
        line.classList.remove("dragged");
        handle.focus();
        say(line);
        later(0);
      };
      document.addEventListener("pointermove", drag, { signal: ended.signal });
      document.addEventListener("pointerup", drop, { signal: ended.signal });
      document.addEventListener("pointercancel", drop, { signal: ended.signal });
    });
  };

  list.classList.add("can-drag");
  lines().forEach((line) => {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "btn quiet icon-btn handle";
    handle.append(document.querySelector("template[data-grip]").content.cloneNode(true));
    line.prepend(handle);
    take(line, handle);
  });
  label();
});

document.querySelectorAll("form[data-fitting]").forEach((form) => {
  const fits = form.querySelector("[data-fits]");
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const asked = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (["source", "tags", "difficulties"].includes(name)) asked.append(name, value);
      }
      const answer = await fetch(`${form.dataset.fitting}?${asked}`).catch(() => null);
      if (answer?.ok) fits.textContent = (await answer.json()).fits;
    }, 300);
  });
});
