import { parse } from 'acorn'

/** What is wrong with the body of a script, with its line; null: nothing. Nothing of it is run. */
export function syntaxProblem(source: string): string | null {
  const [before, after] = ['(async function (input, event, log) { "use strict"; ', '\n})']
  try {
    // By itself first: a script must not end the function that it is the body of.
    parse(source, { ecmaVersion: 2023, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true })
    parse(before + source + after, { ecmaVersion: 2023 })
    return null
  } catch (error) {
    if (error instanceof RangeError) return 'a script that nests less deeply'
    const { message, loc } = error as Error & { loc?: { line: number } }
    return `JavaScript: ${message.replace(/ \(\d+:\d+\)$/, '')}${loc ? ` in line ${loc.line}` : ''}`
  }
}
