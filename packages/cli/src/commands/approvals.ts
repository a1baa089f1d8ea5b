import { type Command, Option } from 'commander'
import { getJson } from '../api-client.ts'
import { ago, printJson, printTable } from '../output.ts'
import { UserError } from '../user-error.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords } from './arguments.ts'
import { type PageFlags, sayMore, withPages } from './more.ts'

const statuses = ['pending', 'answered', 'expired', 'canceled']

interface Approval {
  id: string
  title: string
  description: string
  status: string
  ask: { properties: Record<string, unknown>; required?: string[] }
  count: number
  answers: { memberId: string; answer: Record<string, unknown>; answeredAt: string }[]
  expiresAt: string | null
  link: string | null
  createdAt: string
}

/** Adds `orchestrator approvals` and its subcommands. */
export function addApprovals(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('See what people are asked for, and answer.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator approvals --for-me
  $ npx orchestrator approvals show 01a20526-bb65-70ba-9bc0-1f2c5de0bd74
  $ npx orchestrator approvals answer 01a20526-bb65-70ba-9bc0-1f2c5de0bd74 approved=true comment="Well done"`,
    )
  withPages(
    withApiFlags(
      approvals.command('list', { isDefault: true }).description('list approvals, newest first (the default)'),
    ),
  )
    .option('--for-me', 'only those that wait for your answer')
    .addOption(new Option('--status <status>', 'only approvals of this status').choices(statuses))
    .action(listApprovals)
  withApiFlags(
    approvals.command('show').description('show what is asked, and the answers').argument('<id>', 'id of the approval'),
  )
    .option('--link', 'also a signed link to a page on which you can answer')
    .action(showApproval)
  withApiFlags(
    approvals
      .command('answer')
      .description('answer; what is asked for says `approvals show`')
      .argument('<id>', 'id of the approval')
      .argument('<field=value...>', 'a value for each field, as text or as JSON'),
  ).action(answerApproval)
}

async function listApprovals(
  flags: ApiFlags & PageFlags & { forMe?: boolean; status?: string },
  command: Command,
): Promise<void> {
  refuseWords(command)
  const { status, limit, cursor, forMe } = flags
  const query = { sort: '-createdAt', status, limit, cursor, ...(forMe && { forMe: 'true' }) }
  const page = await getJson<{ items: Approval[]; nextCursor: string | null }>(accessOf(flags), '/v1/approvals', {
    query,
  })
  if (flags.json) return printJson(page)
  printTable(
    ['APPROVAL', 'STATUS', 'ASKED', 'UNTIL', 'TITLE'],
    page.items.map(({ id, status, createdAt, expiresAt, title }) => [
      id,
      status,
      ago(createdAt),
      expiresAt ?? '–',
      title,
    ]),
    forMe ? 'Nothing waits for your answer.' : 'No approvals like that.',
  )
  sayMore(command, page.nextCursor)
}

async function showApproval(id: string, flags: ApiFlags & { link?: boolean }): Promise<void> {
  const access = accessOf(flags)
  const path = `/v1/approvals/${encodeURIComponent(id)}`
  const approval = await getJson<Approval>(access, path)
  const link = flags.link ? await getJson<{ url: string; expiresAt: string }>(access, `${path}/link`) : undefined
  if (flags.json) return printJson({ ...approval, ...(link && { answerLink: link }) })
  console.log(`${approval.title}  ${approval.status}  ${approval.id}`)
  if (approval.description !== '') console.log(approval.description)
  if (approval.link) console.log(`see ${approval.link}`)
  if (approval.expiresAt) console.log(`answer until ${approval.expiresAt}`)
  console.log('')
  printTable(
    ['FIELD', 'NEEDED', 'WHAT'],
    Object.entries(approval.ask.properties).map(([name, schema]) => [
      name,
      approval.ask.required?.includes(name) ? 'yes' : 'no',
      JSON.stringify(schema),
    ]),
    'Nothing is asked for.',
  )
  if (approval.answers.length > 0) console.log('')
  for (const { memberId, answer, answeredAt } of approval.answers)
    console.log(`${answeredAt}  ${memberId}  ${JSON.stringify(answer)}`)
  if (link) console.log(`\nYour link, until ${link.expiresAt}: ${link.url}`)
}

async function answerApproval(id: string, words: string[], flags: ApiFlags): Promise<void> {
  const body = { answer: Object.fromEntries(words.map(toField)) }
  const path = `/v1/approvals/${encodeURIComponent(id)}/answer`
  const approval = await getJson<Approval>(accessOf(flags), path, { method: 'POST', body })
  if (flags.json) return printJson(approval)
  const left = approval.count - approval.answers.length
  console.log(
    approval.status === 'pending' ? `Answered; ${left} more to come: ${approval.title}` : `Answered: ${approval.title}`,
  )
}

/** `approved=true` is a truth, `comment=fine` a text, `comment='"true"'` the text true. */
function toField(word: string): [string, unknown] {
  const at = word.indexOf('=')
  if (at < 1) throw new UserError(`${word} is no field with a value: write it as approved=true.`, { exitCode: 2 })
  const text = word.slice(at + 1)
  try {
    return [word.slice(0, at), JSON.parse(text) as unknown]
  } catch {
    return [word.slice(0, at), text]
  }
}
