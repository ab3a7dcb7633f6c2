// The map of the sites: outlines that come with the page, no tile server.
const place = document.querySelector("#map");
const points = JSON.parse(document.querySelector("#map-data")?.textContent ?? "[]");

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function told(point) {
  const box = document.createElement("div");
  const name = document.createElement("a");
  name.href = point.href;
  name.textContent = point.name;
  box.append(name, document.createElement("br"), point.works.length ? point.works.join("; ") : point.status);
  if (point.beds) box.append(document.createElement("br"), `${point.beds} beds`);
  return box;
}

function around(middle, width, height) {
  return { left: middle.x - width / 2, right: middle.x + width / 2, top: middle.y - height / 2, bottom: middle.y + height / 2 };
}

function meet(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

// A label stands where it meets no other one; where there is no room it comes up under the pointer.
function free(point, name, taken, size) {
  const [width, height] = [7 * name.length + 8, 20];
  const sides = { right: [12 + width / 2, 0], left: [-12 - width / 2, 0], top: [0, -20], bottom: [0, 20] };
  for (const [direction, [x, y]] of Object.entries(sides)) {
    const box = around({ x: point.x + x, y: point.y + y }, width, height);
    const inside = box.left >= 0 && box.right <= size.x && box.top >= 0 && box.bottom <= size.y;
    if (inside && !taken.some((other) => meet(box, other))) {
      taken.push(box);
      const offset = { right: [9, 0], left: [-9, 0], top: [0, -8], bottom: [0, 8] }[direction];
      return { permanent: true, direction, offset };
    }
  }
  return { direction: "auto" };
}

function draw(land) {
  const L = window.L;
  const map = L.map(place, { attributionControl: true, zoomSnap: 0.25, scrollWheelZoom: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
  map.attributionControl.setPrefix(false).addAttribution("Outlines: Natural Earth");
  map.fitBounds(land.box);
  L.geoJSON(land.features, {
    interactive: false,
    style: (feature) => ({ color: token("--line"), weight: 1, fillColor: feature.properties.home ? token("--accent-soft") : token("--raised"), fillOpacity: 1 }),
  }).addTo(map);
  const taken = points.map((point) => around(map.latLngToContainerPoint(point.at), 16, 16));
  const busiest = [...points].sort((one, other) => other.works.length - one.works.length);
  for (const point of busiest) {
    const busy = point.status === "working";
    const label = free(map.latLngToContainerPoint(point.at), point.name, taken, map.getSize());
    L.circleMarker(point.at, { radius: busy ? 8 : 6, color: token("--ink"), weight: 1.5, fillColor: busy ? token("--accent") : token("--raised"), fillOpacity: 1 })
      .bindTooltip(point.name, label)
      .bindPopup(told(point))
      .addTo(map);
  }
  place.dataset.state = "drawn";
}

if (place) {
  fetch(place.dataset.land)
    .then((answer) => answer.json())
    .then(draw)
    .catch(() => place.append("The map can't be drawn here; the table below says the same."));
}
