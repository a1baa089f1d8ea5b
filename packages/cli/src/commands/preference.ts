import { type Command, Option } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toEntityId } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Preference {
  readonly id: string
  readonly scope: string
  readonly memberId: string | null
  readonly words: string
  readonly corrected: boolean
  readonly enabled: boolean
  readonly context: { readonly tag: string | null; readonly command: string | null }
  readonly learned: { readonly support: number; readonly of: number; readonly confidence: number } | null
}

/** Adds `orchestrator preference` and its subcommands. */
export function addPreference(program: Command): void {
  const preference = program
    .command('preference')
    .description('How people want proposals to be.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator preference list --mine
  $ npx orchestrator preference add "Titles say what is done, not how"
  $ npx orchestrator preference edit 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 "Design is due on Tuesdays"
  $ npx orchestrator preference share 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 --project HELLO
  $ npx orchestrator preference off 01a20526-bb65-70ba-9bc0-1f2c5de0bd74`,
    )
  withPages(withApiFlags(preference.command('list', { isDefault: true }).description('list preferences (the default)')))
    .option('--mine', 'only your own')
    .option('--project <project>', 'only those of this project: its key or id')
    .action(listPreferences)
  withApiFlags(
    preference.command('add').description('say one of your own').argument('<words>', 'how you want it'),
  ).action(async (words: string, flags: ApiFlags) =>
    say(await getJson<Preference>(accessOf(flags), '/v1/preferences', { body: { words } }), flags),
  )
  const one = (name: string, description: string) =>
    withApiFlags(preference.command(name).description(description).argument('<id>', 'id of the preference', toEntityId))
  one('edit', 'correct its words, which then stand')
    .argument('<words>', 'how it is to be said')
    .action((id: string, words: string, flags: ApiFlags) => change(id, { words }, flags))
  one('off', 'switch it off').action((id: string, flags: ApiFlags) => change(id, { enabled: false }, flags))
  one('on', 'switch it on again').action((id: string, flags: ApiFlags) => change(id, { enabled: true }, flags))
  one('share', 'let it count for a project, the workspace, or again for its owner alone')
    .option('--project <project>', 'for this project: its key or id')
    .addOption(new Option('--scope <scope>', 'for all, or for its owner').choices(['workspace', 'user']))
    .action(share)
  one('delete', 'delete it; later decisions alone can show it again').action(async (id: string, flags: ApiFlags) => {
    await callApi(accessOf(flags), `/v1/preferences/${id}`, { method: 'DELETE' })
    if (flags.json) printJson({ id })
    else console.log('Deleted. Decisions that were made until now do not bring it back.')
  })
}

async function listPreferences(
  flags: ApiFlags & PageFlags & { mine?: boolean; project?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const memberId = flags.mine
    ? (await getJson<{ actor: { memberId: string } }>(access, '/v1/me')).actor.memberId
    : undefined
  const query = { projectId, memberId, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Preference[]; nextCursor: string | null }>(access, '/v1/preferences', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['ID', 'FOR', 'STATE', 'SHOWN BY', 'WORDS'],
    page.items.map(({ id, scope, enabled, learned, context, words }) => [
      id,
      scope,
      enabled ? 'on' : 'off',
      learned === null ? 'said' : `${learned.support} of ${learned.of}`,
      context.tag === null ? words : `${words} (tag ${context.tag})`,
    ]),
    'No preferences yet: they come from what people edit and reject, or say one: npx orchestrator preference add "…"',
  )
  sayMore(command, page.nextCursor)
}

const change = async (id: string, body: object, flags: ApiFlags) =>
  say(await getJson<Preference>(accessOf(flags), `/v1/preferences/${id}`, { method: 'PATCH', body }), flags)

async function share(id: string, flags: ApiFlags & { project?: string; scope?: string }): Promise<void> {
  if ((flags.project === undefined) === (flags.scope === undefined))
    throw new UserError('Give --project or --scope.', { exitCode: 2 })
  const access = accessOf(flags)
  const body =
    flags.project === undefined
      ? { scope: flags.scope }
      : { scope: 'project', projectId: await projectIdOf(access, flags.project) }
  say(await getJson<Preference>(access, `/v1/preferences/${id}/share`, { method: 'POST', body }), flags)
}

function say(preference: Preference, flags: ApiFlags): void {
  if (flags.json) printJson(preference)
  else console.log(`${preference.words} (${preference.id}): ${preference.scope}, ${preference.enabled ? 'on' : 'off'}`)
}
