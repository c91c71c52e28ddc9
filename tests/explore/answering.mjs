// Calls functions of ui/js for tests: a line of JSON in, a line out.
import { createInterface } from "node:readline";

const ODD = { NaN, Infinity, "-Infinity": -Infinity };

/** Numbers that JSON does not have stand as texts in `{"$": …}`. */
const revive = (key, value) => (value && typeof value === "object" && "$" in value ? ODD[value.$] : value);
const replace = (key, value) => {
  if (typeof value === "number" && !Number.isFinite(value)) return { $: String(value) };
  return ArrayBuffer.isView(value) ? [...value] : value;
};

for await (const line of createInterface({ input: process.stdin })) {
  const { module, name, calls } = JSON.parse(line, revive);
  let answer;
  try {
    const found = (await import(module))[name];
    answer = { results: calls.map((call) => found(...call)) };
  } catch (error) {
    answer = { error: String(error.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer, replace)}\n`);
}
