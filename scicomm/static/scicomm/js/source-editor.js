/* A text field with line numbers: numbers beside it, the wrong line marked and in sight, a warning before typed text is left.
   Without this file it is a plain text field that works the same. */
(() => {
  const begin = (box) => {
    const field = box.querySelector("textarea"), numbers = box.querySelector("pre");
    const wrong = Number(box.dataset.line), column = Number(box.dataset.column);
    let drawn = 0, changed = false;
    const draw = () => {
      const count = field.value.split("\n").length;
      if (count === drawn) return;
      drawn = count;
      numbers.textContent = "";
      const list = document.createDocumentFragment();
      for (let number = 1; number <= count; number++) {
        const line = document.createElement(number === wrong ? "mark" : "span");
        line.textContent = `${number}\n`;
        list.append(line);
      }
      numbers.append(list);
    };
    const follow = () => { numbers.scrollTop = field.scrollTop; };
    const jump = () => {
      if (!wrong) return;
      const lines = field.value.split("\n");
      let start = 0;
      for (let number = 1; number < wrong && number <= lines.length; number++) start += lines[number - 1].length + 1;
      const length = lines[wrong - 1]?.length ?? 0;
      const at = start + Math.max(0, Math.min(column - 1, length));
      field.focus({ preventScroll: true });
      field.setSelectionRange(column > 1 ? at : start, column > 1 ? at : start + length);
      const height = parseFloat(getComputedStyle(field).lineHeight);
      field.scrollTop = Math.max(0, (wrong - 6) * height);
      const width = field.scrollWidth / Math.max(1, ...lines.map((line) => line.length));
      field.scrollLeft = Math.max(0, column * width - field.clientWidth / 2);
      follow();
    };
    field.addEventListener("input", () => { changed = true; draw(); });
    field.addEventListener("scroll", follow);
    field.form?.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
    const button = field.form?.querySelector("[data-source-jump]");
    if (button) { button.hidden = false; button.addEventListener("click", jump); }
    draw();
    if (wrong) { const height = parseFloat(getComputedStyle(field).lineHeight); field.scrollTop = Math.max(0, (wrong - 6) * height); follow(); }
  };
  const start = () => document.querySelectorAll("[data-source-editor]").forEach(begin);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
