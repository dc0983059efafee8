/* Passkeys: the one thing here that needs JavaScript. A form says what to do by data-passkey:
   "login" fetches its challenge from its action; "get" and "create" find it in the JSON block that data-options names.
   The answer goes into the field that data-credential names, and the form is sent. */
(() => {
  "use strict";

  const supported = window.webauthnJSON && window.webauthnJSON.supported();

  async function loginOptions(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no challenge");
    return (await answer.json()).request_options;
  }

  function creationOptions(form, options) {
    const passwordless = form.querySelector("[name=passwordless]");
    const wanted = Boolean(passwordless && passwordless.checked);
    options.publicKey.authenticatorSelection = {
      ...options.publicKey.authenticatorSelection,
      residentKey: wanted ? "required" : "discouraged",
      requireResidentKey: wanted,
      ...(wanted ? { userVerification: "required" } : {}),
    };
    return options;
  }

  async function credential(form) {
    if (form.dataset.passkey === "login") return window.webauthnJSON.get(await loginOptions(form));
    const found = JSON.parse(document.getElementById(form.dataset.options).textContent);
    return form.dataset.passkey === "create"
      ? window.webauthnJSON.create(creationOptions(form, found.creation_options))
      : window.webauthnJSON.get(found.request_options);
  }

  async function send(event) {
    const form = event.currentTarget;
    const field = document.getElementById(form.dataset.credential);
    event.preventDefault();
    const failed = document.querySelector("[data-passkey-failed]");
    if (failed) failed.hidden = true;
    try {
      field.value = JSON.stringify(await credential(form));
      form.submit();
    } catch (error) {
      // Closing the browser's own dialog ends here too: the person may simply try again.
      if (failed) { failed.hidden = false; failed.focus(); }
    }
  }

  document.querySelectorAll("[data-needs-passkeys]").forEach((part) => { part.hidden = !supported; });
  document.querySelectorAll("[data-no-passkeys]").forEach((part) => { part.hidden = supported; });
  if (supported) document.querySelectorAll("form[data-passkey]").forEach((form) => form.addEventListener("submit", send));
})();
