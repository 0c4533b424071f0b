/** Numbers as text: three significant digits to read, the exact value to trust. */

const MINUS = "\u2212";
const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

/** @param {number | null | undefined} value @returns {string} three significant digits; "–" where there is no number */
export function three(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "\u2013";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size < 9.995e-5 || size >= 999500) return scientific(value, 2);
  if (size >= 999.5) return sign + grouped(size);
  return sign + size.toPrecision(3);
}

/** @param {number} value @param {number} places after the point @returns {string} such as 1.23·10⁻⁵ */
export function scientific(value, places) {
  const [digits = "", power = "0"] = value.toExponential(places).split("e");
  return `${digits.replace("-", MINUS)}\u00b710${raised(Number(power))}`;
}

/** @param {number | null | undefined} value @returns {string} every digit there is */
export function exact(value) {
  return value === null || value === undefined ? "undefined" : String(value).replace("-", MINUS);
}

/** @param {number} value a whole number @returns {string} with thin spaces between thousands */
export function grouped(value) {
  return Math.round(value).toString().replace("-", MINUS).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** @param {number | null | undefined} value a rate @returns {string} such as 182 k or 1.2 M */
export function rate(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "\u2013";
  if (value < 10) return String(Math.round(value * 10) / 10);
  if (value < 1000) return String(Math.round(value));
  if (value < 999500) return `${trimmed(value / 1000)}\u202fk`;
  return `${trimmed(value / 1e6)}\u202fM`;
}

/** @param {number | null | undefined} share 0 to 1 @returns {string} a percentage */
export function percent(share) {
  if (share === null || share === undefined || !Number.isFinite(share)) return "\u2013";
  const value = share * 100;
  if (value > 0 && value < 0.1) return "<\u202f0.1\u202f%";
  if (value > 99.9 && value < 100) return ">\u202f99.9\u202f%";
  return `${value === 100 || value === 0 ? value : value.toFixed(1)}\u202f%`;
}

/** @param {number} value @returns {string} the shortest text that reads back as the same number */
export function shortest(value) {
  const text = String(value);
  return text.replace("e-", "e\u2212").replace(/^-/, MINUS);
}

/** @param {string} text as a person types it @returns {number | null} the number, or null where it is none */
export function readNumber(text) {
  const plain = text.trim().replaceAll(MINUS, "-").replace(/[\s\u202f%]/g, "").replace(",", ".");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** @param {number} value @returns {string} */
function trimmed(value) {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}

/** @param {number} power @returns {string} */
export function raised(power) {
  const digits = String(Math.abs(power)).replace(/\d/g, (digit) => RAISED[Number(digit)] ?? "");
  return power < 0 ? `\u207b${digits}` : digits;
}
