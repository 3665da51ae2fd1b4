/* Reading an article, as an extra: contents open beside the text and marked, figures large in a dialog, references where they
   are cited. Without it every link goes to the same thing in the page. */
(() => {
  const contents = document.querySelector("[data-contents]");
  if (contents) {
    const wide = matchMedia("(min-width: 60rem)");
    const set = () => { contents.open = wide.matches; };
    set();
    wide.addEventListener("change", set);
    contents.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) contents.open = false; });
    const links = new Map([...contents.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const seen = new IntersectionObserver((entries) => {
      const first = entries.find((entry) => entry.isIntersecting);
      if (!first) return;
      links.forEach((link) => link.removeAttribute("aria-current"));
      links.get(first.target.id)?.setAttribute("aria-current", "true");
    }, { rootMargin: "-10% 0px -70% 0px" });
    links.forEach((_link, id) => { const part = document.getElementById(id); if (part) seen.observe(part); });
  }

  /* Figures: the one that was pressed, with its caption, in a dialog; arrows step, Escape closes, focus comes back. */
  const viewer = document.querySelector("[data-viewer]");
  const figures = [...document.querySelectorAll("a[data-figure]")];
  if (viewer?.showModal) {
    const body = viewer.querySelector(".viewer__body"), count = viewer.querySelector(".viewer__count");
    let at = 0;
    const show = (number) => {
      at = (number + figures.length) % figures.length;
      const figure = document.getElementById(decodeURIComponent(figures[at].hash.slice(1)));
      if (!figure) return;
      const copy = figure.cloneNode(true);
      copy.removeAttribute("id");
      copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
      const frame = document.createElement("div");
      frame.className = "jats";
      frame.lang = figure.closest("[lang]").lang;
      frame.append(copy);
      body.replaceChildren(frame);
      count.textContent = `${at + 1} / ${figures.length}`;
      viewer.setAttribute("aria-label", figures[at].textContent.trim());
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-figure]");
      if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) { event.preventDefault(); show(figures.indexOf(link)); viewer.showModal(); body.focus(); return; }
      if (event.target === viewer) { viewer.close(); return; }
      const inside = event.target.closest("[data-viewer] .viewer__body a[href^='#']");
      if (inside) viewer.close();
      const step = event.target.closest("[data-viewer] [data-step]");
      if (step) show(at + Number(step.dataset.step));
    });
    viewer.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") show(at + 1); else if (event.key === "ArrowLeft") show(at - 1); else return;
      event.preventDefault();
    });
  }

  /* References: the entry beside its number on hover, focus or tap; the list of them stays where the link goes. */
  let peek, owner, timer;
  const entryOf = (link) => {
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return entry?.closest(".refs") ? entry : null;
  };
  const hide = () => { if (peek) peek.hidden = true; owner?.removeAttribute("aria-describedby"); owner = null; };
  const open = (link) => {
    const entry = entryOf(link);
    if (!entry || owner === link) return;
    if (!peek) {
      peek = document.createElement("div");
      peek.className = "peek"; peek.id = "peek"; peek.setAttribute("role", "tooltip");
      peek.addEventListener("mouseenter", () => clearTimeout(timer));
      peek.addEventListener("mouseleave", later);
      document.body.append(peek);
    }
    hide();
    owner = link;
    peek.replaceChildren(...[...entry.cloneNode(true).childNodes]);
    peek.lang = link.closest("[lang]").lang;
    peek.hidden = false;
    link.setAttribute("aria-describedby", "peek");
    const place = link.getBoundingClientRect(), size = peek.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - size.width - 8));
    const above = place.bottom + size.height + 12 > innerHeight && place.top > size.height + 12;
    peek.style.insetInlineStart = `${left + scrollX}px`;
    peek.style.insetBlockStart = `${(above ? place.top - size.height - 6 : place.bottom + 6) + scrollY}px`;
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(hide, 250); };
  const cited = (event) => event.target.closest?.("a[data-type='bibr'], a.jats-xref[href^='#']");
  document.addEventListener("mouseover", (event) => { const link = cited(event); if (link) { clearTimeout(timer); open(link); } });
  document.addEventListener("mouseout", (event) => { if (cited(event)) later(); });
  document.addEventListener("focusin", (event) => { const link = cited(event); if (link) open(link); else if (!event.target.closest?.(".peek")) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  /* A finger has no hover: the first tap shows the entry, the second goes to it. */
  document.addEventListener("click", (event) => {
    const link = cited(event);
    if (!link) { if (!event.target.closest(".peek")) hide(); return; }
    if (matchMedia("(hover: none)").matches && link.dataset.peeked !== "1" && entryOf(link)) {
      event.preventDefault();
      document.querySelectorAll("[data-peeked]").forEach((other) => delete other.dataset.peeked);
      link.dataset.peeked = "1";
      owner = null;
      open(link);
    }
  });
})();
