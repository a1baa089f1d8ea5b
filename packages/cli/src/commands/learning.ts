import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { projectIdOf } from '../template/apply-flags.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { namesOf } from './names-of.ts'

interface Counts {
  readonly decisions: number
  readonly accepted: number
  readonly edited: number
  readonly rejected: number
  readonly undone: number
  readonly acceptance: number
}

interface Summary extends Counts {
  readonly policies: { readonly accepted: number; readonly undone: number }
  readonly items: readonly (Counts & {
    readonly command: string
    readonly fields: readonly string[]
    readonly memberId: string
    readonly leaveOut: boolean
  })[]
  readonly agents: readonly (Counts & {
    readonly agent: string | null
    readonly calibration: readonly { readonly from: number; readonly to: number; readonly accepted: number }[]
  })[]
}

interface Score {
  readonly brier: number
  readonly logLoss: number
}

interface Evaluation {
  readonly decisions: number
  readonly forecasts: number
  readonly needed: number
  readonly verdict: 'too_little' | 'better' | 'no_difference' | 'worse'
  readonly scores: Readonly<Record<string, Score>> | null
  readonly gain: { readonly brier: number; readonly standardError: number } | null
}

const rows = {
  learned: 'what was learnt',
  baseRate: 'the base rate',
  statedConfidence: 'what authors said',
  shuffled: 'learnt of shuffled outcomes',
  shuffledBaseRate: 'their base rate',
}

/** Adds `orchestrator learning` and its subcommands. */
export function addLearning(program: Command): void {
  const learning = program
    .command('learning')
    .description('See what is learnt from decisions on patches.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator learning show --project HELLO
  $ npx orchestrator learning evaluate
  $ npx orchestrator learning export --consent > decisions.jsonl`,
    )
  withApiFlags(learning.command('show').description('show what people accept, and what agents’ confidence is worth'))
    .option('--project <project>', 'only of this project: its key or id')
    .action(showAcceptance)
  withApiFlags(learning.command('export').description('write decisions as examples to train a model with, a line each'))
    .requiredOption('--consent', 'people agree that their decisions are used so; the audit log tells of it')
    .option('--project <project>', 'only of this project: its key or id')
    .action(exportExamples)
  withApiFlags(
    learning.command('evaluate').description('replay the decisions: does what is learnt forecast later ones?'),
  ).action(evaluate)
}

const percent = (share: number) => `${Math.round(share * 100)} %`

async function showAcceptance(flags: ApiFlags & { project?: string }): Promise<void> {
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? undefined : await projectIdOf(access, flags.project)
  const summary = await getJson<Summary>(access, '/v1/learning/acceptance', { query: { projectId } })
  if (flags.json) return printJson(summary)
  if (summary.decisions === 0)
    return void console.log('Nobody has decided on a patch yet: review one, and its operations count from then on.')
  const memberIds = summary.items.map(({ memberId }) => memberId)
  const memberName = await namesOf(access, 'members', memberIds)
  printTable(
    ['ACCEPTED', 'DECISIONS', 'EDITED', 'WHAT', 'BY'],
    summary.items.map(({ acceptance, decisions, edited, command, fields, memberId, leaveOut }) => [
      percent(acceptance),
      String(decisions),
      String(edited),
      `${[command, ...fields].join(' ')}${leaveOut ? ' (better left out)' : ''}`,
      memberName(memberId),
    ]),
    'Nothing.',
  )
  console.log('')
  printTable(
    ['ACCEPTED', 'DECISIONS', 'AGENT', 'SAID → ACCEPTED'],
    summary.agents.map(({ acceptance, decisions, agent, calibration }) => [
      percent(acceptance),
      String(decisions),
      agent ?? '–',
      calibration.map(({ from, to, accepted }) => `${percent((from + to) / 2)} → ${percent(accepted)}`).join(', ') ||
        '–',
    ]),
    'Nothing.',
  )
  const { accepted, undone } = summary.policies
  if (accepted > 0) console.log(`\nPolicies accepted ${accepted}, of which ${undone} were undone.`)
}

/** JSON by the line, whether for people or programs. */
async function exportExamples(flags: ApiFlags & { project?: string }): Promise<void> {
  const access = accessOf(flags)
  const projectId = flags.project === undefined ? null : await projectIdOf(access, flags.project)
  const body = { consent: true, projectId }
  const { items } = await getJson<{ items: unknown[] }>(access, '/v1/learning/export', { body })
  for (const item of items) console.log(JSON.stringify(item))
}

async function evaluate(flags: ApiFlags): Promise<void> {
  const evaluation = await getJson<Evaluation>(accessOf(flags), '/v1/learning/evaluation')
  if (flags.json) return printJson(evaluation)
  const { decisions, forecasts, needed, verdict, scores, gain } = evaluation
  if (!scores || !gain)
    return void console.log(
      `Too little to say: ${decisions} decisions leave ${forecasts} to forecast, and it takes ${needed}.`,
    )
  console.log(`${forecasts} of ${decisions} decisions were forecast from those before them.\n`)
  printTable(
    ['BRIER', 'LOG LOSS', 'BY'],
    Object.entries(rows).map(([name, label]) => [
      scores[name]?.brier.toFixed(4) ?? '–',
      scores[name]?.logLoss.toFixed(4) ?? '–',
      label,
    ]),
    'Nothing.',
  )
  const words = {
    better: 'What was learnt forecasts better than the base rate',
    worse: 'What was learnt forecasts worse than the base rate',
    no_difference: 'No clear difference to the base rate',
    too_little: 'Too little to say',
  }
  console.log(
    `\n${words[verdict]}: by ${gain.brier.toFixed(4)} ± ${gain.standardError.toFixed(4)} (Brier, standard error).`,
  )
}
