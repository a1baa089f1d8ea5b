import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { isId } from '../commands/arguments.ts'
import { UserError } from '../user-error.ts'

export interface ApplyFlags {
  var?: string[]
  role?: string[]
  start?: string
  deadline?: string
  project?: string
  newProject?: string
  name?: string
}

/** The flags of what whoever applies a template says. */
export const withApplyFlags = (command: Command): Command =>
  command
    .option('--var <name=value...>', 'the value of a variable, as JSON or as text')
    .option('--role <role=member...>', 'who fills a role: an e-mail address, or an id')
    .option('--start <date>', 'the day from which dates count (default: today)')
    .option('--deadline <date>', 'the day from which others count back')
    .option('--project <project>', 'a project that is there: its key or its id')
    .option('--new-project <key>', 'make a project with this key')
    .option('--name <text>', 'its name (default: as the template says)')

/** The body of a request, from the flags. */
export async function bodyOf(access: Access, flags: ApplyFlags): Promise<Record<string, unknown>> {
  const roles = await Promise.all(
    (flags.role ?? []).map(async (one) => {
      const [role, member] = toPair(one, '--role')
      return [role, await memberIdOf(access, member)] as const
    }),
  )
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const name = flags.name === undefined ? {} : { name: flags.name }
  return {
    variables: Object.fromEntries(
      (flags.var ?? []).map((one) => toPair(one, '--var')).map(([key, text]) => [key, toValue(text)]),
    ),
    roles: Object.fromEntries(roles),
    ...(flags.start !== undefined && { start: flags.start }),
    ...(flags.deadline !== undefined && { deadline: flags.deadline }),
    ...(projectId !== undefined && { projectId }),
    ...(flags.newProject !== undefined && { project: { key: flags.newProject, ...name } }),
  }
}

function toPair(text: string, flag: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UserError(`${flag} ${JSON.stringify(text)}: write it as name=value.`, { exitCode: 2 })
  return [text.slice(0, at), text.slice(at + 1)]
}

/** `3`, `true` and `null` are what they look like, all else is text; quotes make text of anything. */
function toValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? text : value
  } catch {
    return text
  }
}

/** An e-mail address is what people know; the API takes ids. */
export async function memberIdOf(access: Access, idOrEmail: string): Promise<string> {
  if (isId(idOrEmail)) return idOrEmail
  const { items } = await getJson<{ items: { id: string }[] }>(access, '/v1/members', { query: { email: idOrEmail } })
  const [found] = items
  if (!found) throw new UserError(`There is no member with the address ${idOrEmail}.`)
  return found.id
}

/** HELLO is what people see; the API takes ids. */
export async function projectIdOf(access: Access, idOrKey: string): Promise<string> {
  if (isId(idOrKey)) return idOrKey
  const { items } = await getJson<{ items: { id: string }[] }>(access, '/v1/projects', {
    query: { key: idOrKey.toUpperCase() },
  })
  const [found] = items
  if (!found) throw new UserError(`There is no project ${idOrKey}.`)
  return found.id
}
