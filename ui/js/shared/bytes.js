// Bytes that come as text: see `base64_of` in core/wire.py.

/**
 * The bytes of a base64 text.
 *
 * @param {string} text
 */
export function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
