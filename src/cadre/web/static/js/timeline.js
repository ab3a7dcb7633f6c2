// The timetable of a plan: bars along time over the law behind them, moved by hand, judged by the server.

// The library brings its styles along as inline ones, which this page forbids; they come as a file.
async function library() {
  const make = document.createElement;
  const set = [];
  document.createElement = function created(name, ...more) {
    const made = make.call(document, name === "style" ? "template" : name, ...more);
    if (name === "style") set.push(made);
    return made;
  };
  try {
    return await import("../vendor/vis-timeline-graph2d.min.mjs");
  } finally {
    document.createElement = make;
    for (const one of set) one.remove();
  }
}

const { DataSet, Timeline, moment } = document.querySelector("#timeline") ? await library() : {};
const DAY = 86400000;
const place = document.querySelector("#timeline");
// On a phone names stand above what they name (plan.css).
const narrow = matchMedia("(max-width: 40rem)").matches;
let timeline = null;
let data = null;
let shown = new URL(location.href);

const at = (day) => new Date(`${day}T00:00:00Z`);
const iso = (date) => date.toISOString().slice(0, 10);
const after = (day, days) => new Date(at(day).getTime() + days * DAY);

function moved(id) {
  return Object.prototype.hasOwnProperty.call(data.moves, id);
}

function label(bar) {
  const link = document.createElement("a");
  link.href = bar.href;
  link.textContent = bar.name;
  link.draggable = false;
  link.dataset.activity = bar.id;
  link.setAttribute("aria-label", `${bar.name}, ${bar.standing}${bar.waits ? `: ${bar.waits}` : ""}, ${bar.from} to ${bar.to}. Why?`);
  return link;
}

function words(text) {
  const made = document.createElement("span");
  made.textContent = text ?? "";
  return made;
}

function where(bar) {
  const now = moved(bar.id) ? data.moves[bar.id] : bar;
  return [at(now.from), after(now.to, 1)];
}

// Whether the bar of a row is the first of its programme, under whose name it stands.
function heads(row) {
  return data.bars[row - 1]?.group !== data.bars[row].group;
}

function items() {
  const found = [];
  for (const [row, bar] of data.bars.entries()) {
    const [start, end] = where(bar);
    const head = heads(row) ? "first" : "next";
    const tone = moved(bar.id) ? (data.broken.includes(bar.id) ? "broken" : "drafted") : bar.tone;
    found.push({ id: bar.id, group: bar.id, start, end, content: "", type: "range", className: `bar ${head} ${tone}${data.chosen === bar.id ? " asked" : ""}`, editable: { updateTime: bar.movable, updateGroup: false, remove: false }, title: `${bar.name}: ${bar.standing}` });
    if (moved(bar.id)) found.push({ id: `was ${bar.id}`, group: bar.id, start: at(bar.from), end: after(bar.to, 1), content: "as planned", type: "range", className: `bar ${head} was`, editable: false, selectable: false });
  }
  data.bands.forEach((band, number) => found.push({ id: `band ${number}`, group: band.activity, start: at(band.from), end: at(band.to), type: "background", className: `${band.consent ? "consent" : "law"} ${band.state}`, title: band.said }));
  for (const one of data.milestones) found.push({ id: `milestone ${one.id}`, group: " milestones", start: at(one.day), type: "point", content: one.name, className: one.by && one.day > one.by ? "late" : "", editable: false, selectable: false, title: `${one.name}: reached ${one.day}${one.by ? `, wanted by ${one.by}` : ""}` });
  return found;
}

function groups() {
  const found = data.milestones.length ? [{ id: " milestones", content: "Milestones", order: -1 }] : [];
  data.bars.forEach((bar, row) => {
    const first = heads(row);
    found.push({ id: bar.id, content: first ? bar.group : "", place: bar.site, order: row, className: first ? "first" : "next" });
  });
  return found;
}

function heading(group) {
  const box = words(group?.content);
  if (!group?.place) return box;
  const made = document.createElement("div");
  box.className = "programme";
  const below = words(group.place);
  below.className = "place";
  made.append(...(group.content ? [box, below] : [below]));
  return made;
}

// The scale by the days shown: the library's own guess hangs on whether the font is there yet.
function scale(days) {
  if (days > 500) return { scale: "month", step: 3 };
  return days > 150 ? { scale: "month", step: 1 } : { scale: "week", step: 1 };
}

