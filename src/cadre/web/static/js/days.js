// A slider beside a field for a day: either moves the other; the form is sent when it is let go.
const DAY = 86400000;
const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

for (const slider of document.querySelectorAll("input[data-slides]")) {
  const field = document.getElementById(slider.dataset.slides);
  const told = slider.closest(".slide").querySelector("[data-told]");
  const first = Date.parse(slider.dataset.first);
  slider.closest(".slide").hidden = false;
  slider.addEventListener("input", () => {
    const day = new Date(first + slider.value * DAY);
    field.value = day.toISOString().slice(0, 10);
    told.textContent = words.format(day);
    slider.setAttribute("aria-valuetext", told.textContent);
  });
  slider.addEventListener("change", () => slider.form.requestSubmit());
  slider.setAttribute("aria-valuetext", told.textContent);
  field.addEventListener("input", () => {
    const day = Date.parse(field.value);
    if (!Number.isNaN(day)) {
      slider.value = Math.round((day - first) / DAY);
    }
  });
}
