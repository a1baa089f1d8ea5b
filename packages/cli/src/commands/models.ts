import type { Command } from 'commander'
import { getJson } from '../api-client.ts'
import { printJson, printTable } from '../output.ts'
import { type ApiFlags, accessOf, withApiFlags } from './access-options.ts'
import { refuseWords, toCount } from './arguments.ts'
import { addModelBudget } from './model-budget.ts'
import { addModelUsage } from './model-usage.ts'

interface Overview {
  hint: string | null
  models: {
    name: string
    grade: number
    contextWindow: number | null
    price: { input: number; output: number } | null
    health: { state: string; waitMs: number; latencyMs: number | null }
  }[]
  routes: { route: string; chain: string[] }[]
  prices: { source: string; asOf: string }
}

interface Selection {
  route: string
  complexity: string
  tokens: number
  chain: string[]
  candidates: { model: string; taken: boolean; reason: string }[]
}

interface Ping {
  model: string
  latencyMs: number
  costUsd: number | null
  error: { code: string; message: string } | null
}

/** Adds `orchestrator models` and its subcommands. */
export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('See which language models may be asked, and what they cost.')
    .addHelpText(
      'after',
      `
Examples:
  $ npx orchestrator models
  $ npx orchestrator models select planner --tokens 12000 --items 40
  $ npx orchestrator models ping
  $ npx orchestrator models usage --by agent
  $ npx orchestrator models budget set 50`,
    )
  withApiFlags(
    models
      .command('show', { isDefault: true })
      .description('show models, what they cost and in which order they are asked (the default)')
      .allowExcessArguments(),
  ).action(showModels)
  withApiFlags(
    models
      .command('select')
      .description('say which models a task would be given to, and why; none is asked')
      .argument('<type>', 'what is to be done, e.g. planner'),
  )
    .option('--complexity <complexity>', 'low, medium or high; by default judged by the flags below')
    .option('--tokens <n>', 'what the model is given', toCount)
    .option('--items <n>', 'things to work through', toCount)
    .option('--constraints <n>', 'conditions that the result has to meet', toCount)
    .option('--tools <n>', 'tools to choose from', toCount)
    .option('--fast', 'by measured latency before price')
    .option('--budget <usd>', 'what the call may cost', Number)
    .action(selectModels)
  withApiFlags(
    models.command('ping').description('ask the cheapest model of each provider for one word; costs a little'),
  ).action(pingModels)
  addModelUsage(models)
  addModelBudget(models)
}

async function showModels(flags: ApiFlags, command: Command): Promise<void> {
  refuseWords(command)
  const found = await getJson<Overview>(accessOf(flags), '/v1/models')
  if (flags.json) return printJson(found)
  if (found.hint !== null) return console.log(found.hint)
  printTable(
    ['MODEL', 'GRADE', 'WINDOW', 'USD PER MILLION IN / OUT', 'STATE AS THE API SAW IT'],
    found.models.map(({ name, grade, contextWindow, price, health }) => [
      ...[name, String(grade), contextWindow === null ? '–' : String(contextWindow)],
      price ? `${price.input} / ${price.output}` : '–',
      stateInWords(health),
    ]),
    '',
  )
  console.log(
    '\nThe API asks models for `models ping` alone. What the calls of agents came to: npx orchestrator models usage --by model\n',
  )
  printTable(
    ['ROUTE', 'ASKED IN THIS ORDER'],
    found.routes.map(({ route, chain }) => [route, chain.join(', ')]),
    '',
  )
  console.log(`\nPrices: ${found.prices.source}, of ${found.prices.asOf}, but for those of your settings.`)
}

function stateInWords({ state, waitMs, latencyMs }: Overview['models'][number]['health']): string {
  if (state !== 'closed') return `failed; asked again in ${Math.ceil(waitMs / 1_000)} s`
  return latencyMs === null ? 'not asked by the API' : `${Math.round(latencyMs)} ms`
}

interface SelectFlags extends ApiFlags {
  complexity?: string
  tokens?: number
  items?: number
  constraints?: number
  tools?: number
  fast?: boolean
  budget?: number
}

async function selectModels(taskType: string, flags: SelectFlags): Promise<void> {
  const { complexity, tokens, items, constraints, tools, fast, budget } = flags
  const body = {
    ...{ taskType, complexity, contextTokens: tokens, items, constraints, tools, budgetLeft: budget },
    ...(fast && { latency: 'fast' }),
  }
  const found = await getJson<Selection>(accessOf(flags), '/v1/models/select', { body })
  if (flags.json) return printJson(found)
  console.log(`${found.route}, ${found.tokens} tokens\n`)
  printTable(
    ['', 'MODEL', 'WHY'],
    found.candidates.map(({ model, taken, reason }, i) => [taken ? `${i + 1}.` : '–', model, reason]),
    'No model is configured; `npx orchestrator models` says how to add one.',
  )
}

async function pingModels(flags: ApiFlags): Promise<void> {
  const { items } = await getJson<{ items: Ping[] }>(accessOf(flags), '/v1/models/ping', { method: 'POST' })
  if (flags.json) printJson({ items })
  else
    printTable(
      ['MODEL', 'TOOK', 'COST', 'ANSWER'],
      items.map(({ model, latencyMs, costUsd, error }) => [
        ...[model, `${latencyMs} ms`, costUsd === null ? '–' : `$${costUsd.toFixed(6)}`],
        error ? `${error.code}: ${error.message}` : 'ok',
      ]),
      'No model is configured; `npx orchestrator models` says how to add one.',
    )
  if (items.some(({ error }) => error !== null)) process.exitCode = 1
}
