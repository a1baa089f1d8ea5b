import { readGiven } from './given-text.ts'
import { cut } from './output.ts'
import { UserError } from './user-error.ts'

/** JSON as it stands, of `@path` what is in the file, of `-` what comes in. */
export function readJson(text: string, flag = '--input'): unknown {
  const given = readGiven(text)
  try {
    return JSON.parse(given)
  } catch (cause) {
    const where = given === text ? '' : `what ${text === '-' || text === '@-' ? 'came in' : `${text.slice(1)} has`}: `
    throw new UserError(`${flag} is no JSON: ${where}${cut(given, 200)}`, { exitCode: 2, cause })
  }
}
