"use strict";
const cards = [...document.querySelectorAll("details.case")];
const buttons = [...document.querySelectorAll("button[data-show]")];
const search = document.querySelector("#search");
const none = document.querySelector("#none");
let show = "all";

function update() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let visible = 0;
  for (const card of cards) {
    const states = card.dataset.states.split(" ");
    const text = card.dataset.text.toLowerCase();
    card.hidden = !(show === "all" || states.includes(show)) || !words.every((word) => text.includes(word));
    visible += card.hidden ? 0 : 1;
  }
  none.hidden = visible > 0;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.show === show));
}

function reveal() {
  const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!card) return;
  show = "all";
  search.value = "";
  update();
  card.open = true;
  card.scrollIntoView();
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    show = button.dataset.show;
    update();
  });
}
search.addEventListener("input", update);
document.querySelector("#unfold").addEventListener("click", () => {
  const shown = cards.filter((card) => !card.hidden);
  const open = shown.some((card) => !card.open);
  for (const card of shown) card.open = open;
});
addEventListener("hashchange", reveal);
update();
reveal();
