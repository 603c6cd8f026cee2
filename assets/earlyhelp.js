// Progressive only: every page works without this file.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
initAll();

// T38: by the button or by Shift three times within five seconds. What this browser holds ends meanwhile; the page is gone
// at once, and going back does not show it.
const exit = document.querySelector("form[data-away]");
let left = false;
function leave() {
  left = true;
  document.body.hidden = true;
  document.title = "Weather";
  navigator.sendBeacon(exit.action);
  location.replace(exit.dataset.away);
}
if (exit) {
  let presses = [];
  exit.addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    const now = Date.now();
    presses = [...presses.filter((then) => now - then < 5000), now];
    if (presses.length === 3) leave();
  });
  // a browser that kept the page as it was shows nothing of it
  addEventListener("pageshow", (event) => { if (event.persisted && left) location.replace(exit.dataset.away); });
}

// T22: say two minutes before the session ends. The banner is announced and takes no focus from whoever types.
const limit = Number(document.body.dataset.idle || 0);
const banner = document.getElementById("session-warning");
let ending = null;
function stay() {
  clearTimeout(ending);
  if (banner) banner.hidden = true;
  if (limit > 120) ending = setTimeout(() => { if (banner) banner.hidden = false; }, (limit - 120) * 1000);
}
stay();

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
    if (left) return;
    const now = body();
    if (now.toString() === last) return;
    try {
      const answer = await fetch(form.dataset.keeper || "/drafts", { method: "POST", body: now, keepalive: true, redirect: "manual" });
      if (answer.status === 204) {
        last = now.toString();
        const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        if (told) told.textContent = `Kept at ${at}`;
        stay();
      } else if (answer.status === 401) {
        // signed out: what became of the text is said in words, and it is not sent again and again
        last = now.toString();
        if (told) told.textContent = await answer.text();
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      if (told) told.textContent = "Not kept yet. Your text is still on this page; it is tried again.";
      timer = setTimeout(keep, 4000);
    }
  };
  last = body().toString();
  form.addEventListener("input", () => { timer ??= setTimeout(keep, 2000); });
  addEventListener("pagehide", () => { if (timer) keep(); });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = null; last = body().toString(); });
}

// A long list of boxes narrows as one types; what is ticked stays. Without this file all of it stands there.
for (const narrow of document.querySelectorAll("[data-narrow]")) {
  const field = narrow.querySelector("input");
  const told = narrow.querySelector("p");
  const items = [...narrow.parentElement.querySelectorAll(".govuk-checkboxes__item")];
  const groups = [...narrow.parentElement.querySelectorAll(".eh-group")];
  narrow.hidden = false;
  const look = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !item.querySelector("input").checked && !words.every((word) => text.includes(word));
      if (!item.hidden) shown += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector(".govuk-checkboxes__item:not([hidden])");
    told.textContent = words.length ? `${shown} of ${items.length} shown` : "";
  };
  // it is no answer: nothing is kept of it, and Enter sends nothing
  field.addEventListener("input", (event) => { event.stopPropagation(); look(); });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

// A register is kept in rooms without a network: the page waits with it and sends it when the network is back. Nothing
// is kept on the phone; the form's key makes that it is done once.
for (const place of document.querySelectorAll("[data-offline]")) {
  const form = place.querySelector("form");
  const told = place.querySelector("[data-offline-told]");
  let button = null;
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    button = event.submitter;
    told.textContent = "There is no network. Leave this page open: it is sent when the network is back.";
  });
  addEventListener("online", () => {
    if (!button) return;
    told.textContent = "";
    const by = button;
    button = null;
    form.requestSubmit(by);
  });
}

// What is asked for some answers only stands there once one of them is chosen; without a script it is always there.
for (const part of document.querySelectorAll("[data-for]")) {
  const [name, answers] = part.dataset.for.split("=");
  const form = part.closest("form");
  const fit = () => { part.hidden = !answers.split(" ").includes(new FormData(form).get(name)); };
  form.addEventListener("change", fit);
  // gone back to, with what was chosen
  addEventListener("pageshow", fit);
  fit();
}
