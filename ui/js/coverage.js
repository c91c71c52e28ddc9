// `npm run coverage`: the tests, and whether they run enough lines of the modules without DOM.
//
// A module without DOM is one that type-checks, with all that it imports, where a browser's types are not known:
// nothing can be called so, or called otherwise, by hand. A module that no test loads counts with all its lines.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const LEAST = 0.6;
const ROOT = import.meta.dirname;

/** @param {string[]} options */
function tsc(...options) {
  const told = spawnSync("npx", ["tsc", "--pretty", "false", ...options], { cwd: ROOT, encoding: "utf8" });
  if (told.error) throw told.error;
  return told.stdout.split("\n");
}

/** Modules of the workspace that tsconfig.json checks, by their relative paths. */
function checked() {
  const files = tsc("--listFilesOnly").map((file) => path.relative(ROOT, file.trim()));
  return files.filter((file) => /^[a-z]+(\/\w+)+\.js$/.test(file));
}

/** @param {string} file */
function imported(file) {
  const statements = readFileSync(path.join(ROOT, file), "utf8").matchAll(/^(?:import|export)\b([^"\n]*)"([^"\n]+)"/gm);
  const imports = Array.from(statements).filter(([, before]) => before.trim().endsWith("from"));
  return imports.map(([, , name]) => path.join(path.dirname(file), name));
}

function withoutDom() {
  const files = checked();
  const broken = new Set(tsc("--lib", "es2023", "--types", "node").map((line) => line.split("(")[0]));
  /** @type {(file: string) => boolean} */
  const free = (file) => !broken.has(file) && imported(file).every(free);
  return files.filter(free);
}

/** Runs the tests. Returns lines found and lines run by module. */
function run() {
  const folder = mkdtempSync(path.join(tmpdir(), "coverage-"));
  try {
    const report = path.join(folder, "lcov");
    const reporters = ["--test-reporter=dot", "--test-reporter-destination=stdout", "--test-reporter=lcov", `--test-reporter-destination=${report}`];
    const { status } = spawnSync(process.execPath, ["--test", "--experimental-test-coverage", ...reporters], { cwd: ROOT, stdio: "inherit" });
    if (status !== 0) process.exit(1);
    return read(readFileSync(report, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} lcov */
function read(lcov) {
  /** @type {Map<string, { found: number, hit: number }>} */
  const lines = new Map();
  for (const record of lcov.split("end_of_record")) {
    const value = (/** @type {string} */ key) => new RegExp(`^${key}:(.*)$`, "m").exec(record)?.[1] ?? "";
    if (value("SF")) lines.set(path.relative(ROOT, path.resolve(ROOT, value("SF"))), { found: Number(value("LF")), hit: Number(value("LH")) });
  }
  return lines;
}

const lines = run();
let found = 0;
let hit = 0;
console.log("\nModules without DOM, lines run by tests:");
for (const file of withoutDom()) {
  const of = lines.get(file) ?? { found: readFileSync(path.join(ROOT, file), "utf8").trimEnd().split("\n").length, hit: 0 };
  found += of.found;
  hit += of.hit;
  console.log(`${String(Math.round((100 * of.hit) / of.found)).padStart(4)} %  ${file}`);
}
console.log(`${((100 * hit) / found).toFixed(1).padStart(6)} % of ${found} lines, at least ${100 * LEAST} % expected`);
if (!found || hit / found < LEAST) process.exit(1);
