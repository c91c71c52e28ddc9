// The epoch as it stands above the network.

const DIGITS = 6;

/**
 * An epoch in a steady width, in groups of three digits: leading zeros, and the rest.
 *
 * @param {number} epoch
 */
export function epochDigits(epoch) {
  const text = String(Math.floor(epoch + 1e-9)).padStart(DIGITS, "0");
  const digits = [...text].map((digit, at) => (at < text.length - 1 && (text.length - at) % 3 === 1 ? `${digit},` : digit));
  const first = [...text].findIndex((digit) => digit !== "0");
  const lead = first < 0 ? text.length - 1 : first;
  return { zeros: digits.slice(0, lead).join(""), digits: digits.slice(lead).join("") };
}
