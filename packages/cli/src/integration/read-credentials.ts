import { readGiven } from '../given-text.ts'
import { UserError } from '../user-error.ts'

/** `name=value`; of `name=-` the value is what comes in, of `name=@path` what is in the file, so that it is in no terminal's history. */
export function readCredentials(words: readonly string[]): Record<string, string> {
  const credentials: Record<string, string> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) throw new UserError('Give credentials as name=value, name=- or name=@file.', { exitCode: 2 })
    const value = word.slice(at + 1)
    const text = readGiven(value)
    // What is read has its end of line; what is typed is meant as it is.
    credentials[word.slice(0, at)] = text === value ? text : text.trim()
  }
  return credentials
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
