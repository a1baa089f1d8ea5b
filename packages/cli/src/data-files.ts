import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'
import { fromCaller, readConfig } from './config.ts'
import { UserError } from './user-error.ts'

/** What a file says, `-` for what comes in. */
export function readTextFile(name: string): string {
  const path = pathOf(name)
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (cause) {
    throw new UserError(`The file ${path} cannot be read.`, { exitCode: 2, cause })
  }
}

/** A file of JSON or YAML, `-` for what comes in; JSON is YAML, too. */
export function readDataFile(name: string): unknown {
  const text = readTextFile(name)
  try {
    return parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new UserError(`The file ${pathOf(name)} is neither JSON nor YAML: ${why}`, { exitCode: 2, cause })
  }
}

const pathOf = (name: string): string => (name === '-' ? name : fromCaller(readConfig(), name))

/** As the ending of the file's name says. */
export async function writeDataFile(path: string, file: unknown): Promise<void> {
  await writeFile(path, /\.ya?ml$/.test(path) ? stringify(file) : `${JSON.stringify(file, null, 2)}\n`)
}
