// A part of a draft saves itself. What was typed stays on this device until the server has said that it holds it.
// No wording lives here: the page brings its own. Without this file every button works as a plain form.
"use strict";

(() => {
  const QUIET = 2000; // ms after the last key
  const AGAIN = 10000; // ms until a save that failed is tried again
  const PULSE = 20000; // ms between two signs of life
  const AWAKE = 120000; // ms without a key after which nobody counts as writing; idle sign-out must still come
  const PART = { headers: { "HX-Request": "true" } }; // the views give such a request a part of the page
  const form = () => document.querySelector("form[data-draft]");
  if (!form()) return;

  // The prefix is portal.js's: whoever signs out by hand leaves nothing behind.
  const KEY = `kept:${document.body.dataset.keepOwner}:draft:${form().dataset.draft}`;
  const store = (act) => { try { return act(localStorage); } catch { return null; } }; // storage may be off
  const mark = (act) => { try { return act(sessionStorage); } catch { return null; } };
  const notice = (name) => document.querySelector(`[data-draft-${name}]`);
  const show = (name, on, words) => {
    const box = notice(name);
    if (words) box.querySelector(".critical-txt").textContent = words;
    box.hidden = !on;
  };
  const status = (words) => { notice("status").textContent = words; };
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
    ?? form().elements.csrfmiddlewaretoken.value;

  const pairs = () => [...new FormData(form())].filter(([name]) => name !== "csrfmiddlewaretoken");
  const written = (list) => JSON.stringify(list.filter(([name]) => !/^(owner|version|seen)$/.test(name)));
  let clean = written(pairs()); // as the server has it
  let changes = 0;
  let timer = 0;
  let lastKey = Date.now();
  let queue = Promise.resolve();

  const keep = () => store((local) => local.setItem(KEY, JSON.stringify(pairs())));
  const forget = () => store((local) => local.removeItem(KEY));
  const dirty = () => written(pairs()) !== clean;

  // --- Talking to the server -------------------------------------------------------------------------

  const post = async (list, keepalive = false) => {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: new URLSearchParams(list),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      keepalive,
    });
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    return { ok: answer.ok && "saved" in said, ...said };
  };

  const save = async ({ act = "", keepalive = false } = {}) => {
    clearTimeout(timer);
    const sent = pairs();
    const number = changes;
    if (!act && written(sent) === clean) return null;
    if (act) sent.push(["act", act]);
    status(notice("status").dataset.saving);
    let said;
    try {
      said = await post(sent, keepalive);
    } catch {
      said = { ok: false, lost: true };
    }
    if (!said.ok) {
      status("");
      show("signed-out", Boolean(said.signed_out));
      show("refused", Boolean(said.refused), said.refused?.join(" "));
      show("offline", !said.signed_out && !said.refused);
      if (!said.refused) timer = setTimeout(soon, AGAIN);
      return null;
    }
    for (const name of ["offline", "signed-out", "refused"]) show(name, false);
    // A form may have been exchanged for a newer one meanwhile; its marks are its own.
    form().elements.version.value = said.version;
    form().elements.seen.value = said.seen;
    clean = written(sent.filter(([name]) => name !== "act"));
    if (number === changes) forget();
    else timer = setTimeout(soon, QUIET);
    document.getElementById("draft-alerts").innerHTML = said.alerts;
    document.getElementById("draft-state").innerHTML = said.state;
    status(said.saved);
    look();
    return said;
  };
  // One after the other: each carries the marks that the one before brought back.
  const soon = (how) => { queue = queue.then(() => save(how), () => save(how)); return queue; };

  // --- When ------------------------------------------------------------------------------------------

  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-draft]")) return;
    changes += 1;
    lastKey = Date.now();
    keep();
    clearTimeout(timer);
    timer = setTimeout(soon, QUIET);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.closest("form[data-draft]") && dirty()) soon();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && dirty()) save({ keepalive: true }); });
  addEventListener("pagehide", () => { if (dirty()) save({ keepalive: true }); });
  addEventListener("online", () => { if (dirty()) soon(); });

  // --- Buttons: save first, then go; rows come and go without a new page ------------------------------

  const exchange = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-draft]");
    if (!answer.ok || !fresh) return location.assign(address);
    form().replaceWith(document.adoptNode(fresh));
    clean = written(pairs());
    window.htmx?.process(form()); // the sums of a budget are its own affair
    const rows = document.querySelectorAll(`${new URL(address, location).hash || "#none"} tbody tr`);
    rows[rows.length - 1]?.querySelector("input, select")?.focus();
  };
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("form[data-draft]")) return;
    event.preventDefault();
    const act = event.submitter?.value || "save";
    const said = await soon({ act });
    if (!said) return notice("notices")?.scrollIntoView({ block: "start" });
    if (/^(add|remove):/.test(act)) await exchange(said.go);
    else if (act !== "save") location.assign(said.go);
  }, true);

  // --- What an earlier visit could not bring to the server --------------------------------------------

  const restore = async () => {
    const kept = store((local) => JSON.parse(local.getItem(KEY)));
    if (!kept) return;
    if (written(kept) === clean) return forget();
    try {
      // With the marks of the form in which it was typed, so that what others wrote since is not overwritten.
      if (!(await post(kept)).ok) return show("offline", true);
    } catch {
      return show("offline", true);
    }
    forget();
    mark((session) => session.setItem("restored", KEY));
    location.reload();
  };
  if (mark((session) => session.getItem("restored")) === KEY) {
    show("restored", true);
    mark((session) => session.removeItem("restored"));
  }
  queue = queue.then(restore);

  // --- Who else is here ------------------------------------------------------------------------------

  const pulse = async () => {
    const box = document.querySelector("[data-writing]");
    if (document.hidden || Date.now() - lastKey > AWAKE) return;
    const answer = await fetch(box.dataset.writing, PART).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const words = await answer.text();
    if (words.trim() !== box.innerHTML.trim()) box.innerHTML = words;
  };
  setInterval(pulse, PULSE);

  // --- The whole text beside the form -----------------------------------------------------------------

  const live = document.querySelector("details[data-live]");
  const WIDE = matchMedia("(min-width: 1180px)");
  const look = async () => {
    if (!live?.open) return;
    const answer = await fetch(live.dataset.live, PART).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const box = live.querySelector("div");
    const first = !box.innerHTML;
    box.innerHTML = await answer.text();
    const here = box.querySelector("[data-live-here]");
    if (first && here && WIDE.matches) live.scrollTop = here.offsetTop - 60; // never moves what one is writing in
  };
  if (live) {
    live.hidden = false;
    live.addEventListener("toggle", () => {
      store((local) => local.setItem("draft-live", live.open ? "open" : "closed"));
      look();
    });
    live.open = WIDE.matches && store((local) => local.getItem("draft-live")) !== "closed";
  }

  // --- How much room is left ---------------------------------------------------------------------------

  document.addEventListener("input", ({ target }) => {
    const limit = Number(target.dataset?.limit);
    if (limit) target.classList.toggle("draft-too-long", [...target.value.trim()].length > limit);
  });
})();
