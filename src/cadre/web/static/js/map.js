// The map of the sites: outlines that come with the page, no tile server.
const place = document.querySelector("#map");
const data = JSON.parse(document.querySelector("#map-data")?.textContent ?? "null");

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

function draw() {
  const L = window.L;
  const map = L.map(place, { attributionControl: true, zoomSnap: 0.25, scrollWheelZoom: false, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
  map.attributionControl.setPrefix(false).addAttribution("Outlines: Natural Earth");
  map.fitBounds(data.box);
  L.geoJSON(data.features, {
    interactive: false,
    style: (feature) => ({ color: token("--line"), weight: 1, fillColor: feature.properties.home ? token("--accent-soft") : token("--raised"), fillOpacity: 1 }),
  }).addTo(map);
  for (const point of data.points) {
    const busy = point.status === "working";
    L.circleMarker(point.at, { radius: busy ? 8 : 6, color: token("--ink"), weight: 1.5, fillColor: busy ? token("--accent") : token("--raised"), fillOpacity: 1 })
      .bindTooltip(point.name, { permanent: data.points.length <= 12, direction: "right", offset: [8, 0] })
      .bindPopup(told(point))
      .addTo(map);
  }
  place.dataset.state = "drawn";
}

if (place && data) draw();
