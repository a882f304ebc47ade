// The picture of a page: larger and smaller; words chosen on it by pointer or keys go into the
// cite form. Everything here also works by the text beside it.
const pane = document.querySelector('[data-module="ce-picture"]');
const form = document.querySelector('[data-module="ce-cite"]');
const AROUND = 8;
const SIZES = ["", "ce-picture--larger", "ce-picture--largest"];
const SVG = "http://www.w3.org/2000/svg";

function addZoom(picture) {
  const tools = document.querySelector(".ce-picture-tools");
  let size = 0;
  const change = (step) => {
    picture.classList.remove(...SIZES.filter(Boolean));
    size = Math.min(Math.max(size + step, 0), SIZES.length - 1);
    if (SIZES[size]) picture.classList.add(SIZES[size]);
    if (size) picture.querySelector("img").src = pane.dataset.larger;
    larger.disabled = size === SIZES.length - 1;
    smaller.disabled = size === 0;
  };
  const button = (words, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ce-link-button";
    made.textContent = words;
    made.addEventListener("click", () => change(step));
    return made;
  };
  const larger = button("Larger", 1);
  const smaller = button("Smaller", -1);
  smaller.disabled = true;
  tools.replaceChildren(larger, smaller);
}

// What is chosen: the words from the anchor to the head, in reading order.
class Choice {
  constructor(picture, words, status) {
    this.words = words;
    this.status = status;
    this.layer = document.createElementNS(SVG, "g");
    picture.querySelector("svg").append(this.layer);
    this.anchor = this.head = -1;
  }

  take(head, extend) {
    if (head < 0 || head >= this.words.length) return;
    this.head = head;
    if (!extend || this.anchor < 0) this.anchor = head;
    this.show();
  }

  show() {
    const [first, last] = [this.anchor, this.head].sort((one, other) => one - other);
    const chosen = this.words.slice(first, last + 1);
    this.layer.replaceChildren(...chosen.flatMap((word) => word.boxes).map(rectangle));
    const joined = (words) => words.map((word) => word.text).join(" ");
    form.elements.exact.value = joined(chosen);
    form.elements.prefix.value = joined(this.words.slice(Math.max(first - AROUND, 0), first));
    form.elements.suffix.value = joined(this.words.slice(last + 1, last + 1 + AROUND));
    this.status.textContent = `Chosen: ${form.elements.exact.value}`;
  }

  // The nearest word on the line above or below.
  line(step) {
    const here = centre(this.words[this.head]);
    let best = -1;
    let least = Infinity;
    this.words.forEach((word, number) => {
      if (!word.boxes.length || !here) return;
      const [x, y] = centre(word);
      const height = word.boxes[0][3] - word.boxes[0][1];
      const down = (y - here[1]) * step;
      if (down < height / 2) return;
      const distance = down * 4 + Math.abs(x - here[0]);
      if (distance < least) [best, least] = [number, distance];
    });
    return best;
  }
}

function centre(word) {
  const box = word?.boxes[0];
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}

function rectangle([left, top, right, bottom]) {
  const made = document.createElementNS(SVG, "rect");
  made.setAttribute("class", "ce-picture__chosen");
  for (const [name, value] of Object.entries({
    x: left, y: top, width: right - left, height: bottom - top,
  })) made.setAttribute(name, value);
  return made;
}

// The word under the pointer, else the nearest one; lines count more than columns.
function wordAt(picture, words, event) {
  const around = picture.getBoundingClientRect();
  const x = (event.clientX - around.left) / around.width;
  const y = (event.clientY - around.top) / around.height;
  let best = -1;
  let least = Infinity;
  words.forEach((word, number) => {
    for (const [left, top, right, bottom] of word.boxes) {
      const beside = Math.max(left - x, 0, x - right);
      const below = Math.max(top - y, 0, y - bottom);
      const distance = beside + below * 4;
      if (distance < least) [best, least] = [number, distance];
    }
  });
  return best;
}

function followPointer(picture, choice) {
  let isDown = false;
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    event.preventDefault();
    isDown = true;
    picture.setPointerCapture(event.pointerId);
    choice.take(wordAt(picture, choice.words, event), event.shiftKey);
  });
  picture.addEventListener("pointermove", (event) => {
    if (isDown) choice.take(wordAt(picture, choice.words, event), true);
  });
  picture.addEventListener("pointerup", () => { isDown = false; });
}

function followKeys(picture, choice) {
  picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = {
      ArrowRight: () => choice.head + 1,
      ArrowLeft: () => Math.max(choice.head - 1, 0),
      ArrowDown: () => (choice.head < 0 ? 0 : choice.line(1)),
      ArrowUp: () => (choice.head < 0 ? 0 : choice.line(-1)),
    };
    if (moves[event.key]) {
      event.preventDefault();
      choice.take(moves[event.key](), event.shiftKey);
    } else if (event.key === "Enter" && choice.head >= 0) {
      event.preventDefault();
      (form.elements.dimension?.[0] ?? form.elements.dimension ?? form.elements.shows).focus();
    }
  });
}

async function offerWords(picture) {
  const answer = await fetch(pane.dataset.words, { credentials: "same-origin" });
  if (!answer.ok) return;
  const { words } = await answer.json();
  if (!words.some((word) => word.boxes.length)) return;
  const status = document.createElement("p");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  pane.append(status);
  picture.tabIndex = 0;
  picture.setAttribute("role", "group");
  picture.setAttribute(
    "aria-label",
    "Picture of the page. Arrow keys choose a word, with Shift several; Enter goes on to cite them."
  );
  picture.classList.add("ce-picture--citable");
  const choice = new Choice(picture, words, status);
  followPointer(picture, choice);
  followKeys(picture, choice);
}

if (pane) {
  const picture = pane.querySelector(".ce-picture");
  addZoom(picture);
  if (form && pane.dataset.words) offerWords(picture);
}
