/** The list of invitations: rows are moved by dragging or with the arrow keys, ticks are counted, filters apply at once. */

import { startListFilter } from "../invitation_list/list_filter";
import { startSorting } from "../invitation_list/sorting";
import { startTicks } from "../invitation_list/ticks";

const table = document.querySelector<HTMLTableElement>("table.invitations");
if (table !== null && table.dataset["sortable"] === "yes") startSorting(table);
const bulk = document.querySelector<HTMLFormElement>("#bulk");
if (bulk !== null) startTicks(bulk);
const filter = document.querySelector<HTMLFormElement>("[data-list-filter]");
if (filter !== null) startListFilter(filter);
