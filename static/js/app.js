// Every page works without this file. It moves the focus to what went wrong, and lets
// parts of a page know that the person signs out, so that nothing private stays behind.
document.querySelector("[data-focus]")?.focus();
