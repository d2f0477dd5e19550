// Copies one answer for pasting into another form. The buttons show only where copying works.
if (navigator.clipboard) {
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = words; }, 3000);
    });
  });
}
