// The authors' pages work without this file. It copies lines, counts words while one types, saves
// with Ctrl+S, warns before text is lost, and sends a picture that is pasted or dropped.
const within = (selector, work) => document.querySelectorAll(selector).forEach(work);

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

within("[data-copy]", (area) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet small";
  button.textContent = area.dataset.copy;
  button.addEventListener("click", async () => {
    area.select();
    await navigator.clipboard.writeText(area.value);
    button.textContent = area.dataset.copied;
  });
  area.after(button);
});

// What readers read: no marks, no addresses, no lines that begin or end a block.
const read = (text) => text.replace(/^:::.*$/gm, "").replace(/\]\([^)]*\)/g, "]");
const words = (text) => read(text).match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;

within("textarea[data-count]", (area) => {
  const output = document.getElementById(area.dataset.count);
  area.addEventListener("input", () => {
    output.textContent = words(area.value).toLocaleString(document.documentElement.lang);
  });
});

within("form[data-editor]", (form) => {
  const file = form.querySelector("input[type=file]");
  const place = form.elements.at;
  let changed = form.dataset.editor === "unsaved";

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    }
  });

  // Where the cursor was last: a picture goes there instead of to the end.
  const note = (area) => { place.value = `${area.lang}:${area.selectionEnd}`; };
  const send = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    note(event.currentTarget);
    const box = new DataTransfer();
    box.items.add(files[0]);
    file.files = box.files;
    form.requestSubmit(form.querySelector("[data-upload]"));
  };
  form.querySelectorAll("textarea[lang]").forEach((area) => {
    area.addEventListener("blur", () => note(area));
    area.addEventListener("paste", (event) => send(event, event.clipboardData?.files));
    area.addEventListener("drop", (event) => send(event, event.dataTransfer?.files));
  });
});
