// Switches on the components that need it; every page works without.
import { initAll } from "./vendor/govuk-frontend/6.3.0/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
