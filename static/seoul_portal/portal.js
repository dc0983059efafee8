// What JavaScript adds. Every journey works without it; no wording lives here, pages bring their own.
"use strict";

(() => {
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

  // --- The typeface is fetched after the first page that a browser ever shows, for its next ones: somebody reads this
  // one already, and with other letters its lines would jump. A second later, as browsers paint when they like.
  const fetchTypeface = () => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    const weights = [400, 700].map((weight) => document.fonts.load(`${weight} 1em "Pretendard GOV"`));
    Promise.all(weights).then(() => {
      document.cookie = `typeface=1; path=/; max-age=31536000; samesite=lax${secure}`;
    }, () => { /* the next page tries again */ });
  };
  if (document.documentElement.dataset.typeface === undefined && !navigator.connection?.saveData) {
    addEventListener("load", () => setTimeout(fetchTypeface, 1000));
  }

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

  // --- <form data-keep="name">: words stay on this device until they were accepted, for the same person only.
  const KEEP = `kept:${document.body.dataset.keepOwner ?? ""}:`;
  const storage = (act) => { try { return act(localStorage, sessionStorage); } catch { return null; } }; // may be off
  const keptFields = (form) => [...form.elements].filter(
    (field) => field.name && field.autocomplete !== "one-time-code"
      && !/^(hidden|password|file|submit|button|fieldset)$/.test(field.type),
  );
  const isChoice = (field) => /^(checkbox|radio)$/.test(field.type);
  const read = (form) => keptFields(form).filter((field) => !isChoice(field) || field.checked).flatMap(
    (field) => (field.multiple && field.options ? [...field.selectedOptions] : [field]).map(({ value }) => [field.name, value]),
  );
  const write = (form, pairs) => {
    for (const field of keptFields(form)) {
      const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isChoice(field)) field.checked = values.includes(field.value);
      else if (field.multiple && field.options) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length) [field.value] = values;
    }
  };
  const kept = [...document.querySelectorAll("form[data-keep]")];
  storage((local, session) => {
    // Sent, and this page does not show the form again: it was accepted.
    const sent = session.getItem("sent");
    if (sent && !document.querySelector("[data-not-accepted]") && !kept.some((form) => KEEP + form.dataset.keep === sent)) {
      local.removeItem(sent);
    }
    session.removeItem("sent");
  });
  for (const form of kept) {
    const key = KEEP + form.dataset.keep;
    const draft = storage((local) => JSON.parse(local.getItem(key)));
    // A form that came back with errors is newer than the draft.
    if (draft && !form.querySelector("[aria-invalid]")) write(form, draft);
    form.addEventListener("input", () => storage((local) => local.setItem(key, JSON.stringify(read(form)))));
    form.addEventListener("submit", () => storage((local, session) => session.setItem("sent", key)));
  }
  // Who signs out by hand leaves nothing behind, whoever uses the device next.
  document.addEventListener("submit", (event) => {
    if (!event.target.hasAttribute("data-forget-kept")) return;
    storage((local) => Object.keys(local).filter((key) => key.startsWith("kept:")).forEach((key) => local.removeItem(key)));
  });

  // --- Idle sign-out: warn before, extend with one press. What happens in another tab counts too.
  const dialog = document.querySelector("[data-idle-dialog]");
  const seconds = Number(document.body.dataset.idleSeconds);
  if (dialog && seconds) {
    const left = dialog.querySelector("[data-idle-left]");
    const warning = Math.min(120, seconds / 2);
    let ends = 0;
    let typed = false;
    const prolong = () => {
      ends = Date.now() + seconds * 1000;
      storage((local) => local.setItem("idle-ends", String(ends)));
      if (dialog.open) dialog.close();
    };
    const end = () => {
      clearInterval(clock);
      // Words not sent yet stay on the screen: sent later, they survive the sign-in.
      if (!typed) return location.replace(location.pathname + location.search);
      for (const part of dialog.querySelectorAll("[data-idle-before], [data-idle-after]")) part.hidden = "idleBefore" in part.dataset;
      if (!dialog.open) dialog.showModal();
    };
    const tick = () => {
      const rest = Math.ceil((ends - Date.now()) / 1000);
      left.textContent = String(Math.max(rest, 0));
      if (rest <= 0) end();
      else if (rest <= warning && !dialog.open) dialog.showModal();
    };
    prolong();
    const clock = setInterval(tick, 1000);
    addEventListener("input", () => { typed = true; });
    addEventListener("storage", (event) => {
      if (event.key !== "idle-ends" || Number(event.newValue) <= ends) return;
      ends = Number(event.newValue);
      if (dialog.open) dialog.close();
    });
    dialog.querySelector("[data-idle-close]").addEventListener("click", () => dialog.close());
    dialog.querySelector("[data-idle-extend]").addEventListener("click", async () => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      const answer = await fetch(document.body.dataset.idleExtendUrl, {
        method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" },
      }).catch(() => null);
      if (answer?.ok && !answer.redirected) prolong();
      else end();
    });
  }
})();
