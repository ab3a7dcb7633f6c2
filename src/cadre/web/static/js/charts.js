// Draws the charts of a page from their Vega-Lite specs, without eval, in the colours of the page.
const dark = matchMedia("(prefers-color-scheme: dark)");

const narrow = matchMedia("(max-width: 40rem)");

// On a phone names leave most of the width to what they name; they stand in full in the words below.
function limit(part, most) {
  for (const [key, value] of Object.entries(part)) {
    if (key === "labelLimit") part[key] = Math.min(value, most);
    else if (value && typeof value === "object") limit(value, most);
  }
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Bands lie below lines that turn with the ink, and dark lines would be lost on dark paper.
const BANDS = { "#c6d9ea": "#22415c", "#7fb0d6": "#3a6f9c" };
const LINES = { "#0b4f8a": "#4a94d6", "#7a4b94": "#b18acb", "#a3263a": "#e0717f" };

function turn(part, colours) {
  const text = JSON.stringify(part).replace(/"(#[0-9a-fA-F]{6})"/g, (whole, colour) => (colours[colour.toLowerCase()] ? `"${colours[colour.toLowerCase()]}"` : whole));
  return JSON.parse(text);
}

function turnLines(part) {
  for (const one of Object.values(part)) if (one && typeof one === "object") turnLines(one);
  if (part.mark?.type === "line" && part.encoding?.color) part.encoding.color = turn(part.encoding.color, LINES);
}

// Charts are made on white paper; in the dark their ink and paper turn, colours that mean something stay.
function inTheDark(spec) {
  const ink = { "#1b2733": token("--ink"), "#66737f": token("--quiet"), "#d9dfe4": token("--faint"), "#ffffff": token("--raised"), "#aab4bd": token("--line") };
  const turned = turn(spec, { ...ink, ...BANDS });
  turnLines(turned);
  return turned;
}

// Names of colours that would run off the page stand in lines below each other; letters are 7 wide.
function wrapLegends(part, room) {
  for (const [key, value] of Object.entries(part)) {
    if (!value || typeof value !== "object") continue;
    const names = ["color", "shape", "strokeDash"].includes(key) && value.legend !== null ? value.scale?.domain : null;
    if (!Array.isArray(names) || typeof names[0] !== "string") {
      wrapLegends(value, room);
      continue;
    }
    const widths = names.map((name) => 7 * name.length + 30);
    if (widths.reduce((sum, one) => sum + one, 0) > room) value.legend = { ...value.legend, columns: Math.max(1, Math.floor(room / Math.max(...widths))) };
  }
}

// Columns are as wide as their heads and cells ask for: where a page is narrower, it scrolls them.
function hasColumns(spec) {
  return [spec, ...(spec.layer || [])].some((part) => part.encoding?.x?.type === "nominal");
}

async function draw(figure) {
  const stated = JSON.parse(figure.querySelector("script.spec").textContent);
  const spec = dark.matches ? inTheDark(stated) : stated;
  spec.background = null;
  if (narrow.matches) limit(spec, figure.clientWidth * 0.4);
  wrapLegends(spec, figure.clientWidth * 0.6);
  if (typeof spec.width === "number" && !hasColumns(spec) && !figure.closest("[data-fixed]")) {
    spec.width = Math.max(320, Math.min(spec.width, figure.clientWidth));
    spec.autosize = { type: "fit-x", contains: "padding", ...(spec.autosize || {}) };
  }
  const place = figure.querySelector(".drawn");
  // A chart with a height for each line fits its width only, which isn't worth a warning.
  await window.vegaEmbed(place, spec, { logger: window.vega.logger(window.vega.Error), ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true } });
  // The place is a picture with its words; what stands inside would tell it twice, mark by mark.
  place.querySelector("svg")?.setAttribute("aria-hidden", "true");
  // What has to be scrolled is reached by the keyboard, too.
  if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
  place.dataset.state = "drawn";
}

export function drawAll(root = document) {
  for (const figure of root.querySelectorAll("figure.chart")) {
    draw(figure).catch((error) => {
      figure.querySelector(".drawn").textContent = "This chart can't be drawn here; its words stand below.";
      console.error(error);
    });
  }
}

drawAll();
dark.addEventListener("change", () => drawAll());
document.addEventListener("htmx:after:swap", (event) => drawAll(event.target));
