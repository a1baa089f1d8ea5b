import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Access, callApi, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { inPercent } from '../patch/patch.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { isId, refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

interface Policy {
  readonly id: string
  readonly name: string
  readonly projectId: string | null
  readonly agent: string | null
  readonly commands: readonly string[]
  readonly minConfidence: number
  readonly role: string
  readonly enabled: boolean
}

type AddFlags = ApiFlags & {
  project?: string
  agent?: string
  command: string[]
  minConfidence: number
  role: string
}

/** Adds `orchestrator patch policy` and its subcommands. */
export function addPatchPolicy(patch: Command): void {
  const policy = patch
    .command('policy')
    .description('What agents propose and is applied at once, without anybody looking at it.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator patch policy
  $ npx orchestrator patch policy add 'Triage by itself' --command task.update --agent triage --min-confidence 0.9
  $ npx orchestrator patch policy remove 'Triage by itself'`,
    )
  withPages(
    withApiFlags(policy.command('list', { isDefault: true }).description('list policies by name (the default)')),
  ).action(listPolicies)
  withApiFlags(
    policy
      .command('add')
      .description('let some operations be applied at once')
      .argument('<name>', 'what people call it'),
  )
    .requiredOption('--command <type...>', 'commands that it is about, e.g. task.update')
    .option('--project <project>', 'only in this project: its key or id')
    .option('--agent <name>', 'only what this agent proposes')
    .option('--min-confidence <n>', 'only where the agent is so sure, 0 to 1', toShare, 0.9)
    .addOption(
      new Option('--role <role>', 'only if the member for whom it acts has this role, or one above it')
        .choices(['ADMIN', 'MANAGER', 'CONTRIBUTOR', 'VIEWER'])
        .default('CONTRIBUTOR'),
    )
    .action(addPolicy)
  withApiFlags(policy.command('remove').description('let people decide again'))
    .argument('<policy>', 'its name or id')
    .action(removePolicy)
}

function toShare(text: string): number {
  const share = Number(text)
  if (text.trim() === '' || !(share >= 0 && share <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.')
  return share
}

async function listPolicies(flags: ApiFlags & PageFlags, command: Command): Promise<void> {
  refuseWords(command)
  const query = { limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Policy[]; nextCursor: string | null }>(accessOf(flags), '/v1/patch-policies', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['POLICY', 'ON', 'AGENT', 'FROM', 'ROLE', 'PROJECT', 'COMMANDS', 'ID'],
    page.items.map(({ id, name, enabled, agent, minConfidence, role, projectId, commands }) => [
      ...[name, enabled ? 'yes' : 'no', agent ?? 'any', inPercent(minConfidence), role, projectId ?? 'all'],
      ...[commands.join(', '), id],
    ]),
    'No policies: people decide about every patch. Add one: npx orchestrator patch policy add --help',
  )
  sayMore(command, page.nextCursor)
}

async function addPolicy(name: string, flags: AddFlags): Promise<void> {
  const access = accessOf(flags)
  const body = {
    name,
    commands: flags.command,
    minConfidence: flags.minConfidence,
    role: flags.role,
    ...(flags.agent !== undefined && { agent: flags.agent }),
    ...(flags.project !== undefined && { projectId: await projectIdOf(access, flags.project) }),
  }
  const made = await getJson<Policy>(access, '/v1/patch-policies', { body })
  if (flags.json) return printJson(made)
  const who = made.agent === null ? 'any agent' : made.agent
  console.log(
    `${made.commands.join(', ')} of ${who} is applied at once from ${inPercent(made.minConfidence)}: ${made.id}`,
  )
}

async function removePolicy(policy: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const id = isId(policy) ? policy : await policyNamed(access, policy)
  await callApi(access, `/v1/patch-policies/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, deleted: true })
  console.log(`${policy} is removed: people decide again`)
}

async function policyNamed(access: Access, name: string): Promise<string> {
  const { items } = await getJson<{ items: Policy[] }>(access, '/v1/patch-policies', { query: { name } })
  const [found] = items
  if (!found)
    throw new UserError(`There is no policy ${name}.`, { hint: 'See all: npx orchestrator patch policy', exitCode: 2 })
  return found.id
}
