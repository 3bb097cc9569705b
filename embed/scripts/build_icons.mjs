/**
 * Writes app/shell/static/icons.svg: one sprite with the Lucide icons that the console names in console_icons.json.
 * Run: node embed/scripts/build_icons.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const iconFolder = join(here, "../node_modules/lucide-static/icons");
const target = join(here, "../../app/shell/static/icons.svg");
const names = JSON.parse(readFileSync(join(here, "console_icons.json"), "utf8")).sort();

function symbol(name) {
  const picture = readFileSync(join(iconFolder, `${name}.svg`), "utf8");
  const inside = picture.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const shapes = inside.replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim();
  const drawing = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" ${drawing}>${shapes}</symbol>`;
}

const notice = "<!-- Icons: Lucide (https://lucide.dev), ISC License, see LICENSE-Lucide.txt -->";
const sprite = ['<svg xmlns="http://www.w3.org/2000/svg">', notice, ...names.map(symbol), "</svg>", ""].join("\n");
writeFileSync(target, sprite);
