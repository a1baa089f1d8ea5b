import { readFileSync } from 'node:fs'
import { fromCaller, readConfig } from './config.ts'
import { UserError } from './user-error.ts'

/** JSON as it stands, of `@path` what is in the file, of `-` what comes in. */
export function readJson(text: string, flag = '--input'): unknown {
  try {
    if (text === '-') return JSON.parse(readFileSync(0, 'utf8'))
    return JSON.parse(text.startsWith('@') ? readFileSync(fromCaller(readConfig(), text.slice(1)), 'utf8') : text)
  } catch (cause) {
    throw new UserError(`${flag} is no JSON: ${text}`, { exitCode: 2, cause })
  }
}
