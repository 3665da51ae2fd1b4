/* Looking closely at a picture: draws IIIF tiles (Image API 3.0) on a canvas; pan, wheel, pinch, keyboard, buttons.
   Enhancement only: without it, or when the information cannot be had, the plain picture stays. */
(() => {
  const MOST_TILES = 240, PARALLEL = 6;

  const enhance = async (box) => {
    const plain = box.querySelector("img");
    let info;
    try {
      const answer = await fetch(box.dataset.zoom, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      info = await answer.json();
    } catch { return; }
    const base = new URL(box.dataset.zoom, location.href).href.replace(/\/info\.json$/, "");
    const { width: W, height: H } = info, edge = info.tiles[0].width, factors = info.tiles[0].scaleFactors;

    const stage = document.createElement("canvas"), pen = stage.getContext("2d");
    const said = Object.assign(document.createElement("div"), { className: "zoom__said" });
    said.setAttribute("role", "status");
    stage.className = "zoom__stage";
    stage.tabIndex = 0;
    stage.setAttribute("role", "img");
    stage.setAttribute("aria-label", `${plain.alt ? `${plain.alt}. ` : ""}${box.dataset.zoomName}`);
    const tools = Object.assign(document.createElement("div"), { className: "zoom__tools" });
    box.append(stage, said, tools);
    box.classList.add("zoom--on");

    /* The view: picture pixels at the upper left corner, and screen pixels for one picture pixel. */
    let x = 0, y = 0, scale = 1, dots = 1, waiting = 0, asked = false;
    const tiles = new Map();
    const least = () => Math.min(stage.width / W, stage.height / H);
    const most = () => Math.max(2 * dots, least());

    const bound = () => {
      scale = Math.min(most(), Math.max(least(), scale));
      const wide = stage.width / scale, high = stage.height / scale;
      x = wide >= W ? (W - wide) / 2 : Math.min(Math.max(x, 0), W - wide);
      y = high >= H ? (H - high) / 2 : Math.min(Math.max(y, 0), H - high);
    };
    const draw = () => { if (!asked) { asked = true; requestAnimationFrame(paint); } };
    const home = () => { scale = least(); bound(); draw(); };
    const move = (right, down) => { x += right / scale; y += down / scale; bound(); draw(); };
    const grow = (by, cx = stage.width / 2, cy = stage.height / 2) => {
      const px = x + cx / scale, py = y + cy / scale;
      scale *= by; bound();
      x = px - cx / scale; y = py - cy / scale; bound(); draw();
    };

    const address = (factor, column, row) => {
      const size = edge * factor, left = column * size, top = row * size;
      const wide = Math.min(size, W - left), high = Math.min(size, H - top);
      const part = wide === W && high === H ? "full" : `${left},${top},${wide},${high}`;
      return { left, top, wide, high, url: `${base}/${part}/${Math.ceil(wide / factor)},${Math.ceil(high / factor)}/0/default.jpg` };
    };
    const need = (factor, column, row) => {
      const key = `${factor}/${column}/${row}`;
      let tile = tiles.get(key);
      if (!tile) { tile = { ...address(factor, column, row), state: "new", tries: 0 }; tiles.set(key, tile); }
      else { tiles.delete(key); tiles.set(key, tile); }
      if (tile.state === "new" && waiting < PARALLEL) load(tile);
      return tile;
    };
    const load = (tile) => {
      tile.state = "asked"; waiting += 1;
      const image = new Image();
      image.onload = () => { waiting -= 1; tile.image = image; tile.state = "here"; said.textContent = ""; draw(); };
      image.onerror = () => {
        waiting -= 1; tile.tries += 1;
        /* A large picture is being prepared: ask again, ever more patiently. */
        if (tile.tries < 5) setTimeout(() => { tile.state = "new"; draw(); }, 1500 * tile.tries);
        else { tile.state = "lost"; said.textContent = box.dataset.zoomError; }
        draw();
      };
      image.src = tile.tries ? `${tile.url}?again=${tile.tries}` : tile.url;
    };
    const paint = () => {
      asked = false;
      pen.clearRect(0, 0, stage.width, stage.height);
      const wanted = factors.filter((factor) => factor * scale <= 1).pop() ?? factors[0];
      for (const factor of [...factors].reverse()) {
        if (factor < wanted) break;
        if (factor !== wanted && factor !== factors[factors.length - 1] && factor !== wanted * 2) continue;
        const size = edge * factor;
        const first = [Math.max(0, Math.floor(x / size)), Math.max(0, Math.floor(y / size))];
        const last = [Math.min(W - 1, x + stage.width / scale), Math.min(H - 1, y + stage.height / scale)];
        for (let row = first[1]; row * size <= last[1]; row += 1)
          for (let column = first[0]; column * size <= last[0]; column += 1) {
            const tile = need(factor, column, row);
            if (tile.image) pen.drawImage(tile.image, (tile.left - x) * scale, (tile.top - y) * scale, tile.wide * scale, tile.high * scale);
          }
      }
      for (const [key, tile] of tiles) { if (tiles.size <= MOST_TILES) break; if (tile.state !== "asked") tiles.delete(key); }
    };
    const fit = () => {
      const whole = scale <= least() * 1.01, size = stage.getBoundingClientRect();
      dots = devicePixelRatio || 1;
      stage.width = Math.max(1, Math.round(size.width * dots));
      stage.height = Math.max(1, Math.round(size.height * dots));
      if (whole) home(); else { bound(); draw(); }
    };

    /* One finger or the mouse moves, two fingers pinch. */
    const fingers = new Map();
    const place = (event) => { const at = stage.getBoundingClientRect(); return [(event.clientX - at.left) * dots, (event.clientY - at.top) * dots]; };
    stage.addEventListener("pointerdown", (event) => { stage.setPointerCapture(event.pointerId); fingers.set(event.pointerId, place(event)); box.classList.add("zoom--held"); });
    stage.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = place(event);
      if (fingers.size === 1) move(before[0] - now[0], before[1] - now[1]);
      else if (fingers.size === 2) {
        const [, other] = [...fingers].find(([id]) => id !== event.pointerId);
        const span = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
        grow(span(now) / span(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        move((before[0] - now[0]) / 2, (before[1] - now[1]) / 2);
      }
      fingers.set(event.pointerId, now);
    });
    for (const name of ["pointerup", "pointercancel"])
      stage.addEventListener(name, (event) => { fingers.delete(event.pointerId); if (!fingers.size) box.classList.remove("zoom--held"); });
    /* The page scrolls as ever; with Ctrl, or after a press into the picture, the wheel changes the size. */
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== stage) return;
      event.preventDefault();
      grow(Math.exp(-event.deltaY / 400), ...place(event));
    }, { passive: false });
    stage.addEventListener("dblclick", (event) => grow(2, ...place(event)));
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    stage.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (steps[event.key]) move(steps[event.key][0] * stage.width / 6, steps[event.key][1] * stage.height / 6);
      else if (event.key === "+" || event.key === "=") { tiles.forEach((tile) => { if (tile.state === "lost") { tile.state = "new"; tile.tries = 0; } }); grow(1.5); }
      else if (event.key === "-") grow(1 / 1.5);
      else if (event.key === "0" || event.key === "Home") home();
      else return;
      event.preventDefault();
    });
    const button = (sign, label, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: label });
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      tools.append(made);
    };
    button("+", box.dataset.zoomIn, () => grow(1.6));
    button("−", box.dataset.zoomOut, () => grow(1 / 1.6));
    button("↺", box.dataset.zoomHome, home);
    if (document.fullscreenEnabled) button("⤢", box.dataset.zoomFull, () => (document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen()));
    new ResizeObserver(fit).observe(stage);
    fit();
    home();
  };
  document.querySelectorAll("[data-zoom]").forEach((box) => { if (box.dataset.zoom) enhance(box); });
})();
