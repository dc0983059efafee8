// What JavaScript adds. Every journey works without it; no wording lives here, pages bring their own.
"use strict";

(() => {
  const KEEP = "kept:";

  // --- One press sends once: the pressed button rests until the answer comes, or the person returns to the page.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button) return;
    if (button.getAttribute("aria-busy") === "true") return event.preventDefault();
    button.setAttribute("aria-busy", "true");
    // After the browser has collected the form: a disabled button would not be sent with it.
    setTimeout(() => { button.disabled = true; }, 0);
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  });

  // --- A form that came back with errors: read and reach its summary first.
  document.querySelector("form[method=post] [data-error-summary]")?.focus();

  // --- A menu closes when one looks elsewhere.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.p-menu[open]")) if (menu !== except) menu.open = false;
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.p-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.p-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // --- <form data-keep="name">: words stay on this device until the form was sent and its page is left for good.
  const kept = (form) => [...form.elements].filter(
    (field) => field.name && field.name !== "csrfmiddlewaretoken" && !/^(hidden|password|file|submit|button)$/.test(field.type)
      && field.autocomplete !== "one-time-code",
  );
  const read = (form) => kept(form).filter((field) => !/^(checkbox|radio)$/.test(field.type) || field.checked)
    .flatMap((field) => field.multiple && field.options
      ? [...field.selectedOptions].map((option) => [field.name, option.value]) : [[field.name, field.value]]);
  const write = (form, pairs) => {
    for (const field of kept(form)) {
      const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = values.includes(field.value);
      else if (field.multiple && field.options) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) field.value = values[0];
    }
  };
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = KEEP + form.dataset.keep;
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      // A bound form (with errors) is newer than the draft.
      if (draft && !form.querySelector("[aria-invalid]")) write(form, draft);
      form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(read(form))));
      form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
    } catch { /* storage switched off: the form works without */ }
  }
  try {
    // Sent, and the next page does not show the form again: it was accepted. Signing out forgets every draft.
    const sent = sessionStorage.getItem("sent");
    const shown = sent && document.querySelector(`form[data-keep="${CSS.escape(sent.slice(KEEP.length))}"]`);
    if (sent && !shown && !document.querySelector("[data-not-accepted]")) localStorage.removeItem(sent);
    sessionStorage.removeItem("sent");
    if (document.body.hasAttribute("data-forget-kept")) {
      for (const key of Object.keys(localStorage)) if (key.startsWith(KEEP)) localStorage.removeItem(key);
    }
  } catch { /* as above */ }

  // --- Idle sign-out: warn two minutes before, extend with one press. Other tabs count as activity.
  const dialog = document.querySelector("[data-idle-dialog]");
  const seconds = Number(document.body.dataset.idleSeconds);
  if (dialog && seconds) {
    const WARN = Math.min(120, seconds / 2);
    const left = dialog.querySelector("[data-idle-left]");
    let ends = Date.now() + seconds * 1000;
    const prolong = () => {
      ends = Date.now() + seconds * 1000;
      try { localStorage.setItem("idle-ends", String(ends)); } catch { /* one tab only then */ }
      if (dialog.open) dialog.close();
    };
    prolong();
    addEventListener("storage", (event) => {
      if (event.key !== "idle-ends" || !event.newValue) return;
      ends = Math.max(ends, Number(event.newValue));
      if (dialog.open) dialog.close();
    });
    dialog.querySelector("[data-idle-extend]").addEventListener("click", async () => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      const answer = await fetch(document.body.dataset.idleExtendUrl, {
        method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin",
      }).catch(() => null);
      if (answer?.ok && !answer.redirected) prolong();
      else location.reload();
    });
    setInterval(() => {
      const rest = Math.ceil((ends - Date.now()) / 1000);
      if (rest <= 0) return location.reload();
      if (rest <= WARN && !dialog.open) dialog.showModal();
      left.textContent = String(Math.max(rest, 0));
    }, 1000);
  }
})();
