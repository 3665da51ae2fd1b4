/* The library's grid: tick all, arrow keys from picture to picture, facets closed on phones. Without this file all of it works. */
(() => {
  const grid = document.querySelector("[data-grid]");
  const facets = document.querySelector("[data-facets]");
  if (facets && matchMedia("(max-width: 60rem)").matches) facets.open = false;
  document.querySelector("[data-tick-all]")?.addEventListener("change", (event) => {
    grid?.querySelectorAll('input[name="asset"]').forEach((box) => { box.checked = event.target.checked; });
  });
  grid?.addEventListener("keydown", (event) => {
    const links = [...grid.querySelectorAll(".lib-card__link")];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    const top = links[0].getBoundingClientRect().top;
    const columns = links.findIndex((link) => link.getBoundingClientRect().top > top + 4);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns < 0 ? links.length : columns, ArrowUp: columns < 0 ? -links.length : -columns }[event.key];
    if (event.key === " ") {
      const box = links[at].closest("li").querySelector('input[name="asset"]');
      if (box) { box.checked = !box.checked; event.preventDefault(); }
    } else if (step && links[at + step]) {
      links[at + step].focus();
      event.preventDefault();
    }
  });
})();
