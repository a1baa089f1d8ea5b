/** Source of a field that is left out where its value is null, as TypeScript tells the two apart. */
export const leftOut = (code: string): string =>
  code.endsWith(' || null')
    ? code.replace(/ \|\| null$/, ' || undefined')
    : /^[\w.]+$/.test(code) && !/^(?:\d|true$|false$)/.test(code)
      ? `${code} ?? undefined`
      : code
