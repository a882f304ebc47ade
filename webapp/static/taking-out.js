// Draws a rectangle on the picture of a page; the form sends it as fractions of the picture.
const form = document.querySelector('[data-module="ce-taking-out"]');
const area = form?.querySelector("[data-drawing]");
const drawn = form?.querySelector("[data-drawn]");
let start = null;

function place(event) {
  const frame = area.getBoundingClientRect();
  const within = (value) => Math.min(Math.max(value, 0), 1);
  return {
    x: within((event.clientX - frame.left) / frame.width),
    y: within((event.clientY - frame.top) / frame.height),
  };
}

function draw(end) {
  const x0 = Math.min(start.x, end.x), x1 = Math.max(start.x, end.x);
  const y0 = Math.min(start.y, end.y), y1 = Math.max(start.y, end.y);
  for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) {
    drawn.setAttribute(name, value.toFixed(4));
  }
  // A click is no rectangle.
  const isReal = x1 - x0 > 0.005 && y1 - y0 > 0.003;
  for (const [name, value] of Object.entries({ x0, y0, x1, y1 })) {
    form.elements[name].value = isReal ? value.toFixed(4) : "";
  }
}

if (area) {
  form.querySelector("[data-drawing-hint]").hidden = false;
  area.classList.add("ce-picture--drawing");
  area.addEventListener("pointerdown", (event) => {
    start = place(event);
    area.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  area.addEventListener("pointermove", (event) => start && draw(place(event)));
  area.addEventListener("pointerup", (event) => {
    if (start) draw(place(event));
    start = null;
  });
}
