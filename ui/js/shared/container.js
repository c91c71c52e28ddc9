// The container of everything that the server sends as bytes: see core/container.py. The format is safetensors.

/** @typedef {Float64Array | BigInt64Array | BigUint64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array} TypedArray */

/**
 * Numbers with the shape that they have on the server, the last index running fastest.
 *
 * @typedef {{ shape: number[], numbers: any }} PackedArray
 */

/** @typedef {{ values: Record<string, any>, arrays: Record<string, PackedArray> }} Contents */

/** @typedef {{ dtype: string, shape: number[], data_offsets: [begin: number, end: number] }} Field */

const VERSION = "1";
const LENGTH = 8;
const WIDEST = 8;

const KINDS = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  BF16: Uint16Array, // widened below: JavaScript has no such numbers
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
};

/**
 * What `bytes` hold. Arrays are views of the same memory, or of a copy where the bytes do not begin at a multiple of 8
 * in theirs. Throws where they are no container, or not all of one.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Contents}
 */
export function unpack(bytes) {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % WIDEST ? bytes.slice() : bytes;
  if (byteLength < LENGTH) throw new Error(`Expected a container of at least ${LENGTH} bytes, received ${byteLength}.`);
  const begin = LENGTH + Number(new DataView(buffer, byteOffset).getBigUint64(0, true));
  if (begin > byteLength) throw new Error(`Expected a header up to byte ${begin}, received ${byteLength} bytes.`);
  const text = new TextDecoder().decode(new Uint8Array(buffer, byteOffset + LENGTH, begin - LENGTH));
  /** @type {Record<string, Field> & { __metadata__?: { version?: string, values?: string } }} */
  const { __metadata__: metadata, ...fields } = JSON.parse(text);
  if (metadata?.version !== VERSION || metadata.values === undefined) {
    throw new Error(`Expected a container of version ${VERSION}, received ${metadata?.version}.`);
  }
  /** @type {Record<string, PackedArray>} */
  const arrays = {};
  const inOrder = Object.entries(fields).sort(([, one], [, other]) => one.data_offsets[0] - other.data_offsets[0] || one.data_offsets[1] - other.data_offsets[1]);
  const length = byteLength - begin;
  let end = 0;
  for (const [name, field] of inOrder) {
    const [first, last] = field.data_offsets;
    if (first !== end || last > length) throw new Error(`Expected ${name} from ${end} to ${length} at most, received ${first} to ${last}.`);
    arrays[name] = { shape: field.shape, numbers: numbersOf(name, field, buffer, byteOffset + begin) };
    end = last;
  }
  if (end !== length) throw new Error(`Expected ${begin + end} bytes in all, received ${byteLength}.`);
  return { values: JSON.parse(metadata.values), arrays };
}

/**
 * @param {string} name
 * @param {Field} field
 * @param {ArrayBuffer} buffer
 * @param {number} start of all arrays in `buffer`
 * @returns {TypedArray}
 */
function numbersOf(name, { dtype, shape, data_offsets: [first, last] }, buffer, start) {
  const Kind = KINDS[/** @type {keyof typeof KINDS} */ (dtype)];
  const size = shape.reduce((product, length) => product * length, 1);
  if (!Kind || size * Kind.BYTES_PER_ELEMENT !== last - first) {
    throw new Error(`Expected ${name}, ${shape.join(" x ")} of ${dtype}, received ${last - first} bytes.`);
  }
  const numbers = new Kind(buffer, start + first, size);
  return dtype === "BF16" ? widened(/** @type {Uint16Array} */ (numbers)) : numbers;
}

/**
 * bfloat16 as float32, whose upper half it is.
 *
 * @param {Uint16Array} halves
 */
function widened(halves) {
  const bits = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(bits.buffer);
}
