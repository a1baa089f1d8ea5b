import type { Role } from '@orchestrator/sdk'
import { type Command, Option } from 'commander'
import { callApi, getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { memberIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

// Only the type is imported, so that the command need not load the domain; it refuses one too many or too few.
const roles = Object.keys({ ADMIN: true, MANAGER: true, CONTRIBUTOR: true, VIEWER: true } satisfies Record<Role, true>)

interface Member {
  id: string
  name: string
  email: string
  role: string
}

/** Adds `orchestrator member` and its subcommands. */
export function addMember(program: Command): void {
  const member = program
    .command('member')
    .description('Who works in the workspace, and what they may.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator member list --role ADMIN
  $ npx orchestrator member add ada@example.com --name Ada --role CONTRIBUTOR
  $ npx orchestrator member role ada@example.com MANAGER`,
    )
  const who = ['<member>', 'an e-mail address, or an id'] as const
  withPages(withApiFlags(member.command('list', { isDefault: true }).description('list members by name (the default)')))
    .addOption(new Option('--role <role>', 'only those of this role').choices(roles))
    .option('--removed', 'those who have left')
    .action(listMembers)
  withApiFlags(member.command('add').description('let somebody in').argument('<email>', 'their e-mail address'))
    .requiredOption('--name <name>', 'what people call them')
    .addOption(new Option('--role <role>', 'what they may').choices(roles).default('CONTRIBUTOR'))
    .action(async (email: string, { name, role, ...flags }: ApiFlags & { name: string; role: string }) =>
      say(await getJson<Member>(accessOf(flags), '/v1/members', { body: { email, name, role } }), flags),
    )
  withApiFlags(
    member
      .command('role')
      .description('give a member another role')
      .argument(...who)
      .argument('<role>', roles.join(', ')),
  ).action(async (idOrEmail: string, role: string, flags: ApiFlags) => {
    const access = accessOf(flags)
    const path = `/v1/members/${await memberIdOf(access, idOrEmail)}`
    say(await getJson<Member>(access, path, { method: 'PATCH', body: { role } }), flags)
  })
  withApiFlags(
    member
      .command('remove')
      .description('let a member go; what they made stays')
      .argument(...who),
  ).action(removeMember)
}

async function listMembers(
  flags: ApiFlags & PageFlags & { role?: string; removed?: boolean },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const filter = { role: flags.role, ...(flags.removed && { removed: 'true' }) }
  const query = { sort: 'name', ...filter, limit: flags.limit, cursor: flags.cursor }
  const page = await getJson<{ items: Member[]; nextCursor: string | null }>(accessOf(flags), '/v1/members', { query })
  if (flags.json) return printJson(page)
  printTable(
    ['MEMBER', 'ROLE', 'NAME', 'ID'],
    page.items.map(({ email, role, name, id }) => [email, role, name, id]),
    'No members like that.',
  )
  sayMore(command, page.nextCursor)
}

async function removeMember(idOrEmail: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const id = await memberIdOf(access, idOrEmail)
  await callApi(access, `/v1/members/${id}`, { method: 'DELETE' })
  if (flags.json) return printJson({ id, removed: true })
  console.log(`${idOrEmail} is no member any more.`)
}

function say(member: Member, { json }: ApiFlags): void {
  if (json) printJson(member)
  else console.log(`${member.email} ${member.name}: ${member.role} (${member.id})`)
}
