// Offers how the last word may go on, in the browser's own list. The search works without.
const box = document.querySelector("[data-words]");
const PAUSE = 150;
let waiting = 0;
let asked = "";

async function offer() {
  asked = box.value;
  const answer = await fetch(`${box.dataset.words}?${new URLSearchParams({ q: asked })}`);
  if (!answer.ok || asked !== box.value) return;
  const { words } = await answer.json();
  box.list.replaceChildren(...words.map((word) => new Option(word, word)));
}

box?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, PAUSE);
});
