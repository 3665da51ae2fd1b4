/* Enhancement only: words selected in a passage become the quoted words of its mark. */
(() => {
  document.addEventListener("click", (event) => {
    const summary = event.target.closest(".passage__mark > summary");
    if (!summary) return;
    const passage = summary.closest("[data-passage]"), chosen = getSelection();
    const words = chosen && passage.contains(chosen.anchorNode) ? chosen.toString().trim() : "";
    const box = passage.querySelector("input[name^='quote-']");
    if (words && box && !box.value) box.value = words.slice(0, 500);
  });
})();
