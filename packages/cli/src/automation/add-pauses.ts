import type { Command } from 'commander'
import { type Access, getJson } from '../api-client.ts'
import { type ApiFlags, accessOf, withApiFlags } from '../commands/access-options.ts'
import { printJson } from '../output.ts'

/** Adds `pause` and `resume` to the commands of a kind of automation. */
export function addPauses(
  group: Command,
  noun: 'playbook' | 'rule',
  path: string,
  argument: string,
  description: string,
  /** The id of what people know by another name. */
  idOf: (access: Access, given: string) => Promise<string> = async (_, given) => given,
): void {
  const add = (verb: 'pause' | 'resume', says: string, done: string) =>
    withApiFlags(group.command(verb).description(says).argument(argument, description)).action(
      async (name: string, flags: ApiFlags) => {
        const access = accessOf(flags)
        const address = `${path}/${encodeURIComponent(await idOf(access, name))}/${verb}`
        const automation = await getJson<{ name: string }>(access, address, { method: 'POST' })
        if (flags.json) return printJson(automation)
        console.log(`${automation.name} ${done}`)
      },
    )
  add(
    'pause',
    `hold the runs of a ${noun} until it is resumed`,
    'is paused. Its runs are held: npx orchestrator runs list --status held',
  )
  add('resume', `let the held runs of a ${noun} go on`, 'goes on.')
}
