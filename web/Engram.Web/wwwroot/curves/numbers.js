// Numbers as Readable.Number writes them on the server.
const formats = new Map();
const fixed = decimals => formats.get(decimals) ?? formats.set(decimals, new Intl.NumberFormat("en", { minimumFractionDigits: 0, maximumFractionDigits: decimals })).get(decimals);

export function number(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(3).split("e");
    return `${Number(mantissa)}e${Number(exponent)}`.replaceAll("-", "−");
  }
  return fixed(Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(size))))).format(value).replace("-", "−");
}

export const count = value => value.toLocaleString("en");
