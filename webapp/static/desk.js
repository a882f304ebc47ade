// One key a verdict at the desk. Everything here also works by buttons alone.
const desk = document.querySelector('[data-module="ce-desk"]');
const OFF = "ce-desk-keys-off";

function isTyping(target) {
  return target.closest("input:not([type=radio]), textarea, select") !== null;
}

function pressVerdict(button) {
  const needed = button.dataset.needs && document.getElementById(button.dataset.needs);
  if (needed && !needed.value) {
    // The verdict waits for words; Enter in the field then sends this button.
    needed.focus();
    needed.dataset.pending = button.dataset.key;
    return;
  }
  button.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const pending = event.target.dataset?.pending;
  if (event.key === "Enter" && pending) {
    event.preventDefault();
    desk.querySelector(`[data-key="${pending}"]`).click();
    return;
  }
  if (localStorage.getItem(OFF) || isTyping(event.target)) return;
  const verdict = desk.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (verdict) {
    event.preventDefault();
    pressVerdict(verdict);
  } else if (event.key === "j" || event.key === "J") {
    document.getElementById("next-claim")?.click();
  }
}

function addSwitch() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ce-link-button";
  const say = () => {
    button.textContent = localStorage.getItem(OFF)
      ? "Switch single-key shortcuts on"
      : "Switch single-key shortcuts off";
  };
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    say();
  });
  say();
  document.querySelector(".ce-desk__head").append(button);
}

if (desk) {
  document.addEventListener("keydown", onKey);
  addSwitch();
  const mark = document.querySelector(".ce-picture__mark, #mark-1");
  mark?.scrollIntoView({ block: "center" });
  if (desk.dataset.next) {
    // The next citation is already on its way while this one is read.
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.href = desk.dataset.next;
    document.head.append(link);
  }
}
