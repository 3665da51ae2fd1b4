/* Adding files piece by piece (tus 1.0.0): drag and drop, two files at once, pause, retry, progress of each and of all.
   A file that was begun before, also in another session of this browser, goes on where it stopped. Without this file the
   form sends everything at once. */
(() => {
  const box = document.querySelector("[data-uploads]");
  if (!box || !window.fetch || !File.prototype.slice) return;
  const endpoint = box.dataset.uploads, form = box.querySelector("form"), input = form.querySelector('input[type="file"]');
  const unit = form.querySelector('[name="unit"]'), token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  const drop = box.querySelector("[data-drop]"), list = box.querySelector("[data-files]");
  const total = box.querySelector("[data-total]"), totalText = box.querySelector("[data-total-text]"), totalBar = box.querySelector("[data-total-bar]");
  const pauseAll = box.querySelector("[data-pause-all]");
  const AT_ONCE = 2, PIECE = 4 * 1024 * 1024, TRIES = 8;
  const words = (name) => box.dataset[`words${name[0].toUpperCase()}${name.slice(1)}`];
  const items = [];
  let paused = false;

  const headers = (more) => ({ "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...more });
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const memory = (item) => `tus:${unit.value}:${item.file.name}:${item.file.size}:${item.file.lastModified}`;
  const remembered = (item, value) => {
    try {
      if (value === null) localStorage.removeItem(memory(item));
      else if (value) localStorage.setItem(memory(item), value);
      return localStorage.getItem(memory(item));
    } catch { return null; }
  };

  const say = (item, state, text) => {
    item.state = state;
    item.row.className = `lib-file${state === "failed" ? " lib-file--stop" : ""}`;
    item.word.textContent = text ?? words(state);
    item.button.textContent = state === "paused" || state === "failed" ? words("go") : words("stop");
    item.button.hidden = ["done", "asking", "refused"].includes(state);
    item.bar.hidden = item.button.hidden;
    item.bar.value = item.file.size ? item.offset / item.file.size : 1;
    count();
  };
  const count = () => {
    const bytes = items.reduce((sum, item) => sum + item.file.size, 0) || 1;
    const sent = items.reduce((sum, item) => sum + (item.button.hidden ? item.file.size : item.offset), 0);
    const done = items.filter((item) => item.button.hidden).length;
    total.hidden = !items.length;
    pauseAll.hidden = done === items.length;
    totalBar.value = sent / bytes;
    totalText.textContent = words("total").replace("{done}", done).replace("{count}", items.length).replace("{percent}", Math.floor(100 * sent / bytes));
  };

  const piece = (item) => new Promise((resolve, reject) => {
    const ask = new XMLHttpRequest(), from = item.offset;
    ask.open("PATCH", item.url);
    for (const [name, value] of Object.entries(headers({ "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" }))) ask.setRequestHeader(name, value);
    ask.upload.onprogress = (event) => { item.bar.value = (from + event.loaded) / (item.file.size || 1); };
    ask.onload = () => {
      const now = Number(ask.getResponseHeader("Upload-Offset"));
      if (ask.status === 204 && Number.isFinite(now)) { item.offset = now; resolve(); } else reject(Object.assign(new Error(ask.responseText), { status: ask.status }));
    };
    ask.onerror = ask.onabort = () => reject(new Error("network"));
    item.abort = () => ask.abort();
    ask.send(item.file.slice(from, from + PIECE));
  });

  const begin = async (item) => {
    const before = item.url ?? remembered(item);
    if (before) {
      const answer = await fetch(before, { method: "HEAD", headers: headers(), credentials: "same-origin" });
      if (answer.ok && Number(answer.headers.get("Upload-Length")) === item.file.size) {
        item.url = before;
        item.offset = Number(answer.headers.get("Upload-Offset"));
        return;
      }
      if (answer.status >= 500) throw new Error(String(answer.status));
    }
    const told = `filename ${base64(item.file.name)},unit ${base64(unit.value)},filetype ${base64(item.file.type)}`;
    const answer = await fetch(endpoint, { method: "POST", headers: headers({ "Upload-Length": String(item.file.size), "Upload-Metadata": told }), credentials: "same-origin" });
    if (answer.status !== 201) throw Object.assign(new Error(await answer.text()), { status: answer.status });
    item.url = answer.headers.get("Location");
    item.offset = Number(answer.headers.get("Upload-Offset") ?? 0);
    remembered(item, item.url);
  };

  const end = async (item) => {
    say(item, "looked");
    const answer = await fetch(item.url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    if (told.state === "receiving") throw new Error("again");
    remembered(item, null);
    const link = told.decide || told.url;
    if (link) {
      const anchor = Object.assign(document.createElement("a"), { href: link, textContent: item.file.name });
      item.name.replaceChildren(anchor);
    }
    say(item, told.state === "used" ? "done" : told.state, told.reason || (told.decide ? `${told.words} — ${words("decide")}` : told.words));
  };

  const send = async (item) => {
    let tries = 0;
    say(item, "sending");
    while (item.state !== "paused" && !item.gone) {
      try {
        if (!item.url || tries) await begin(item);
        while (item.offset < item.file.size) {
          if (paused || item.state === "paused") { say(item, "paused"); return; }
          await piece(item);
          tries = 0;
          say(item, "sending");
        }
        await end(item);
        return;
      } catch (error) {
        if (item.gone || item.state === "paused") return;
        const hopeless = error.status >= 400 && error.status < 500 && ![409, 423, 460].includes(error.status);
        if (hopeless || ++tries > TRIES) { say(item, "failed", (error.status && error.status < 600 && error.message.slice(0, 200)) || words("failed")); return; }
        say(item, "retry");
        item.state = "sending";
        await new Promise((go) => setTimeout(go, Math.min(30000, 500 * 2 ** tries)));
      }
    }
  };

  const next = () => {
    while (!paused && items.filter((item) => item.busy).length < AT_ONCE) {
      const item = items.find((one) => one.state === "waiting" && !one.busy);
      if (!item) return;
      item.busy = true;
      send(item).finally(() => { item.busy = false; next(); });
    }
  };

  const add = (files) => {
    for (const file of files) {
      if (!file.size && !file.type && !file.name.includes(".")) continue; // a folder that was dropped
      const row = document.createElement("li"), name = document.createElement("span"), word = document.createElement("span");
      const button = document.createElement("button"), bar = document.createElement("progress");
      name.className = "lib-file__name"; name.textContent = file.name;
      word.className = "meta lib-file__state"; word.setAttribute("role", "status");
      button.className = "btn btn--bare btn--s"; button.type = "button";
      bar.className = "bar"; bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
      row.append(name, word, button, bar);
      list.append(row);
      const item = { file, row, name, word, button, bar, offset: 0, url: null, state: "waiting", busy: false, gone: false };
      button.addEventListener("click", () => {
        if (item.state === "paused" || item.state === "failed") { say(item, "waiting"); next(); return; }
        item.gone = true;
        item.abort?.();
        if (item.url) fetch(item.url, { method: "DELETE", headers: headers(), credentials: "same-origin" });
        remembered(item, null);
        items.splice(items.indexOf(item), 1);
        row.remove();
        count();
      });
      items.push(item);
      say(item, "waiting");
    }
    next();
  };

  pauseAll.addEventListener("click", () => {
    paused = !paused;
    pauseAll.textContent = words(paused ? "go" : "pause");
    for (const item of items) {
      if (paused && item.state === "sending") { item.state = "paused"; item.abort?.(); say(item, "paused"); }
      else if (!paused && item.state === "paused") say(item, "waiting");
    }
    next();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); add(input.files); input.value = ""; }, true);
  input.addEventListener("change", () => { add(input.files); input.value = ""; });
  drop.hidden = false;
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.dataset.over = ""; });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => { delete drop.dataset.over; });
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => { event.preventDefault(); add(event.dataTransfer.files); });
  form.querySelector('[type="submit"]').hidden = true;
  addEventListener("beforeunload", (event) => { if (items.some((item) => item.busy)) event.preventDefault(); });
})();
