// Puts the selected words, and a little around them, into the cite form. No offset is sent.
const source = document.querySelector("[data-quote-source]");
const form = document.querySelector('[data-module="ce-cite"]');
const CONTEXT = 40;

// Pictures stand between the words and are none of them.
function words(range) {
  const part = range.cloneContents();
  for (const figure of part.querySelectorAll("figure")) figure.remove();
  return part.textContent;
}

function takeSelection() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.commonAncestorContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(source);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.selectNodeContents(source);
  after.setStart(range.endContainer, range.endOffset);
  form.elements.exact.value = words(range).trim();
  form.elements.prefix.value = words(before).slice(-CONTEXT);
  form.elements.suffix.value = words(after).slice(0, CONTEXT);
}

if (source && form) {
  document.addEventListener("selectionchange", takeSelection);
  // Words may have been selected before this script was there.
  takeSelection();
}
const first = source?.querySelector("mark");
if (first) source.scrollTop = first.offsetTop - source.offsetTop - 60;
