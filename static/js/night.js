// The night display switch on intake pages. The choice lasts for this visit.
const root = document.documentElement;
const button = document.querySelector("button[data-night]");

function set(theme) {
  root.dataset.theme = theme;
  button.textContent = theme === "night" ? "Day display" : "Night display";
}

if (button) {
  button.hidden = false;
  set(root.dataset.theme);
  button.addEventListener("click", () => {
    set(root.dataset.theme === "night" ? "day" : "night");
    sessionStorage.setItem("theme", root.dataset.theme);
  });
}
