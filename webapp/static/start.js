// Switches on the components that need it; every page works without.
import { initAll } from "./vendor/govuk-frontend/6.3.0/govuk-frontend.min.js";
import { watchSignOut } from "./signing-out.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
watchSignOut();
