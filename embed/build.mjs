// Builds everything that runs in a browser into embed/dist (committed), the console's scripts into app/shell/static/build,
// and each browser module of a plugin beside its source (plugins/<id>/widget/<name>.js).
//   node build.mjs           writes
//   node build.mjs --check   writes nothing and fails when what is committed differs from a fresh build
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const embed = dirname(fileURLToPath(import.meta.url));
const root = dirname(embed);
const dist = join(embed, "dist");
const consoleBuild = join(root, "app", "shell", "static", "build");
const isCheck = process.argv.includes("--check");

/** The loader's share of the customer's page, in bytes after gzip. */
const LOADER_BUDGET = 15_000;

/** How a plugin's built module begins; one that somebody wrote by hand is left alone. */
const BUILT_FROM = "// Built from ";

/** TypeScript files directly inside a folder, sorted; none when the folder does not exist. */
function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => /\.tsx?$/.test(name) && !/\.(d|test)\.ts$/.test(name)).sort().map((name) => join(folder, name));
}

/** The browser modules of the plugins in this repository, by path: files with a default export; the others only help those. */
function pluginModules() {
  const plugins = join(root, "plugins");
  if (!existsSync(plugins)) return [];
  return readdirSync(plugins).sort()
    .flatMap((id) => sources(join(plugins, id, "widget")))
    .filter((path) => /^export default /m.test(readFileSync(path, "utf8")));
}

/** Lets a plugin's module import the types it is written against. */
const pluginTypes = {
  name: "plugin-types",
  setup(bundler) {
    bundler.onResolve({ filter: /^beckon\/widget-module$/ }, () => ({ path: join(embed, "src/moments/widget_module.ts") }));
  },
};

