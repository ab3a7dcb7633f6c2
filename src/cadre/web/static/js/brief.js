// A brief under way: how far it is, until it can be read.
const runs = document.querySelector("#runs");

async function look() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("#runs");
    if (!now?.dataset.running) {
      location.reload();
      return;
    }
    const focused = document.activeElement?.closest("#runs") !== null;
    if (!focused) runs.replaceChildren(...now.childNodes);
  }
  setTimeout(look, 2000);
}

if (runs?.dataset.running) setTimeout(look, 2000);
