/* Enhancement of a story's page: two pictures that stand side by side lie on each other behind a slider. The slider is a range
   input, so that the keyboard and screen readers know it. */
(() => {
  const make = (pair) => {
    const slider = pair.querySelector(".pair__slider"), two = pair.querySelector(".pair__two");
    const [one, other] = pair.querySelectorAll("img");
    if (!slider || !one || !other) return;
    const ratio = (image) => image.getAttribute("width") / image.getAttribute("height");
    /* Pictures of different shapes do not cover each other: they stay side by side. */
    if (Math.abs(ratio(one) - ratio(other)) > 0.02) return;
    const cut = () => two.style.setProperty("--cut", `${slider.value}%`);
    slider.addEventListener("input", cut);
    slider.hidden = false;
    pair.classList.add("pair--slides");
    cut();
  };
  const start = () => document.querySelectorAll("[data-pair]").forEach(make);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