/** Lets a module import a style sheet as one minified text. */
const styleText = {
  name: "style-text",
  setup(bundler) {
    bundler.onLoad({ filter: /\.text\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const shared = {
  bundle: true,
  write: false,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: embed,
  tsconfig: join(embed, "tsconfig.json"),
  jsx: "automatic",
  jsxImportSource: "preact",
  nodePaths: [join(embed, "node_modules")],
  plugins: [pluginTypes, styleText],
};

/** One bundle, as bytes. */
async function bundle(entry, options) {
  const result = await build({ ...shared, entryPoints: [entry], outfile: join(dist, "out.js"), ...options });
  return Buffer.from(result.outputFiles[0].contents);
}

const FONT_PARTS = ["latin", "latin-ext", "cyrillic", "greek", "vietnamese"];

/** What the rich editor of the console is made of. */
const COMPOSER_PACKAGES = [
  ...["core", "extension-blockquote", "extension-bold", "extension-code", "extension-document", "extension-hard-break", "extension-italic",
    "extension-link", "extension-list", "extension-paragraph", "extension-strike", "extension-text", "extension-underline", "extensions"].map((part) => `@tiptap/${part}`),
  ...["commands", "dropcursor", "gapcursor", "history", "keymap", "model", "schema-list", "state", "transform", "view"].map((part) => `prosemirror-${part}`),
  "linkifyjs", "orderedmap", "rope-sequence", "w3c-keyname",
];

/** The licences of what is bundled. */
function notices() {
  const packages = ["preact", "socket.io-client", "socket.io-parser", "engine.io-client", "engine.io-parser", "@socket.io/component-emitter", "@fontsource-variable/inter", "lucide-static", ...COMPOSER_PACKAGES];
  const parts = packages.map((name) => {
    const folder = join(embed, "node_modules", name);
    const version = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version}\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : "MIT"}\n`;
  });
  return Buffer.from(`Parts of the files in this folder come from these packages.\n\n${parts.join("\n----------------------------------------\n\n")}`);
}

/** Every output: path → bytes. */
async function outputs() {
  const files = new Map();
  const page = { format: "iife", target: ["es2019"] };
  const modern = { format: "iife", target: ["es2020"] };
  const src = (path) => join(embed, "src", path);
  const stage = await bundle(src("second_file.ts"), { ...page, format: "esm" });
  files.set(join(dist, "stage.js"), stage);
  // The loader asks for exactly this content, so browsers may keep it for good.
  page.define = { BECKON_STAGE_MARK: JSON.stringify(createHash("sha256").update(stage).digest("hex").slice(0, 16)) };
  files.set(join(dist, "beckon.js"), await bundle(src("loader/main.ts"), page));
  files.set(join(dist, "classic.js"), await bundle(src("compat/main.ts"), page));
  files.set(join(dist, "listen.js"), await bundle(src("listening/listen.ts"), { ...page, format: "esm" }));
  files.set(join(dist, "try_it.js"), await bundle(src("try_it/main.ts"), { ...page, format: "esm" }));
  files.set(join(dist, "try_it_panel.js"), await bundle(src("try_it/panel.ts"), page));
  if (existsSync(src("panel/main.tsx"))) files.set(join(dist, "panel.js"), await bundle(src("panel/main.tsx"), modern));
  if (existsSync(src("panel/panel.css"))) {
    files.set(join(dist, "panel.css"), await bundle(src("panel/panel.css"), { external: ["*.woff2"], target: ["chrome111", "firefox113", "safari16.2"] }));
    for (const part of FONT_PARTS) {
      const name = `inter-${part}-wght-normal.woff2`;
      files.set(join(dist, "fonts", name), readFileSync(join(embed, "node_modules/@fontsource-variable/inter/files", name)));
    }
  }
  if (existsSync(src("evaluate.ts"))) {
    files.set(join(dist, "evaluate.js"), await bundle(src("evaluate.ts"), { platform: "node", format: "cjs", target: ["node18"], minify: false }));
  }
  for (const entry of pluginModules()) {
    files.set(entry.replace(/\.ts$/, ".js"), await bundle(entry, { ...page, format: "esm", banner: { js: `${BUILT_FROM}${basename(entry)}.` } }));
  }
  files.set(join(dist, "package.json"), Buffer.from('{ "type": "commonjs" }\n'));
  files.set(join(dist, "THIRD_PARTY.txt"), notices());
  for (const entry of sources(src("console/pages"))) {
    files.set(join(consoleBuild, basename(entry).replace(/\.tsx?$/, ".js")), await bundle(entry, modern));
  }
  return files;
}

/** What lies in the output folders and belongs to us. */
function present() {
  const walk = (folder) => existsSync(folder)
    ? readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? walk(path) : [path];
      })
    : [];
  const beside = readdirSync(join(root, "plugins")).flatMap((id) => walk(join(root, "plugins", id, "widget")));
  const isBuilt = (path) => path.endsWith(".js") && readFileSync(path, "utf8").startsWith(BUILT_FROM);
  return [...walk(dist), ...walk(consoleBuild).filter((path) => path.endsWith(".js")), ...beside.filter(isBuilt)];
}

const files = await outputs();
const name = (path) => relative(root, path).split(sep).join("/");
const stale = present().filter((path) => !files.has(path));
const loaderBytes = gzipSync(files.get(join(dist, "beckon.js")), { level: 9 }).length;
if (loaderBytes > LOADER_BUDGET) {
  process.stderr.write(`dist/beckon.js is ${loaderBytes} bytes after gzip; the budget is ${LOADER_BUDGET}.\n`);
  process.exitCode = 1;
}
if (isCheck) {
  const different = [...files].filter(([path, bytes]) => !existsSync(path) || !readFileSync(path).equals(bytes)).map(([path]) => path);
  for (const path of different) process.stderr.write(`${name(path)} differs from a fresh build; run: make build\n`);
  for (const path of stale) process.stderr.write(`${name(path)} is not built any more; run: make build\n`);
  if (different.length || stale.length) process.exitCode = 1;
} else {
  for (const path of stale) rmSync(path);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    process.stdout.write(`${name(path)}  ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} after gzip\n`);
  }
}
