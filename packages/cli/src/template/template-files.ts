import { readFile, writeFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'
import { UserError } from '../user-error.ts'

/** A file of JSON or YAML; JSON is YAML, too. */
export async function readTemplateFile(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new UserError(`The file ${path} cannot be read.`, { exitCode: 2, cause })
  }
  try {
    return parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new UserError(`The file ${path} is neither JSON nor YAML: ${why}`, { exitCode: 2, cause })
  }
}

/** As the ending of the file's name says. */
export async function writeTemplateFile(path: string, file: unknown): Promise<void> {
  await writeFile(path, /\.ya?ml$/.test(path) ? stringify(file) : `${JSON.stringify(file, null, 2)}\n`)
}
