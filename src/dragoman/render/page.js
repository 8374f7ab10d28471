// Rows and words light each other up; without this script the links between them still work.
const cards = new Map([...document.querySelectorAll("[data-row]")].map((card) => [card.dataset.row, card]));
const words = new Map();
for (const mark of document.querySelectorAll("[data-rows]")) {
  for (const row of mark.dataset.rows.split(" ")) {
    if (!words.has(row)) words.set(row, []);
    words.get(row).push(mark);
  }
}
let lit = [];
let pinned = [];

function light(rows) {
  for (const element of lit) element.classList.remove("on");
  lit = rows.flatMap((row) => [...(words.get(row) ?? []), cards.get(row)]).filter(Boolean);
  for (const element of lit) element.classList.add("on");
}

// The row a place on the page stands for: a card's own, or the one the words' link leads to.
function rowsAt(target) {
  const mark = target.closest("[data-rows]");
  if (mark) return [mark.hash.slice(1)];
  const reference = target.closest(".ref");
  if (reference) return [reference.hash.slice(1)];
  const card = target.closest("[data-row]");
  return card ? [card.dataset.row] : [];
}

// Brings the other side into view, without moving the page where it can be seen already.
function show(rows, from) {
  for (const row of rows) {
    const other = from.closest(".text") ? cards.get(row) : words.get(row)?.[0];
    other?.scrollIntoView({ block: "nearest" });
  }
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    const rows = rowsAt(target);
    light(rows.length ? rows : pinned);
    if (kind === "focusin") show(rows, target);
  });
}
document.addEventListener("click", ({ target }) => {
  pinned = rowsAt(target);
  light(pinned);
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") light((pinned = []));
});
