import { AppError } from '../../errors.ts'
import type { CommandContext, Need } from '../definition.ts'
import { wrong } from '../task/validate.ts'

/** Agents call the tools of a server by its name: `mcp.docs.search`. */
const ServerName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const longestServerName = 30

/** @throws AppError `invalid_input` for a name by which nobody could name its tools */
export function checkName(provider: string, name: string): void {
  if (provider !== 'mcp' || (ServerName.test(name) && name.length <= longestServerName)) return
  const expected = `kebab-case of at most ${longestServerName} characters, e.g. docs: agents call its tools mcp.docs.…`
  throw wrong('name', expected, 'invalid_format')
}

const mostNumbers = 50

/** Looked for under a lock, so that of two who connect at once the second sees the first. */
export const namesNeeded = (names: readonly string[]): Need[] => [
  { all: 'workspace', write: true },
  { kind: 'connection', by: { name: names }, late: true },
]

/** Names that a default name may become: `GitHub acme`, `GitHub acme 2` and so on. */
export const numbered = (name: string): string[] => [
  name,
  ...Array.from({ length: mostNumbers - 1 }, (_, index) => `${name.slice(0, 195)} ${index + 2}`),
]

/** @throws AppError `already_exists` when each number is taken too */
export function freeName(context: CommandContext, name: string): string {
  const free = numbered(name).find((one) => context.findBy('connection', { name: one }) === undefined)
  if (free === undefined) throw isTaken(name)
  return free
}

/** Actions and people choose a connection by its name. @throws AppError `already_exists`, also for one that is disconnected */
export function untaken(context: CommandContext, name: string, id: string): string {
  if (context.all('connection').some((one) => one.name === name && one.id !== id)) throw isTaken(name)
  return name
}

const isTaken = (name: string) =>
  new AppError('already_exists', `a connection named ${JSON.stringify(name)} exists`, {
    fields: [{ path: 'name', expected: 'a name that no other connection has', code: 'already_exists' }],
  })
