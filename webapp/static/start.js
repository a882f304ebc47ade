// Switches on the components that need it; every page works without.
import { initAll } from "./vendor/govuk-frontend/6.3.0/govuk-frontend.min.js";
import { watchSignOut } from "./signing-out.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
// Where a list itself shows what was done, people stay at their place in it: the message is heard,
// and does not take the focus to the top.
const place = document.getElementById(location.hash.slice(1));
if (place?.closest("[data-keeps-place]")) {
  for (const told of document.querySelectorAll(".govuk-notification-banner")) {
    told.dataset.disableAutoFocus = "true";
  }
}
initAll();
watchSignOut();
