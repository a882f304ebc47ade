// Where something is still being made, asks for the page ever less often and puts in what is new.
const SLOWEST = 15000;
const announce = document.querySelector("[data-announce]");

function parts() {
  return [...document.querySelectorAll("[data-waiting]")];
}

async function look(wait) {
  let answer;
  try {
    answer = await fetch(location.href, { credentials: "same-origin" });
  } catch {
    setTimeout(() => look(Math.min(wait * 2, SLOWEST)), wait);
    return;
  }
  if (!answer.ok || answer.redirected) return;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  let changed = false;
  for (const part of parts()) {
    const fresh = found.getElementById(part.id);
    if (!fresh || fresh.isEqualNode(part)) continue;
    part.replaceWith(document.importNode(fresh, true));
    changed = true;
  }
  if (!parts().length) {
    if (announce) announce.textContent = "It is done.";
    return;
  }
  const next = changed ? 1000 : Math.min(wait * 1.5, SLOWEST);
  setTimeout(() => look(next), next);
}

if (parts().length) setTimeout(() => look(1000), 1000);
