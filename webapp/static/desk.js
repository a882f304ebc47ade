// One key a verdict at the desk. Everything here also works by buttons alone.
const desk = document.querySelector('[data-module="ce-desk"]');
const judgement = document.getElementById("judgement");
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

function goToJudgement() {
  const chosen = judgement.querySelector("[name=level]:checked");
  // A review without levels has none to choose; what is strong comes first there.
  (chosen ?? judgement.querySelector("[name=level]") ?? judgement.elements.strength).focus();
}

// With the focus on the levels a digit chooses one; where it differs, the reason is next.
function chooseLevel(event) {
  const radio = judgement.querySelector(`[name=level][value="${CSS.escape(event.key)}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  radio.focus();
  const reason = judgement.elements.reason;
  if (event.key !== judgement.dataset.claimed && !reason.value) reason.focus();
}

function onKey(event) {
  if (event.key === "Enter" && event.ctrlKey && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const pending = event.target.dataset?.pending;
  if (event.key === "Enter" && pending) {
    event.preventDefault();
    desk.querySelector(`[data-key="${pending}"]`).click();
    return;
  }
  if (localStorage.getItem(OFF) || isTyping(event.target)) return;
  if (judgement?.contains(event.target) && /^[0-9]$/.test(event.key)) {
    chooseLevel(event);
    return;
  }
  const verdict = desk.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (verdict) {
    event.preventDefault();
    pressVerdict(verdict);
  } else if (event.key === "j" || event.key === "J") {
    document.getElementById("next-claim")?.click();
  } else if (judgement && (event.key === "l" || event.key === "L")) {
    event.preventDefault();
    goToJudgement();
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

// The quote in view, the page below the header: nothing to scroll between quote and verdict.
function showQuote() {
  document.querySelector(".ce-desk__head").scrollIntoView();
  const pane = document.querySelector(".ce-desk__page");
  const mark = pane.querySelector(".ce-picture__mark, #mark-1");
  if (!mark) return;
  const offset = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - pane.clientHeight / 3;
}

// The next quote is on its way while this one is read: its picture is kept here, its place there.
function fetchAhead() {
  if (desk.dataset.nextPicture) new Image().src = desk.dataset.nextPicture;
  if (!desk.dataset.next) return;
  // Read to its end, so that its connection is free for the next page. Where it does not come, the
  // page is made when it is opened.
  fetch(desk.dataset.next, { credentials: "same-origin" }).then((answer) => answer.text()).catch(() => {});
}

// A reason that is often given goes into the field, to be sent or changed there.
function takeCanned(event) {
  const reason = document.getElementById("verdict_reason");
  reason.value = event.target.value;
  event.target.value = "";
  reason.focus();
}

function begin() {
  const isTimeToJudge = "judge" in desk.dataset && judgement;
  if (isTimeToJudge && !document.querySelector(".govuk-error-summary")) goToJudgement();
  fetchAhead();
}

if (desk) {
  document.getElementById("canned_reason")?.addEventListener("change", takeCanned);
  document.addEventListener("keydown", onKey);
  addSwitch();
  showQuote();
  // A fragment in the address takes the focus away until the page has come whole.
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}
