import {
  AppError,
  beginningOf,
  type Command,
  type CommandInput,
  type CommandType,
  newId,
  type Principal,
} from '@orchestrator/domain'
import { type DueSeries, dueSeries, getFirstAdmin, type Store } from '@orchestrator/store'
import type { Logger } from 'pino'
import { eachAtOnce } from '../each-at-once.ts'

const [mostAtOnce, mostFound, mostRounds] = [4, 200, 100]
/** What passes by itself is no reason to put a series off. */
const passing = new Set(['unavailable', 'rate_limited'])

/**
 * Has the tasks of series made that are due. A series says itself up to which day it is done, in the transaction that makes its tasks:
 * so nothing is made twice, however many look and whenever they are killed, and what is due stays due until it is made.
 */
export class SeriesSweeper {
  readonly #relay: Store
  readonly #app: Store
  readonly #logger: Logger
  #running: Promise<void> | undefined
  #stopped = false

  constructor(options: { relay: Store; app: Store; logger: Logger }) {
    this.#relay = options.relay
    this.#app = options.app
    this.#logger = options.logger
  }

  /** Looks for what is due, unless it is at it. */
  poke(): Promise<void> {
    this.#running ??= this.#sweep()
      .catch((error: unknown) =>
        this.#logger.warn({ err: error }, 'series that are due were not found; it is tried again'),
      )
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  /** A series of which much is due makes a part of it at a time, so it is looked for again at once. */
  async #sweep(): Promise<void> {
    for (let again = true, round = 0; again && round < mostRounds && !this.#stopped; round++) {
      const due = await dueSeries(this.#relay, new Date(), mostFound)
      again = false
      await eachAtOnce(due, mostAtOnce, async (series) => {
        if (await this.#make(series)) again = true
      })
    }
  }

  /** @returns whether it got on */
  async #make(series: DueSeries): Promise<boolean> {
    const at = new Date().toISOString()
    try {
      await this.#run(principalOf(series, series.ownerId, series.scopes), 'series.occur', { id: series.id, at })
      return true
    } catch (error) {
      const about = { err: error, workspaceId: series.workspaceId, series: series.id }
      this.#logger.warn(about, 'the tasks of a series were not made; it is tried again')
      const refusal = error instanceof AppError ? error : new AppError('internal', String(error), { cause: error })
      if (!passing.has(refusal.code)) await this.#stall(series, at, refusal)
      return false
    }
  }

  /** As the owner, who is told of it. They may be gone: then it is whoever looks after the workspace. */
  async #stall({ workspaceId, id, ownerId }: DueSeries, at: string, { code, message }: AppError): Promise<void> {
    const note = (memberId: string) => {
      const principal = principalOf({ workspaceId, id }, memberId, null)
      return this.#run(principal, 'series.stall', { id, at, code, message: beginningOf(message, 2_000) })
    }
    try {
      await note(ownerId).catch(async (error: unknown) => {
        if (!(error instanceof AppError && error.code === 'forbidden')) throw error
        await note((await this.#app.read(workspaceId, (tx) => getFirstAdmin(tx, workspaceId))) ?? ownerId)
      })
    } catch (error) {
      this.#logger.warn({ err: error, workspaceId, series: id }, 'it was not noted why a series could not go on')
    }
  }

  async #run<T extends CommandType>(principal: Principal, type: T, data: CommandInput<T>): Promise<void> {
    await this.#app.execute(principal, [{ id: newId(), type, data } as unknown as Command])
  }
}

const principalOf = (
  { workspaceId, id }: Pick<DueSeries, 'workspaceId' | 'id'>,
  memberId: string,
  scopes: DueSeries['scopes'],
): Principal => ({ workspaceId, actor: { type: 'series', id, memberId }, scopes })
