// What every page does: the search by a key, and forms that ask again as soon as a choice changes.
import "./reload.js";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector("#q")?.focus();
  }
});

// Where the list of pages is wider than the screen, the page that is open stands in sight.
const open = document.querySelector(".pages [aria-current]");
if (open) {
  const list = open.closest(".pages");
  list.scrollLeft = open.offsetLeft - (list.clientWidth - open.offsetWidth) / 2;
}

for (const form of document.querySelectorAll("form[data-at-once]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// What was typed wrongly is where one goes on, also when charts that are drawn later move it down.
const wrong = document.querySelector("main [aria-invalid='true']");
if (wrong) {
  const show = () => document.activeElement === wrong && wrong.scrollIntoView({ block: "center" });
  wrong.focus();
  const drawn = new ResizeObserver(show);
  drawn.observe(document.querySelector("main"));
  setTimeout(() => drawn.disconnect(), 3000);
}

// A server that is down loses nothing: what was typed stays until somebody answers again.
const notice = document.querySelector("#notice");

export function say(words, tone = "weak") {
  notice.textContent = words;
  notice.className = `note-box ${tone}`;
  notice.hidden = words === "";
}

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function waitForIt() {
  say("The desk doesn't answer. What you typed is still here; it is asked again every few seconds.", "bad");
  while (!(await answers())) await new Promise((done) => setTimeout(done, 2000));
  say("The desk answers again. Send it once more.", "good");
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  const method = button?.hasAttribute("formmethod") ? button.formMethod : form.method;
  if (event.defaultPrevented || method !== "post") return;
  event.preventDefault();
  if (await answers()) {
    // As the browser would have sent it, with the button that was pressed.
    if (button?.name) {
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
    }
    if (button?.formAction && button.hasAttribute("formaction")) form.action = button.formAction;
    form.submit();
  } else {
    waitForIt();
  }
});

// What others record while a page is open is told, and shown when its reader wants it.
const shown = Number(document.body.dataset.change ?? NaN);
let followed = null;

function own() {
  return Number(document.cookie.match(/(?:^|; )seen=(\d+)/)?.[1] ?? 0);
}

function told(event) {
  const { change } = JSON.parse(event.data);
  // Parts of a page that can show what is new by themselves are told in any case.
  document.dispatchEvent(new CustomEvent("recorded", { detail: { change } }));
  if (change <= Math.max(shown, own())) return;
  say(`Somebody recorded change ${change} while this page was open. `);
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show the dossier as it stands now";
  notice.append(link);
}

function follow() {
  followed?.close();
  followed = null;
  // A page that nobody looks at keeps no line open.
  if (Number.isNaN(shown) || document.hidden) return;
  followed = new EventSource("/api/events");
  followed.addEventListener("change", told);
}

if (notice) {
  setTimeout(follow, 3000);
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => followed?.close());
}