function draw() {
  data = JSON.parse(document.querySelector("#timeline-data").textContent);
  data.until = iso(at(data.window[1]));
  if (timeline) {
    timeline.setGroups(new DataSet(groups()));
    timeline.setItems(new DataSet(items()));
    return;
  }
  const from = after(data.window[0], -14);
  const to = after(data.window[1], 14);
  timeline = new Timeline(place, new DataSet(items()), new DataSet(groups()), {
    moment: (date) => moment(date).utc(),
    start: from, end: to, min: after(data.window[0], -120), max: after(data.window[1], 120), zoomMin: 28 * DAY,
    editable: { updateTime: true, updateGroup: false, add: false, remove: false },
    itemsAlwaysDraggable: { item: true, range: false },
    orientation: { axis: "top", item: "top" }, margin: { item: { horizontal: 0, vertical: 12 }, axis: narrow ? 26 : 8 },
    groupOrder: "order", stack: true, showCurrentTime: false, showTooltips: true, zoomKey: "ctrlKey", horizontalScroll: false,
    template: (item) => {
      const bar = data.bars.find((one) => one.id === item.id);
      return bar ? label(bar) : words(item?.content);
    },
    groupTemplate: heading,
    timeAxis: scale((to - from) / DAY),
    snap: (date) => {
      const first = at(data.window[0]).getTime();
      return new Date(first + Math.round((date.getTime() - first) / (7 * DAY)) * 7 * DAY);
    },
    onMove: (item, done) => {
      done(null);
      const week = Math.round((item.start.getTime() - at(data.window[0]).getTime()) / (7 * DAY));
      move(item.id, week);
    },
  });
  timeline.addCustomTime(at(data.asOf), "as-of");
  timeline.setCustomTimeMarker(`as of ${data.asOf}`, "as-of", false);
  timeline.on("rangechanged", ({ start, end }) => timeline.setOptions({ timeAxis: scale((end - start) / DAY) }));
  timeline.on("select", ({ items: chosen }) => {
    const bar = data.bars.find((one) => one.id === chosen[0]);
    if (bar) show(bar.href, "#why");
  });
  place.dataset.state = "drawn";
}

// Takes over the parts of a page at another address, which the address bar then shows.
async function show(href, focus) {
  place?.classList.add("asking");
  try {
    const response = await fetch(href, { headers: { Accept: "text/html" } });
    const text = await response.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!response.ok || !page.querySelector("[data-live]")) return location.assign(href);
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = page.getElementById(part.id);
      if (other) part.replaceWith(document.importNode(other, true));
    }
    const fresh = page.querySelector("#timeline-data");
    if (fresh && place) {
      document.querySelector("#timeline-data").textContent = fresh.textContent;
      draw();
    }
    // Where the address only takes forms, the page above it answers, and is what is looked at then.
    shown = new URL(response.redirected ? response.url : href, location.href);
    shown.hash = new URL(href, location.href).hash;
    history.pushState({}, "", shown);
    const target = focus && document.querySelector(focus);
    if (target) {
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }
    return undefined;
  } finally {
    place?.classList.remove("asking");
  }
}

function move(id, week) {
  const weeks = Math.round((at(data.until).getTime() - at(data.window[0]).getTime()) / (7 * DAY));
  const weeksOf = Object.entries(data.moves).map(([key, one]) => [key, one.week]);
  const told = { ...Object.fromEntries(weeksOf), [id]: Math.max(0, Math.min(weeks - 1, week)) };
  const address = new URL(location.href);
  address.searchParams.delete("job");
  address.searchParams.set("move", Object.entries(told).map(([key, value]) => `${key}:${value}`).join(","));
  address.hash = "";
  return show(address.href, "#draft");
}

let pending = null;
place?.addEventListener("keydown", (event) => {
  const link = event.target.closest("a[data-activity]");
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!link || !step || !event.altKey) return;
  const bar = data.bars.find((one) => one.id === link.dataset.activity);
  if (!bar?.movable) return;
  event.preventDefault();
  pending = pending?.id === bar.id ? pending : { id: bar.id, week: data.moves[bar.id]?.week ?? bar.week };
  pending.week += step;
  clearTimeout(pending.timer);
  pending.timer = setTimeout(() => {
    const { id, week } = pending;
    pending = null;
    move(id, week).then(() => place.querySelector(`a[data-activity="${CSS.escape(id)}"]`)?.focus());
  }, 350);
});

// A bar that is pressed is chosen by the timetable; only the keyboard follows its link.
place?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-activity]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (event.detail === 0) show(link.href, "#why");
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href, link.hash || "#draft");
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("#move-form");
  if (!form || !data) return;
  event.preventDefault();
  const first = at(data.window[0]).getTime();
  move(form.elements.what.value, Math.floor((at(form.elements.day.value).getTime() - first) / (7 * DAY)));
});
document.querySelector("#choose")?.addEventListener("change", (event) => {
  const form = event.target.form;
  show(`${form.action}?${new URLSearchParams(new FormData(form))}`);
});
// Going to a place on the page is told in the same way as going back, and reloads nothing.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown.pathname + shown.search) location.reload();
});

if (place && document.querySelector("#timeline-data")) draw();
