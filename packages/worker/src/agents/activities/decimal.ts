/** Twelve places, as patches take it: models cost less than a millionth of a dollar for a token. */
const places = 12

/** As costs are kept: a decimal number without an exponent. */
export const decimal = (usd: number): string => usd.toFixed(places).replace(/\.?0+$/, '')
