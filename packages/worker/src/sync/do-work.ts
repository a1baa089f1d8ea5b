import { AppError, type ErrorJson, errorToJson } from '@orchestrator/domain'
import { type Connector, type Item, ProviderError } from '@orchestrator/integrations'
import {
  changeHere,
  clearFailed,
  type ExecuteOutcome,
  type ExternalItem,
  finishWork,
  listWork,
  putOffWork,
  type SyncChange,
  type SyncWork,
  standingOf,
  type Tx,
  toAppError,
  type WorkSubject,
} from '@orchestrator/store'
import { eachAtOnce } from '../each-at-once.ts'
import { Awaits } from './await-parent.ts'
import { NotNow } from './limit-session.ts'
import { nothing, type Plan, type Told } from './plan.ts'
import { planForEntity, planForGone, planForItem } from './reconcile.ts'
import { LostClaim, type SyncContext } from './sync-context.ts'

/** A piece of work, and its item as it is there if that is known already. */
export interface Task {
  readonly work: SyncWork
  readonly told?: Told
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
/** What goes on changing there is written after so many looks all the same. */
const passes = 4

/**
 * Does what is to be done for some things: all changes here together, those there side by side. Each is done or put off by itself.
 * @returns how many were done
 * @throws RoundEnded, LostClaim
 */
export async function doWork(context: SyncContext, tasks: readonly Task[]): Promise<number> {
  const failures = new Map<Task, unknown>()
  const refusals = new Map<Task, unknown>()
  const attempt: Attempt = async (task, step) => {
    try {
      await step()
    } catch (error) {
      failures.set(task, orEnd(error))
    }
  }
  const told = new Map<Task, Told>()
  try {
    let open = tasks
    for (let pass = 1; open.length > 0; pass++) {
      const plans = await changeHereFor(context, open, {
        ...{ attempt, told, failed: (task) => failures.has(task) },
        refuse: (task, error) => void refusals.set(task, error),
      })
      const [mine, later] = eachThingOnce(open, plans)
      const moved: Task[] = []
      const write = (task: Task) =>
        attempt(task, async () => {
          const now = await plans.get(task)?.there?.(pass >= passes)
          if (now === undefined) return
          told.set(task, now)
          moved.push(task)
        })
      await eachAtOnce(
        mine.filter((task) => plans.get(task)?.there && !failures.has(task)),
        atOnce,
        write,
      )
      // What was changed there while this was planned, and what another of these has just done, is looked at again.
      open = [...moved, ...later]
    }
  } finally {
    context.writes.freeAll()
  }
  await context.store.write(context.claim.workspaceId, async (tx) => {
    for (const [task, error] of refusals) if (!failures.has(task)) failures.set(task, error)
    const done = tasks.filter((task) => !failures.has(task))
    await finishWork(
      tx,
      context.claim,
      done.map(({ work }) => work),
    )
    const brought = done.flatMap(({ work, unlisted }) => (unlisted ? work.key : []))
    if (brought.length > 0) await clearFailed(tx, context.claim, brought)
    for (const [task, error] of failures) await putOff(tx, context, task, error)
  })
  return tasks.length - failures.size
}

type Attempt = (task: Task, step: () => Promise<void>) => Promise<void>

/** Plans all of them, and does what of it is here. @returns what is left of each: what is to be done there */
async function changeHereFor(
  context: SyncContext,
  tasks: readonly Task[],
  by: {
    attempt: Attempt
    told: ReadonlyMap<Task, Told>
    failed: (task: Task) => boolean
    /** A part of it is refused: that is told once all else is done. */
    refuse: (task: Task, error: unknown) => void
  },
): Promise<Map<Task, Plan>> {
  const plans = new Map<Task, Plan>()
  const stale = new Set<Task>()
  const standing = await context.store.read(context.claim.workspaceId, (tx) =>
    standingOf(
      tx,
      context.claim.workspaceId,
      tasks.flatMap(({ work }) => work.entityId ?? []),
    ),
  )
  const plan = (task: Task) =>
    by.attempt(task, async () => {
      const { work, told, seen } = task
      const again = by.told.get(task)
      if (work.entityId === null) {
        const known = stale.has(task) || again ? undefined : seen
        plans.set(task, await planForItem(context, work, again ?? told, known))
        return
      }
      // Of these nothing is read there, and no other waits for the service’s limits behind them.
      const stands = standing.get(work.entityId)
      const quiet = stands === 'held' ? nothing : stands === 'gone' ? await planForGone(context, work.entityId) : null
      if (quiet !== null) {
        plans.set(task, quiet)
        return
      }
      // Where the service takes no more writes for now, nothing is read for one either.
      const holds = (plans.get(task)?.there ?? null) !== null
      if (!holds) await context.writes.hold()
      const planned = await planForEntity(context, work, again).catch((error: unknown) => {
        context.writes.free()
        throw error
      })
      if (planned.there === null) context.writes.free()
      plans.set(task, planned)
    })
  await eachAtOnce([...tasks], atOnce, plan)
  for (let round = 1; ; round++) {
    const [mine] = eachThingOnce(tasks, plans)
    const changing = mine.filter((task) => changesOf(plans.get(task)).length > 0 && !by.failed(task))
    const again: Task[] = []
    const outcomes = [
      ...(await changeEach(
        context,
        changing.flatMap((task) => changesOf(plans.get(task))),
      )),
    ]
    for (const task of changing) {
      const { here, links } = plans.get(task) ?? nothing
      const outcome = here === null ? undefined : outcomes.shift()
      for (const { name } of links) {
        const refusal = refusalOfLink(name, outcomes.shift())
        if (refusal !== null) by.refuse(task, refusal)
      }
      if (outcome?.ok !== false) plans.set(task, { ...nothing, ...plans.get(task), here: null, links: [] })
      else if (isStale(outcome.error) && round < attemptsAtOnce) again.push(task)
      else
        await by.attempt(task, () => {
          throw outcome.error
        })
    }
    if (again.length === 0) return plans
    // Somebody changed it here meanwhile.
    for (const task of again) stale.add(task)
    await eachAtOnce(again, atOnce, plan)
  }
}

const changesOf = ({ here, links }: Plan = nothing): readonly SyncChange[] => [
  ...(here === null ? [] : [here]),
  ...links,
]

/** That somebody was quicker is none: what it is by now is merged. */
function refusalOfLink(name: string, outcome: ExecuteOutcome | undefined): AppError | null {
  if (outcome?.ok !== false) return null
  const { code, message } = toAppError(outcome.error)
  if (code === 'already_exists' || code === 'not_found') return null
  return new AppError(code, `the link ${name} is no relation here: ${message}`, { cause: outcome.error })
}

/** A thing that changed on both sides is two pieces of work: the second is looked at once the first is done. */
function eachThingOnce(tasks: readonly Task[], plans: ReadonlyMap<Task, Plan>): [first: Task[], later: Task[]] {
  const begun = new Set<string>()
  const first: Task[] = []
  const later: Task[] = []
  for (const task of tasks) {
    const about = plans.get(task)?.about ?? null
    if (about !== null && begun.has(about)) later.push(task)
    else first.push(task)
    if (about !== null) begun.add(about)
  }
  return [first, later]
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
const refused = new Set(['invalid', 'forbidden', 'lost_rights', 'not_found', 'invalid_input', 'invalid_state', 'cycle'])

async function putOff(
  tx: Tx,
  { claim, connector, logger, writes }: SyncContext,
  { work, told, unlisted }: Task,
  error: unknown,
): Promise<void> {
  // It stays due with all else that is to be sent: none of that is looked at before the service takes some.
  if (error instanceof NotNow && work.entityId !== null && writes.refusedMs() > 0) return
  const subject = told?.item ? subjectOf(connector, told.item) : null
  if (error instanceof NotNow || error instanceof Awaits) {
    if (unlisted) await listWork(tx, claim, work, { afterMs: error.afterMs, error: null, subject })
    else await putOffWork(tx, claim, work, { afterMs: error.afterMs, error: null, counts: false })
    return
  }
  const words = inWords(error)
  const growing = 2 ** Math.min(work.attempts, 20)
  const afterMs = refused.has(words.code)
    ? Math.min(longestRefusedMs, longestPauseMs * growing)
    : Math.min(longestPauseMs, firstPauseMs * growing)
  logger.warn(
    { err: error, workspaceId: claim.workspaceId, connectionId: claim.connectionId, key: work.key, afterMs },
    'a thing could not be synced; it is tried again',
  )
  if (!unlisted) await putOffWork(tx, claim, work, { afterMs, error: words, counts: true })
  else await listWork(tx, claim, work, { afterMs, error: words, subject })
}

function subjectOf({ itemTypes }: Connector, { type, key, url, fields }: Item): WorkSubject {
  const { defaults = [] } = itemTypes.find((one) => one.type === type) ?? {}
  const title = fields[defaults.find(({ ours }) => ours === 'title')?.theirs ?? '']
  return { key, url, title: typeof title === 'string' ? title : null }
}

function inWords(error: unknown): ErrorJson {
  if (error instanceof ProviderError) return { code: error.kind, message: error.message } as unknown as ErrorJson
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', 'it could not be synced; see the log', { cause: error })
  // What the owner may not do here is another thing than what the account may not do there; it lasts until it is tried again and done.
  return known.code === 'forbidden'
    ? ({ ...errorToJson(known), code: 'lost_rights' } as unknown as ErrorJson)
    : errorToJson(known)
}
