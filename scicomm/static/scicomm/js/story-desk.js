/* Enhancement of a story's page on the desk: on a phone its sections are folded, and a jump opens the one it leads to.
   Without a script all are open. */
(() => {
  const folds = () => document.querySelectorAll("details[data-fold]");
  const open = () => { const target = document.getElementById(location.hash.slice(1)); if (target?.matches("details.fold")) { target.open = true; target.scrollIntoView(); } };
  const start = () => {
    if (matchMedia("(max-width: 59.99rem)").matches) folds().forEach((fold) => { fold.open = false; });
    open();
  };
  addEventListener("hashchange", open);
  /* A second press on the same jump changes no hash. */
  document.addEventListener("click", (event) => { if (event.target.closest(".jumps a")) setTimeout(open); });
  addEventListener("beforeprint", () => folds().forEach((fold) => { fold.open = true; }));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
