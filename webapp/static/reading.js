// Asks how far reading is, ever less often, and says so in words where each file stands.
const box = document.querySelector('[data-module="ce-reading"]');
const SLOWEST = 15000;

async function ask(wait) {
  let answer;
  try {
    answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
  } catch {
    setTimeout(() => ask(Math.min(wait * 2, SLOWEST)), wait);
    return;
  }
  if (!answer.ok) return;
  const { files } = await answer.json();
  let changed = false;
  for (const file of files) {
    const line = box.querySelector(`[data-reading="${CSS.escape(file.revision)}"]`);
    if (line && line.textContent !== file.sentence) {
      line.textContent = file.sentence;
      changed = true;
    }
  }
  const left = files.filter((file) => !file.final).length;
  const announce = box.querySelector("[data-announce]");
  if (!left) {
    if (announce) announce.textContent = "Every file has been read.";
    return;
  }
  const next = changed ? 1000 : Math.min(wait * 1.5, SLOWEST);
  setTimeout(() => ask(next), next);
}

if (box) ask(1000);
