// Files that Python wrote: see tests/fixtures/README.md.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "../../../tests/fixtures");

/** @param {string} folder */
export function namesIn(folder) {
  const files = readdirSync(path.join(ROOT, folder)).filter((file) => file.endsWith(".safetensors"));
  return files.map((file) => path.basename(file, ".safetensors"));
}

/**
 * The bytes of a file, in memory of their own.
 *
 * @param {string} name with its folder
 */
export function bytesOf(name) {
  return new Uint8Array(readFileSync(path.join(ROOT, `${name}.safetensors`)));
}

/**
 * What a reader must find in it.
 *
 * @param {string} name with its folder
 */
export function toldOf(name) {
  return JSON.parse(readFileSync(path.join(ROOT, `${name}.json`), "utf-8"));
}
