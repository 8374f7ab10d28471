
// The keys of the workbench, and the size of the letters; every page can be read without them.
const stops = [...document.querySelectorAll(".rows .card, .stop")];
let at = -1;

function choose(number) {
  if (!stops.length) return;
  stops[at]?.classList.remove("chosen");
  at = Math.min(Math.max(number, 0), stops.length - 1);
  const stop = stops[at];
  stop.classList.add("chosen");
  stop.scrollIntoView({ block: "nearest" });
  (stop.querySelector("a.label, h2 a, a.words") ?? stop.querySelector("a"))?.focus({ preventScroll: true });
}

const LETTERS = "letters";
function setLetters(size) {
  const next = Math.min(Math.max(size, 1), 5);
  document.documentElement.dataset.letters = next;
  try { localStorage.setItem(LETTERS, next); } catch { /* a browser that keeps nothing */ }
}
function letters() {
  return Number(document.documentElement.dataset.letters ?? 2);
}
try { setLetters(Number(localStorage.getItem(LETTERS)) || 2); } catch { /* the same */ }
for (const sizes of document.querySelectorAll(".sizes")) sizes.hidden = false;
for (const button of document.querySelectorAll("[data-size]")) {
  button.addEventListener("click", () => setLetters(letters() + Number(button.dataset.size)));
}

// The button of the chosen row that a key stands for; a row holds those nested in it.
function press(key) {
  const buttons = [...(stops[at]?.querySelectorAll(`[data-key=${key}]`) ?? [])];
  buttons.find((button) => button.closest(".card") === stops[at])?.click();
}

// Whatever on the page says that a key is its own: an answer, the one before or after.
function follow(key) {
  document.querySelector(`main [data-key=${key}]`)?.click();
}

function showKeys() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  if (keys.open) keys.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  a: () => press("a"),
  ...Object.fromEntries(["y", "n", "u", "ArrowLeft", "ArrowRight"].map((key) => [key, () => follow(key)])),
  x: () => press("x"),
  j: () => choose(at + 1),
  k: () => choose(at - 1),
  r: () => document.getElementById("read-mode")?.click(),
  "+": () => setLetters(letters() + 1),
  "-": () => setLetters(letters() - 1),
  "?": () => showKeys(),
  "/": () => document.getElementById("q")?.focus(),
};
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
// A card that is lit by hand, or named by the address, is where the keys go on from.
document.addEventListener("focusin", ({ target }) => {
  const card = target.closest(".card, .stop");
  if (card && stops.includes(card) && stops[at] !== card) {
    stops[at]?.classList.remove("chosen");
    at = stops.indexOf(card);
  }
});
const named = stops.findIndex((stop) => stop.id && `#${stop.id}` === location.hash);
if (named >= 0) choose(named);

// How far something is, told by the server as it goes; without this script the page is asked again.
for (const place of document.querySelectorAll("[data-progress]")) {
  const told = new EventSource(place.dataset.progress);
  const said = document.getElementById("said");
  told.onmessage = ({ data }) => {
    place.innerHTML = data; // made by a template of the server, which escapes what it prints
    const state = place.querySelector(".state").textContent;
    if (said.textContent !== state) said.textContent = state;
  };
  told.addEventListener("end", () => {
    told.close();
    document.querySelector("form.end")?.remove();
  });
}
