import type { Patch } from '@orchestrator/sdk'
import type { AcceptedSuggestion, AutomationSuggestion, AutomationSuggestions } from '@orchestrator/sdk/client'
import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toCount, toEntityId } from './arguments.ts'

const path = '/v1/automation-suggestions'
const kinds = ['recurring', 'sequence', 'structure']

/** Adds `orchestrator suggest` and its subcommands. */
export function addSuggest(program: Command): void {
  const suggest = program
    .command('suggest')
    .description('Automations for what people do by hand again and again.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator suggest
  $ npx orchestrator suggest find --project HELLO --days 180 --kind recurring
  $ npx orchestrator suggest show 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator suggest accept 01a20526-bb65-70ba-9bc0-1f2c5de0bd74`,
    )
  const add = (name: string, description: string) =>
    withApiFlags(suggest.command(name).description(description)).argument('<id>', 'id of the suggestion', toEntityId)
  withApiFlags(
    suggest
      .command('find', { isDefault: true })
      .alias('list')
      .description('look through the log, the surest first (the default)'),
  )
    .option('--project <project>', 'only what is done in this project: its key or id')
    .option('--days <n>', 'how many of the last days are looked at (default: 90)', toCount)
    .addOption(new Option('--kind <kind...>', 'only those').choices(kinds))
    .option('--dismissed', 'with those that were dismissed')
    .action(find)
  add('show', 'why it is suggested, and what it would make').action(show)
  add('accept', 'make what is suggested').option('--name <name>', 'call it so').action(accept)
  add('propose', 'propose it as a patch, for whoever may make it').option('--name <name>', 'call it so').action(propose)
  add('dismiss', 'let it not come again').action((id: string, flags: ApiFlags) => decide(id, 'dismiss', flags))
  add('restore', 'let one that was dismissed come again').action((id: string, flags: ApiFlags) =>
    decide(id, 'restore', flags),
  )
}

interface ListFlags extends ApiFlags {
  project?: string
  days?: number
  kind?: string[]
  dismissed?: boolean
}

async function find(flags: ListFlags, command: Command): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const query = {
    projectId,
    days: flags.days,
    kinds: flags.kind?.join(','),
    dismissed: flags.dismissed ? 'true' : undefined,
  }
  const found = await getJson<AutomationSuggestions>(access, path, { query })
  if (flags.json) return printJson(found)
  const { items, dismissed, analyzed } = found
  for (const suggestion of items) console.log([...headOf(suggestion, dismissed.includes(suggestion.id)), ''].join('\n'))
  const [since, until] = [analyzed.since, analyzed.until].map((at) => at.slice(0, 10))
  console.log(
    `${items.length === 0 ? 'Nothing' : items.length} found in ${analyzed.events} events, ${since} to ${until}${analyzed.complete ? '' : ': not all of the log, for it is long; give fewer --days or a --project'}.`,
  )
}

async function show(id: string, flags: ApiFlags): Promise<void> {
  const suggestion = await getJson<AutomationSuggestion>(accessOf(flags), `${path}/${id}`)
  if (flags.json) return printJson(suggestion)
  const { evidence, commands } = suggestion
  console.log(
    [
      ...headOf(suggestion, false),
      '',
      `Done ${evidence.count} times, ${evidence.firstAt.slice(0, 10)} to ${evidence.lastAt.slice(0, 10)}. The latest:`,
      ...evidence.items.slice(-5).map(({ at, title }) => `  ${ago(at)}  ${title}`),
      '',
      'Accepting it does this:',
      ...commands.map(({ type, data }) => `${type} ${JSON.stringify(data, null, 2)}`),
    ].join('\n'),
  )
}

function headOf({ id, title, why, confidence, backtest }: AutomationSuggestion, isDismissed: boolean): string[] {
  const { would, asByHand, alreadySo, otherwise, missed } = backtest
  return [
    `${title}${isDismissed ? ' (dismissed)' : ''}`,
    `  ${why}`,
    `  On the log: ${would} times in all, ${asByHand} as you did by hand, ${otherwise} not${alreadySo > 0 ? `, ${alreadySo} with nothing left to do` : ''}${missed > 0 ? `; ${missed} that you did would be missing` : ''}.`,
    `  Confidence ${Math.round(confidence * 100)} %. Id ${id}`,
  ]
}

async function accept(id: string, flags: ApiFlags & { name?: string }): Promise<void> {
  const body = flags.name === undefined ? {} : { name: flags.name }
  const accepted = await getJson<AcceptedSuggestion>(accessOf(flags), `${path}/${id}/accept`, { method: 'POST', body })
  if (flags.json) return printJson(accepted)
  for (const { kind, id: made } of accepted.made)
    console.log(`${kind} ${made} is made. To undo that: ${undo[kind](made)}`)
}

async function propose(id: string, flags: ApiFlags & { name?: string }): Promise<void> {
  const body = flags.name === undefined ? {} : { name: flags.name }
  const patch = await getJson<Patch>(accessOf(flags), `${path}/${id}/propose`, { method: 'POST', body })
  if (flags.json) return printJson(patch)
  console.log(
    `${patch.title} is proposed (${patch.id})\nWhoever may make it: npx orchestrator patch accept ${patch.id}`,
  )
}

const undo: Readonly<Record<AcceptedSuggestion['made'][number]['kind'], (id: string) => string>> = {
  rule: (id) => `npx orchestrator rules disable ${id}`,
  series: (id) => `npx orchestrator series end ${id}`,
  template: (id) => `DELETE /v1/templates/${id}`,
}

async function decide(id: string, verb: 'dismiss' | 'restore', flags: ApiFlags): Promise<void> {
  const dismissal = await getJson<{ title: string }>(accessOf(flags), `${path}/${id}/${verb}`, { method: 'POST' })
  if (flags.json) return printJson(dismissal)
  console.log(`${dismissal.title}: ${verb === 'dismiss' ? 'does not come again' : 'can come again'}`)
}
