// Says on the page what allauth only writes to the console when a passkey or security key is not read.
(() => {
  const box = document.getElementById("key-trouble");
  if (!box) return;
  const kinds = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "address" };
  const kindOf = (error) => {
    if (!window.isSecureContext) return "address";
    if (!window.PublicKeyCredential) return "unsupported";
    return kinds[error && error.name] || "failed";
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const kind = kindOf(event.detail.exception);
    for (const line of box.querySelectorAll("[data-trouble]")) line.hidden = line.dataset.trouble !== kind;
    box.hidden = false;
    box.firstElementChild.focus();
  });
})();
