// Hide screen: covers the page at once, then locks the session by the button's own form.
// Three presses of Shift do the same. Sticky Keys needs five, so three is safe.
const form = document.getElementById("rp-lock");
let presses = 0;
let timer;

function cover() {
  document.documentElement.classList.add("rp-hidden");
  document.title = "Referral pathway";
  document.querySelector(".rp-cover").textContent = "Screen hidden";
}

form.addEventListener("submit", cover);

document.addEventListener("keydown", (event) => {
  if (event.repeat || document.body.dataset.shift === "off") return;
  presses = event.key === "Shift" ? presses + 1 : 0;
  clearTimeout(timer);
  timer = setTimeout(() => { presses = 0; }, 5000);
  if (presses === 3) form.requestSubmit();
});
