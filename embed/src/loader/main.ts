/** The script that a customer's page loads: `/embed/beckon.js`. */

import { boot } from "./boot";

boot(window);
