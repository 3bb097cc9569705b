// Runs every test/**/*.test.ts and every plugins/*/widget/*.test.ts: bundled by esbuild, executed by node's own test runner, from this folder.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const embed = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every test file below a folder, in a stable order. */
function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return /\.test\.tsx?$/.test(entry.name) ? [path] : [];
  }).sort();
}

const wanted = process.argv.slice(2);
const plugins = join(dirname(embed), "plugins");
const beside = readdirSync(plugins).map((id) => join(plugins, id, "widget")).filter((folder) => existsSync(folder));
const entries = [join(embed, "test"), ...beside].flatMap(testFiles).filter(
  (path) => wanted.length === 0 || wanted.some((word) => path.includes(word)),
);
const output = mkdtempSync(join(tmpdir(), "beckon-embed-tests-"));
let status = 1;
try {
  await build({
    entryPoints: entries,
    outdir: output,
    outbase: dirname(embed),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    jsx: "automatic",
    jsxImportSource: "preact",
    absWorkingDir: embed,
    tsconfig: join(embed, "tsconfig.json"),
  });
  const bundles = entries.map((path) =>
    join(output, relative(dirname(embed), path).replace(/\.tsx?$/, ".mjs")),
  );
  status = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundles], {
    cwd: embed,
    stdio: "inherit",
  }).status ?? 1;
} finally {
  rmSync(output, { recursive: true, force: true });
}
process.exit(status);
