import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../shared/container.js";
import { bytesOf, namesIn, toldOf } from "./fixtures.js";

/**
 * As Python tells of an array: what JSON has no number for is text.
 *
 * @param {import("../shared/container.js").PackedArray} array
 */
function plain({ shape, numbers }) {
  const text = (/** @type {number | bigint} */ number) => {
    if (typeof number === "bigint") return String(number);
    if (Number.isFinite(number)) return number;
    return Number.isNaN(number) ? "nan" : String(number).replace("Infinity", "inf");
  };
  return { shape, numbers: Array.from(numbers, text) };
}

/** @param {{ dtype: string, shape: number[], numbers: any[] }} array */
function told({ dtype, shape, numbers }) {
  return { shape, numbers: dtype === "bool" ? numbers.map(Number) : numbers };
}

/** @param {Record<string, any>} arrays @param {(array: any) => unknown} change */
function each(arrays, change) {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, change(array)]));
}

for (const name of namesIn("container")) {
  test(`a container of ${name} holds what Python says`, () => {
    const { values, arrays } = unpack(bytesOf(`container/${name}`));
    const expected = toldOf(`container/${name}`);
    assert.deepEqual(values, expected.values);
    assert.deepEqual(each(arrays, plain), each(expected.arrays, told));
  });
}

test("arrays are views of the bytes, wherever these begin", () => {
  const bytes = bytesOf("container/shapes");
  const { arrays } = unpack(bytes);
  bytes[bytes.length - 1] += 1;
  assert.equal(arrays.bytes.numbers[2], 3);
  assert.equal(arrays.bytes.numbers.buffer, bytes.buffer);
  const moved = new Uint8Array(bytes.length + 3);
  moved.set(bytes, 3);
  assert.deepEqual(unpack(moved.subarray(3)), unpack(bytes));
});

test("bytes that were cut off, or are something else, are refused", () => {
  const bytes = bytesOf("container/shapes");
  for (let length = 0; length < bytes.length; length++) assert.throws(() => unpack(bytes.slice(0, length)), /^Error: Expected/, `${length}`);
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  assert.throws(() => unpack(longer), /^Error: Expected .* received/);
});

/** @param {unknown} header @param {number} [rest] */
function headed(header, rest = 0) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + rest);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

test("a header that does not fit its bytes is refused", () => {
  const metadata = { version: "1", values: "{}" };
  const with_ = (/** @type {object} */ field) => headed({ __metadata__: metadata, x: field }, 8);
  assert.deepEqual([...unpack(with_({ dtype: "U8", shape: [8], data_offsets: [0, 8] })).arrays.x.numbers], [0, 0, 0, 0, 0, 0, 0, 0]);
  for (const field of [
    { dtype: "U8", shape: [7], data_offsets: [0, 8] },
    { dtype: "U8", shape: [9], data_offsets: [0, 9] },
    { dtype: "U8", shape: [16], data_offsets: [-8, 8] },
    { dtype: "U8", shape: [7], data_offsets: [0, 7] },
    { dtype: "F7", shape: [8], data_offsets: [0, 8] },
  ]) {
    assert.throws(() => unpack(with_(field)), /^Error: Expected/, JSON.stringify(field));
  }
  assert.throws(() => unpack(headed({ __metadata__: { ...metadata, version: "2" } })), /version 1, received 2/);
  assert.throws(() => unpack(headed({})), /version 1, received undefined/);
});
