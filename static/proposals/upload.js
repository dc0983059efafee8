// Shows how far an upload has come. Without it the same form is sent by the browser.
"use strict";

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const shown = form.querySelector("[data-upload-progress]");
    const bar = shown.querySelector("progress");
    const words = shown.querySelector("[data-upload-words]");
    const button = form.querySelector("button[type=submit]");
    const rest = (busy) => {
      button.disabled = busy;
      if (!busy) button.removeAttribute("aria-busy");
    };
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = Math.round((sent.loaded / sent.total) * 100);
    });
    request.upload.addEventListener("load", () => { words.textContent = words.dataset.checking; });
    const failed = () => {
      words.textContent = words.dataset.failed;
      rest(false);
    };
    request.addEventListener("error", failed);
    request.addEventListener("load", () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch { /* a page: signed out, or refused before the view */ }
      if (!answer?.go) return failed();
      // An address that differs in its mark alone would only scroll.
      history.replaceState(null, "", answer.go);
      location.reload();
    });
    shown.hidden = false;
    words.textContent = words.dataset.sending;
    rest(true);
    request.send(new FormData(form));
  });
}
