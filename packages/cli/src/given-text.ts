import { readFileSync } from 'node:fs'
import { fromCaller, readConfig } from './config.ts'
import { UserError } from './user-error.ts'

/** Text as it stands, of `@path` what is in the file, of `-` what comes in; `@-` is the same, as curl has it. */
export function readGiven(text: string): string {
  if (text === '-' || text === '@-') return readFileSync(0, 'utf8')
  if (!text.startsWith('@')) return text
  const path = fromCaller(readConfig(), text.slice(1))
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UserError(`The file ${path} cannot be read.`, { exitCode: 2, cause })
  }
}
