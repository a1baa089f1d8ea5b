import { headOf } from '@orchestrator/backtest'
import type { AutomationSuggestion, SuggestionKind } from '@orchestrator/domain'
import { type Installed, isInstalled } from '@orchestrator/domain/suggestions'
import { dismissedAmong, keepSuggestions } from '@orchestrator/store'
import { storeSource } from '../backtest/store-source.ts'
import { hiddenTypesFor } from '../events/visibility.ts'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'
import { backtestRule } from './backtest-rule.ts'
import { type ReadHistory, readHistory } from './read-history.ts'
import { searchHistory } from './search-history.ts'

/** After so long a request answers with what it has. */
const deadlineMs = 15_000
/** What nobody would read through. */
const mostSuggestions = 50
const dayMs = 86_400_000

export interface Found {
  readonly items: readonly AutomationSuggestion[]
  /** Which of them were dismissed. */
  readonly dismissed: readonly string[]
  readonly analyzed: Pick<ReadHistory, 'events' | 'since' | 'until' | 'complete'>
}

/** What to look for, and where. */
export interface Wanted {
  readonly days: number
  readonly kinds: readonly SuggestionKind[]
  readonly projectId: string | undefined
  readonly withDismissed: boolean
}

/** Looks in the log for what people do by hand again and again, backtests what is found, and keeps it so that it can be accepted. */
export async function findSuggestionsFor(
  call: Pick<Call, 'api' | 'workspaceId' | 'identity'>,
  { days, kinds, projectId, withDismissed }: Wanted,
  requestSignal: AbortSignal,
): Promise<Found> {
  const { api, workspaceId, identity } = call
  const signal = AbortSignal.any([requestSignal, AbortSignal.timeout(deadlineMs)])
  const source = storeSource(call, hiddenTypesFor(identity))
  const now = Date.now()
  const head = await headOf(source)
  const options = { workspaceId, projectId, now, head, from: now - days * dayMs, signal }
  const { history, after, complete, ...part } = await readHistory(source, options)
  const findings = await searchHistory({ history, kinds }, signal)
  const installed = await installedIn(source)
  const fresh = findings.filter(({ suggestion }) => !isInstalled(suggestion, installed)).slice(0, mostSuggestions)
  const ids = fresh.map(({ suggestion }) => suggestion.id)
  const dismissed = await read(api, workspaceId, (tx) => dismissedAmong(tx, workspaceId, ids))
  const items: AutomationSuggestion[] = []
  for (const { suggestion, byHand } of fresh) {
    if (dismissed.has(suggestion.id) && !withDismissed) continue
    const test = { source, principal: identity.principal, after, logEnd: now, signal }
    const held = byHand ? await backtestRule({ suggestion, byHand }, test) : suggestion
    if (held) items.push(held)
  }
  await keepSuggestions(api.store, workspaceId, items)
  return {
    items: items.sort((a, b) => b.confidence - a.confidence),
    dismissed: items.flatMap(({ id }) => (dismissed.has(id) ? [id] : [])),
    analyzed: { ...part, complete: complete && !signal.aborted },
  }
}

async function installedIn(source: ReturnType<typeof storeSource>): Promise<Installed> {
  const [series, rules, templates] = await Promise.all(
    ['series', 'rule', 'template'].map((kind) => source.rows(kind, {})),
  )
  return { series, rules, templates } as unknown as Installed
}
