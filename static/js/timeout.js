// Warns two minutes before the session ends, in every tab, and lets one press extend it.
const WARNING = 120;
const idle = Number(document.body.dataset.idle);
const dialog = document.getElementById("rp-timeout");
const extend = document.getElementById("rp-extend");
const tabs = new BroadcastChannel("rp-session");
let ends;
let said;

function restart() {
  ends = Date.now() + idle * 1000;
  said = null;
  if (dialog.open) dialog.close();
}

function words(seconds) {
  if (seconds > 60) return "2 minutes";
  return seconds > 20 ? "1 minute" : "20 seconds";
}

function tick() {
  const left = Math.ceil((ends - Date.now()) / 1000);
  if (left <= 0) return window.location.assign("/signed-out");
  if (left > WARNING) return undefined;
  if (!dialog.open) dialog.showModal();
  if (words(left) === said) return undefined;
  said = words(left);
  dialog.querySelector("[data-left]").textContent = said;
  dialog.querySelector("[data-said]").textContent = `You will be signed out in ${said}`;
  return undefined;
}

extend.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(extend.action, { method: "POST", body: new FormData(extend) }).catch(() => null);
  if (!answer?.ok) {
    dialog.querySelector("[data-said]").textContent = "Not extended yet. Try again";
    return;
  }
  restart();
  tabs.postMessage("extended");
});
// Escape would close the dialog and leave the clock running unseen.
dialog.addEventListener("cancel", (event) => event.preventDefault());
tabs.addEventListener("message", restart);

restart();
tabs.postMessage("opened");
setInterval(tick, 1000);
