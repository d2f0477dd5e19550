// On small screens the filters start closed. Without scripts they stay open.
if (window.matchMedia("(max-width: 760px)").matches) {
  document.querySelectorAll(".rp-filterbox").forEach((box) => box.removeAttribute("open"));
}
