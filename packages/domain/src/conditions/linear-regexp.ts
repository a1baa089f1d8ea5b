import { RE2JS } from 're2js'

const maximumPattern = 500
const compiled = new Map<string, RE2JS>()

/**
 * Compiles a pattern for an engine whose time is linear in the text (RE2 syntax: no back-references, no look-around).
 * @throws Error saying what is wrong with the pattern
 */
export function compileLinear(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known) return known
  if (pattern.length > maximumPattern)
    throw new Error(`a regular expression may have ${maximumPattern} characters, this one has ${pattern.length}`)
  const regexp = RE2JS.compile(pattern)
  if (compiled.size >= 1_000) compiled.clear()
  compiled.set(pattern, regexp)
  return regexp
}

/** The same for a pattern as JavaScript writes it, e.g. with `\u00e4`. */
export const compileJavaScript = (pattern: string): RE2JS => compileLinear(RE2JS.translateRegExp(pattern))

/** CEL's `matches`: true when the pattern is found anywhere in the text. */
export const findLinear = (text: string, pattern: string): boolean => compileLinear(pattern).test(text)
