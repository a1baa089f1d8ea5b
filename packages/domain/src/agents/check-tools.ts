import { wrong } from '../commands/task/validate.ts'
import { didYouMean } from '../expected.ts'
import { connectorActions } from '../integrations/index.ts'
import { PlatformTool } from './platform-tools.ts'
import { isServerTool } from './server-tools.ts'

const known: readonly string[] = [...PlatformTool.options, ...Object.keys(connectorActions)]

/**
 * What nobody can carry out an agent would silently go without.
 * @param carriedOut those that whoever starts the run carries out
 * @throws AppError `invalid_input` for the first name of no tool
 */
export function checkTools(tools: readonly string[], path: string, carriedOut: readonly string[]): void {
  for (const [index, name] of tools.entries()) {
    // Which tools a server has, only its connection knows.
    if (known.includes(name) || carriedOut.includes(name) || isServerTool(name)) continue
    const meant = didYouMean(name, [...known, ...carriedOut])
    throw wrong(`${path}.${index}`, `the name of a tool, and none is named ${name}${meant}`, 'not_found')
  }
}
