/**
 * Lines as one, a blank where they met. In time with the length of the text, which the expression that says the same is not.
 */
export function oneLine(value: string): string {
  const [first = '', ...rest] = value.split('\n')
  const last = rest.pop()
  if (last === undefined) return value
  const between = rest.map((line) => line.trim()).filter((line) => line !== '')
  return [first.trimEnd(), ...between, last.trimStart()].join(' ')
}
