// Starts the GOV.UK Frontend components on the page.
import { initAll } from "../govuk-frontend-6.3.0.min.js";

initAll();
