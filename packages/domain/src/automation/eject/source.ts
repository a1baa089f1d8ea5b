/** Lines of TypeScript, indented when they are put together. */
export type Lines = readonly (string | Lines)[]

export const printLines = (lines: Lines, indent = ''): string =>
  lines
    .map((line) =>
      typeof line === 'string' ? `${line === '' ? '' : indent + line}\n` : printLines(line, `${indent}  `),
    )
    .join('')

/** A text as TypeScript writes it in this repository. */
export const quote = (text: string): string => {
  const json = JSON.stringify(text)
  const inner = json.slice(1, -1)
  return inner.includes("'") ? json : `'${inner.replaceAll('\\"', '"')}'`
}

/** A value that is JSON, as source. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return object(Object.entries(value).map(([key, one]) => [key, literal(one)]))
}

/** An object whose values are source already. */
export function object(fields: readonly (readonly [string, string])[]): string {
  if (fields.length === 0) return '{}'
  return `{ ${fields.map(([name, value]) => (name === value ? name : `${key(name)}: ${value}`)).join(', ')} }`
}

/** A call with values and, if there are any, options. */
export const callOf = (callee: string, values: readonly string[], options: readonly (readonly [string, string])[]) =>
  `${callee}(${[...values, ...(options.length > 0 ? [object(options)] : [])].join(', ')})`

const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name))

/** A text of several lines as it was written; a line's end that TypeScript would change stands in quotes. */
export const textLiteral = (text: string): string =>
  text.includes('\n') && !text.includes('\r') ? `\`${templateText(text)}\`` : quote(text)

/** What stands in a template literal as it is. */
export const templateText = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')

/** CEL within cel`…`, which is read raw: what would end it can only stand in texts of it, where CEL has another way to write it. */
export const celText = (cel: string): string => cel.replaceAll('`', '\\u0060').replaceAll('${', '$\\u007b')
