/**
 * The blanks before a text, the text, and those after it. In time with its length, which the expression that says the same is not.
 */
export function splitBlanks(value: string): readonly [before: string, text: string, after: string] {
  const text = value.trim()
  if (text === '') return [value, '', '']
  return [value.slice(0, value.length - value.trimStart().length), text, value.slice(value.trimEnd().length)]
}
