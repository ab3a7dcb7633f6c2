// The slider of the history: says at each place which change one goes back to.
const slider = document.querySelector("#slider");
const moments = JSON.parse(document.querySelector("#moments").textContent);
const number = document.querySelector("#slid");
const words = document.querySelector("#slid-words");

function say() {
  const seq = Number(slider.value);
  const last = moments.filter((one) => one.seq <= seq).at(-1);
  number.textContent = String(seq);
  let said = last ? last.says : "Before the changes that are listed here";
  if (last && last.seq !== seq) said = `Change ${last.seq}, the last one of this branch by then: ${said}`;
  words.textContent = said;
  slider.setAttribute("aria-valuetext", `change ${seq}: ${said}`);
}

slider.addEventListener("input", say);
say();
