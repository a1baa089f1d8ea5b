import { AppError, type ErrorJson, errorToJson } from '@orchestrator/domain'
import { type Item, ProviderError } from '@orchestrator/integrations'
import {
  changeHere,
  type ExecuteOutcome,
  type ExternalItem,
  finishWork,
  listWork,
  putOffWork,
  type SyncChange,
  type SyncWork,
  type Tx,
  toAppError,
} from '@orchestrator/store'
import { eachAtOnce } from '../each-at-once.ts'
import { NotNow } from './limit-session.ts'
import type { Plan } from './plan.ts'
import { planForEntity, planForItem } from './reconcile.ts'
import { LostClaim, type SyncContext } from './sync-context.ts'

/** A piece of work, and its item as it is there if that is known already. */
export interface Task {
  readonly work: SyncWork
  readonly told?: Item
  /** Its link, read with those of its page; null: it has none. */
  readonly seen?: ExternalItem | null
  /** Not in the table: a page brought it, and what goes wrong with it is put there. */
  readonly unlisted?: boolean
}

/** What ends the whole round: the service or its credentials, not one thing. */
export class RoundEnded extends Error {
  override readonly name = 'RoundEnded'
  override readonly cause: ProviderError
  constructor(cause: ProviderError) {
    super(cause.message, { cause })
    this.cause = cause
  }
}

const ending = new Set(['rate_limited', 'unauthorized'])
const atOnce = 8
const attemptsAtOnce = 3

/**
 * Does what is to be done for some things: all changes here together, those there side by side. Each is done or put off by itself.
 * @returns how many were done
 * @throws RoundEnded, LostClaim
 */
export async function doWork(context: SyncContext, tasks: readonly Task[]): Promise<number> {
  const plans = new Map<Task, Plan>()
  const stale = new Set<Task>()
  const failures = new Map<Task, unknown>()
  const attempt = async (task: Task, step: () => Promise<void>) => {
    try {
      await step()
    } catch (error) {
      failures.set(task, orEnd(error))
    }
  }
  const plan = (task: Task) =>
    attempt(task, async () => {
      const { work, told, seen } = task
      plans.set(
        task,
        work.entityId === null
          ? await planForItem(context, work, told, stale.has(task) ? undefined : seen)
          : await planForEntity(context, work),
      )
    })
  await eachAtOnce([...tasks], atOnce, plan)
  for (let round = 1; ; round++) {
    const changing = tasks.filter((task) => plans.get(task)?.here && !failures.has(task))
    const again: Task[] = []
    const outcomes = await changeEach(
      context,
      changing.map((task) => plans.get(task)?.here as SyncChange),
    )
    for (const [n, task] of changing.entries()) {
      const outcome = outcomes[n]
      if (outcome?.ok !== false) plans.set(task, { here: null, there: plans.get(task)?.there ?? null })
      else if (isStale(outcome.error) && round < attemptsAtOnce) again.push(task)
      else failures.set(task, outcome.error)
      if (outcome?.ok === false && outcome.error instanceof AppError && outcome.error.code === 'forbidden')
        await context.tellForbidden(outcome.error)
    }
    if (again.length === 0) break
    // Somebody changed it here meanwhile.
    for (const task of again) stale.add(task)
    await eachAtOnce(again, atOnce, plan)
  }
  await eachAtOnce(
    tasks.filter((task) => plans.get(task)?.there && !failures.has(task)),
    atOnce,
    (task) => attempt(task, async () => plans.get(task)?.there?.()),
  )
  await context.store.write(context.claim.workspaceId, async (tx) => {
    await finishWork(
      tx,
      context.claim,
      tasks.filter((task) => !failures.has(task)).map(({ work }) => work),
    )
    for (const [task, error] of failures) await putOff(tx, context, task, error)
  })
  return tasks.length - failures.size
}

/** All in one transaction; if the database refuses it, each by itself, so that one to blame keeps none of the others. */
async function changeEach(
  { store, principal }: Pick<SyncContext, 'store' | 'principal'>,
  changes: readonly SyncChange[],
): Promise<readonly ExecuteOutcome[]> {
  try {
    return await changeHere(store, principal, changes)
  } catch (error) {
    if (changes.length === 1) return [{ ok: false, error: toAppError(error) }]
    const outcomes: ExecuteOutcome[] = []
    for (const change of changes) outcomes.push(...(await changeEach({ store, principal }, [change])))
    return outcomes
  }
}

const isStale = (error: unknown) =>
  error instanceof AppError && (error.code === 'version_conflict' || error.code === 'command_conflict')

function orEnd(error: unknown): unknown {
  if (error instanceof Error && error.name === 'AbortError') throw new LostClaim('this process ends')
  if (error instanceof LostClaim || error instanceof RoundEnded) throw error
  if (error instanceof ProviderError && ending.has(error.kind)) throw new RoundEnded(error)
  return error
}

const firstPauseMs = 2_000
const longestPauseMs = 15 * 60_000
/** Of what is refused: each try costs requests. */
const longestRefusedMs = 24 * 3_600_000
/** Trying again soon changes nothing about these; a change of the thing does, and that is tried at once. */
const refused = new Set(['invalid', 'forbidden', 'not_found', 'invalid_input', 'invalid_state'])

async function putOff(tx: Tx, { claim, logger }: SyncContext, { work, unlisted }: Task, error: unknown): Promise<void> {
  if (error instanceof NotNow) {
    if (unlisted) await listWork(tx, claim, work, { afterMs: error.afterMs, error: null })
    else await putOffWork(tx, claim, work, { afterMs: error.afterMs, error: null, counts: false })
    return
  }
  const told = inWords(error)
  const growing = 2 ** Math.min(work.attempts, 20)
  const afterMs = refused.has(told.code)
    ? Math.min(longestRefusedMs, longestPauseMs * growing)
    : Math.min(longestPauseMs, firstPauseMs * growing)
  logger.warn(
    { err: error, workspaceId: claim.workspaceId, connectionId: claim.connectionId, key: work.key, afterMs },
    'a thing could not be synced; it is tried again',
  )
  if (!unlisted) await putOffWork(tx, claim, work, { afterMs, error: told, counts: true })
  else await listWork(tx, claim, work, { afterMs, error: told })
}

function inWords(error: unknown): ErrorJson {
  if (error instanceof ProviderError) return { code: error.kind, message: error.message } as unknown as ErrorJson
  return errorToJson(
    error instanceof AppError
      ? error
      : new AppError('internal', 'it could not be synced; see the log', { cause: error }),
  )
}
