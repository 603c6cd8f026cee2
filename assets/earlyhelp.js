// Progressive only: every page works without this file.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
initAll();

// T7: keep what is half typed on the server, at most a few seconds behind the typing.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const told = form.querySelector(".eh-saved");
  let timer = null;
  let last = "";
  const body = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "key") data.append(name, value);
    }
    data.append("draft", form.dataset.draft);
    return data;
  };
  const keep = async () => {
    timer = null;
    const now = body();
    if (now.toString() === last) return;
    try {
      const answer = await fetch("/drafts", { method: "POST", body: now, keepalive: true });
      if (!answer.ok) throw new Error(String(answer.status));
      last = now.toString();
      if (told) told.textContent = "What you have typed is kept.";
    } catch {
      if (told) told.textContent = "Not kept: no connection. Your text is still on this page.";
      timer = setTimeout(keep, 4000);
    }
  };
  last = body().toString();
  form.addEventListener("input", () => { timer ??= setTimeout(keep, 2000); });
  addEventListener("pagehide", () => { if (timer) keep(); });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = null; last = body().toString(); });
}

// T22: say two minutes before the session ends.
const limit = Number(document.body.dataset.idle || 0);
if (limit > 120) {
  setTimeout(() => {
    const banner = document.getElementById("session-warning");
    if (banner) { banner.hidden = false; banner.focus(); }
  }, (limit - 120) * 1000);
}
