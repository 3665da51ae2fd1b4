/* Enhancement only: every page works without it. Loaded in <head> without defer, so that the chosen theme is there
   before the first paint; everything else is delegated listeners and the progress bars' polling. */
(() => {
  const root = document.documentElement;
  const keep = (value) => { try { if (value) localStorage.setItem("theme", value); return localStorage.getItem("theme"); } catch { return value; } };
  const theme = keep();
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-theme-switch], [data-copy]");
    if (!button) return;
    if ("themeSwitch" in button.dataset) {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      keep(root.dataset.theme);
      return;
    }
    await navigator.clipboard?.writeText(document.getElementById(button.dataset.copy)?.innerText ?? location.href);
    const label = button.querySelector("span"), before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  /* A sent form keeps its button's width and says that it is busy; a second press does nothing. */
  document.addEventListener("submit", (event) => {
    const button = event.submitter ?? event.target.querySelector("[data-busy]");
    if (!button || !("busy" in button.dataset)) return;
    if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    const width = button.getBoundingClientRect().width;
    button.style.minInlineSize = `${Math.ceil(width)}px`;
    button.setAttribute("aria-busy", "true");
  });
  /* The browser's back button brings the page as it was left: free the button again. */
  addEventListener("pageshow", () => document.querySelectorAll("[data-busy][aria-busy]").forEach((b) => b.removeAttribute("aria-busy")));

  /* A selection that acts at once (sort order); without script the button beside it does. */
  document.addEventListener("change", (event) => { if ("autosubmit" in event.target.dataset) event.target.form?.requestSubmit(); });

  /* Ways to go on from what is being typed, as the browser's own list: it knows the keyboard and screen readers. */
  let typing;
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.dataset?.suggest || !box.list) return;
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const asked = box.value;
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || asked !== box.value) return;
        const { suggestions } = await answer.json();
        box.list.replaceChildren(...suggestions.map((words) => Object.assign(document.createElement("option"), { value: words })));
      } catch { /* without suggestions the box works as before */ }
    }, 150);
  });

  /* Live progress: {"done", "total", "text", "state": waiting|running|done|failed, "url"}; stops when it ends. */
  const follow = (box) => {
    const bar = box.querySelector("progress"), text = box.querySelector("[data-progress-text]");
    const ask = async () => {
      let wait = 2000;
      try {
        const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        const now = await answer.json();
        if (now.total) { bar.max = now.total; bar.value = now.done ?? 0; } else { bar.removeAttribute("value"); }
        if (now.text) text.textContent = now.text;
        if (now.state === "failed") box.classList.add("progress--failed");
        if (now.state === "done" || now.state === "failed") {
          if (now.url) location.assign(now.url); else box.removeAttribute("data-progress");
          return;
        }
      } catch { wait = 8000; }
      setTimeout(ask, wait);
    };
    setTimeout(ask, 1000);
  };
  const start = () => document.querySelectorAll("[data-progress]").forEach(follow);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
