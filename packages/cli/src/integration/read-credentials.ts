import { readFileSync } from 'node:fs'
import { UserError } from '../user-error.ts'

/**
 * `name=value`; of `name=-` the value is what comes in, of `name=@path` what is in the file, so that it is in no terminal's history.
 * @param input reads what comes in
 */
export function readCredentials(
  words: readonly string[],
  input: () => string = () => readFileSync(0, 'utf8'),
): Record<string, string> {
  const credentials: Record<string, string> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new UserError('Give credentials as name=value, name=- or name=@file.', { exitCode: 2 })
    credentials[word.slice(0, at)] = readValue(word.slice(at + 1), input)
  }
  return credentials
}

function readValue(text: string, input: () => string): string {
  if (text === '-') return input().trim()
  if (!text.startsWith('@')) return text
  try {
    return readFileSync(text.slice(1), 'utf8').trim()
  } catch {
    throw new UserError(`${text.slice(1)} cannot be read.`, { exitCode: 2 })
  }
}

/** `name=value`, as text or truth. */
export function readSettings(words: readonly string[]): Record<string, string | boolean> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=')
      if (at < 1) throw new UserError('Give settings as name=value.', { exitCode: 2 })
      const value = word.slice(at + 1)
      return [word.slice(0, at), value === 'true' ? true : value === 'false' ? false : value]
    }),
  )
}
