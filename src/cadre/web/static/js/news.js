// What others record while the grid is open: told, and shown once somebody asks for it.
const PAUSE = 4000;
const place = document.querySelector("#grid-news");
let grid;
let known = 0;
let looking = null;

// `grid`: where its rows are asked for, as of which change it has them, its lines, and how it takes new ones.
export function followNews(of) {
  grid = of;
  known = of.change;
  document.addEventListener("recorded", ({ detail }) => lookLater(detail.change));
}

// Not all who look at the same rows ask for them at the same time.
function lookLater(change) {
  if (change <= known || looking) return;
  looking = setTimeout(async () => {
    looking = null;
    try {
      tell(await differing());
    } catch { /* A desk that doesn't answer is told by the page; with the next change it is asked again. */ }
  }, Math.random() * PAUSE);
}

// Rows as the desk has them now that aren't as the grid has them.
async function differing() {
  const answer = await fetch(grid.address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = await answer.json();
  known = Math.max(known, page.change);
  const now = new Map(page.rows.map((row) => [row.id, row]));
  const lines = grid.lines();
  const held = new Set(lines.map((line) => line._.key));
  return {
    change: page.change,
    changed: lines.filter((line) => now.has(line._.key) && now.get(line._.key).revision !== line._.revision).map((line) => [line, now.get(line._.key)]),
    // Of rows beyond the page nothing is known.
    gone: page.next ? [] : lines.filter((line) => !now.has(line._.key)),
    added: page.rows.filter((row) => !held.has(row.id)),
  };
}

function tell(found) {
  const ids = [...found.changed.map(([line]) => line.id), ...found.gone.map((line) => line.id), ...found.added.map((row) => row.id)];
  place.replaceChildren();
  if (!ids.length) return;
  const named = ids.slice(0, 4).join(", ") + (ids.length > 4 ? ` and ${ids.length - 4} more` : "");
  const said = document.createElement("p");
  said.textContent = `${ids.length} ${ids.length === 1 ? "row has" : "rows have"} changed since you opened this: ${named}. `;
  const show = document.createElement("button");
  show.type = "button";
  show.className = "plain row-do";
  show.textContent = "Show as they are now";
  show.addEventListener("click", bring);
  said.append(show);
  const box = document.createElement("div");
  box.className = "note-box weak";
  box.append(said);
  place.append(box);
}

async function bring() {
  let found;
  try {
    found = await differing();
  } catch {
    place.querySelector("p").prepend("The desk doesn't answer; try again in a moment. ");
    return;
  }
  const free = found.changed.filter(([line]) => !grid.isWritten(line));
  const left = found.gone.filter((line) => !grid.isWritten(line));
  const own = found.changed.length + found.gone.length - free.length - left.length;
  place.replaceChildren();
  await grid.bring({ ...found, changed: free, gone: left }, own);
}
