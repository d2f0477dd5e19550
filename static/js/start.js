// Runs before anything is drawn: says that scripts work, and sets the night display of intake.
const root = document.documentElement;
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
if (root.dataset.theme === "auto") {
  const phone = window.matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "day";
  root.dataset.theme = sessionStorage.getItem("theme") ?? phone;
}
