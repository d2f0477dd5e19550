// Saves a form three seconds after typing stops and when the page is left, and says when.
// The form says where in data-autosave; .rp-saved in it tells the reader. Nothing stays in the browser.
document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const note = form.querySelector(".rp-saved");
  let timer;
  let changed = false;

  function say(text, kept) {
    if (!note) return;
    note.textContent = text;
    note.classList.toggle("is-off", !kept);
  }

  async function save() {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    const sent = { method: "POST", body: new FormData(form), keepalive: true };
    const answer = await fetch(form.dataset.autosave, sent).catch(() => null);
    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    if (answer?.ok) return say(`Draft saved at ${time}`, true);
    changed = true;
    return say("Not saved: no signal. Keep this page open", false);
  }

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("pagehide", save);
  window.addEventListener("online", save);
});
