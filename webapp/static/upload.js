// Sends each file by itself as it is chosen, with its own progress; the form alone works as well.
const form = document.querySelector('[data-module="ce-upload"]');

function row(table, name) {
  const line = table.tBodies[0].insertRow();
  line.className = "govuk-table__row";
  const head = document.createElement("th");
  head.scope = "row";
  head.className = "govuk-table__header";
  head.textContent = name;
  const cell = document.createElement("td");
  cell.className = "govuk-table__cell ce-progress";
  cell.dataset.label = "Sending";
  line.append(head, cell);
  return cell;
}

function send(file, cell) {
  return new Promise((resolve) => {
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    cell.replaceChildren(bar);
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.send);
    request.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    };
    request.onloadend = () => {
      const answer = read(request);
      cell.textContent = answer.sentence;
      resolve(answer);
    };
    request.send(file);
  });
}

function read(request) {
  try {
    const answer = JSON.parse(request.responseText);
    return request.status === 201
      ? { key: answer.document, sentence: answer.sentence }
      : { sentence: answer.detail ?? "It could not be sent. Choose it again." };
  } catch {
    return { sentence: "It could not be sent: the service did not answer. Choose it again." };
  }
}

async function sendAll(files) {
  const table = form.querySelector(".ce-upload__table");
  const status = form.querySelector(".ce-upload__status");
  table.hidden = false;
  const waiting = [...files].map((file) => ({ file, cell: row(table, file.name) }));
  waiting.forEach(({ cell }) => (cell.textContent = "Waiting"));
  const keys = [];
  for (const { file, cell } of waiting) {
    const answer = await send(file, cell);
    if (answer.key) keys.push(answer.key);
  }
  status.textContent = `${keys.length} of ${waiting.length} files arrived.`;
  if (keys.length) {
    const link = document.createElement("a");
    link.className = "govuk-button";
    link.href = `${form.dataset.describe}?keys=${keys.join(",")}`;
    link.textContent = keys.length === 1 ? "Say what it is" : "Say what they are";
    status.append(document.createElement("br"), link);
    if (keys.length === waiting.length) window.location.assign(link.href);
    else link.focus();
  }
}

if (form) {
  const input = form.elements.files;
  const drop = form.querySelector(".ce-upload__drop");
  form.querySelector("button").hidden = true;
  input.addEventListener("change", () => input.files.length && sendAll(input.files));
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("ce-upload__drop--over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("ce-upload__drop--over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) sendAll(event.dataTransfer.files);
  });
}
